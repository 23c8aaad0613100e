using System;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Bench.Modules;
using DcvAdmin.Bench.Reports;
using DcvAdmin.Tokens;

namespace DcvAdmin.Bench.Pipeline;

/// <summary>Tokens issued by the cmdlet and by the store's own batch call, in turn, in one process on the same adapters.</summary>
internal static class PipelineBench
{
    public const string Help = $"""
        dotnet run -c Release --project bench/DcvAdmin.Bench -- pipeline [options]

        {ModuleOptions.Help}
        """;

    private const int Count = TokenAuthenticator.MaximumBatch;
    private const int WarmUps = 3;

    public static async Task<IReport> RunAsync(ModuleOptions options, TextWriter progress, CancellationToken stop)
    {
        var module = StagedModule.Find(options.Module);
        var folder = Directory.CreateTempSubdirectory("dcvadmin-bench-").FullName;
        try
        {
            var pwsh = new Pwsh(folder);
            var report = new PipelineReport(options, module, await ModuleFacts.AskAsync(pwsh, module, stop), Count);
            string[] arguments = ["-Module", module.Manifest, "-Folder", folder, "-Count", Number(Count), "-WarmUps", Number(WarmUps), "-Rounds", Number(options.Rounds)];
            await pwsh.RunAsync("Pipeline/measure-pipeline.ps1", arguments, Take, stop);
            return report;

            void Take(string line)
            {
                var round = Pwsh.Read<PipelineRound>(line);
                if (round.Cmdlet.Issued != Count || round.Call.Issued != Count)
                    throw new BenchException($"Of {Count} tokens the cmdlet issued {round.Cmdlet.Issued}, the store {round.Call.Issued}.");
                if (round.Round == 1 - WarmUps) report.FirstCallMilliseconds = round.Cmdlet.Milliseconds;
                if (round.Round > 0) report.Rounds.Add(round);
                var name = round.Round > 0 ? $"round {round.Round}" : "warming up";
                progress.WriteLine(FormattableString.Invariant($"{name}: {round.Ratio:0.00} of {round.CallMilliseconds:0} ms"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
