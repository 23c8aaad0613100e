using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Bench.Modules;
using DcvAdmin.Bench.Reports;

namespace DcvAdmin.Bench.Import;

/// <summary>Importing the module beside importing an empty one of the same shape: every import has a process of its own, and the two take turns.</summary>
internal sealed class ImportBench : IDisposable
{
    public const string Help = $"""
        dotnet run -c Release --project bench/DcvAdmin.Bench -- import [options]

        {ModuleOptions.Help}
        """;

    private readonly TextWriter _progress;
    private readonly CancellationToken _stop;
    private readonly string _folder;
    private readonly Pwsh _pwsh;
    private readonly StagedModule _module;
    private readonly string _empty;
    private readonly string _warmUp;

    private ImportBench(ModuleOptions options, TextWriter progress, CancellationToken stop)
    {
        _progress = progress;
        _stop = stop;
        _module = StagedModule.Find(options.Module);
        _folder = Directory.CreateTempSubdirectory("dcvadmin-bench-").FullName;
        _pwsh = new Pwsh(_folder);
        _empty = EmptyModule.Write(_module, _folder);
        _warmUp = EmptyModule.WriteWarmUp(_module, _folder);
    }

    public static async Task<IReport> RunAsync(ModuleOptions options, TextWriter progress, CancellationToken stop)
    {
        using var bench = new ImportBench(options, progress, stop);
        var report = new ImportReport(options, bench._module, await ModuleFacts.AskAsync(bench._pwsh, bench._module, stop));
        await bench.FollowStepsAsync(report);

        bench.Say($"warming up");
        await bench.MeasureAsync(new ImportReport(options, bench._module, report.Facts), 0);
        for (var round = 1; round <= options.Rounds; round++)
        {
            await bench.MeasureAsync(report, round);
            bench.Say($"round {round}: {report.AfterWarmUp.LastRatio:0.00} after a warm-up, {report.AsFirst.LastRatio:0.00} as the first");
        }

        return report;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task MeasureAsync(ImportReport report, int round)
    {
        // The one that goes second finds processor and caches as the first left them.
        var isOursFirst = round % 2 == 0;
        var (ours, empty) = await InTurnAsync(isOursFirst, module => ImportAsync(module, _warmUp));
        report.AfterWarmUp.Add(ours.Milliseconds, empty.Milliseconds);

        (ours, empty) = await InTurnAsync(isOursFirst, module => ImportAsync(module, null));
        report.AsFirst.Add(ours.Milliseconds, empty.Milliseconds);
        report.WholeProcess.Add(ours.WallMilliseconds, empty.WallMilliseconds);

        report.BareProcesses.Add((await _pwsh.RunAsync("Import/measure-import.ps1", [], null, _stop)).WallMilliseconds);
        var calls = (await _pwsh.RunAsync("Import/measure-first-call.ps1", ["-Module", _module.Manifest, "-Folder", _folder], null, _stop)).Result<Calls>();
        report.FirstCalls.Add(calls.First);
        report.SecondCalls.Add(calls.Second);
    }

    private async Task<(T Ours, T Empty)> InTurnAsync<T>(bool isOursFirst, Func<string, Task<T>> measure)
    {
        if (isOursFirst) return (await measure(_module.Manifest), await measure(_empty));
        var empty = await measure(_empty);
        return (await measure(_module.Manifest), empty);
    }

    private async Task<TimedImport> ImportAsync(string manifest, string? warmUp)
    {
        var run = await _pwsh.RunAsync("Import/measure-import.ps1", ["-Module", manifest, .. warmUp is null ? Array.Empty<string>() : ["-WarmUp", warmUp]], null, _stop);
        var import = run.Result<TimedImport>() with { WallMilliseconds = run.WallMilliseconds };
        return import.Cmdlets == _module.Cmdlets.Count
            ? import
            : throw new BenchException($"{manifest} exports {import.Cmdlets} cmdlets, not {_module.Cmdlets.Count}: build the benchmark together with the module.");
    }

    /// <summary>What each step brings into the process. Only the first call that needs adapters may bring in anything but the module's own assemblies.</summary>
    private async Task FollowStepsAsync(ImportReport report)
    {
        var run = await _pwsh.RunAsync("Import/list-assemblies.ps1", ["-Module", _module.Manifest, "-Folder", _folder], null, _stop);
        report.Steps.AddRange(run.Lines.Select(line => LoadedStep.Read(line, _module)));
        foreach (var step in report.Steps.SkipLast(1))
        {
            if (step.Count < _module.Cmdlets.Count) throw new BenchException($"{step.Name}: {step.Count} results for {_module.Cmdlets.Count} cmdlets.");
            if (step.Others.Count > 0) throw new BenchException($"{step.Name} brings in {string.Join(", ", step.Others)}.");
        }

        if (report.Steps[^1].Others.Count == 0) throw new BenchException($"{report.Steps[^1].Name} brings in nothing: what the steps before it bring in would not be seen either.");
    }

    private void Say(FormattableString text) => _progress.WriteLine(FormattableString.Invariant(text));

    private sealed record TimedImport(double Milliseconds, int Cmdlets)
    {
        public double WallMilliseconds { get; init; }
    }

    private sealed record Calls(double First, double Second);
}
