using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Bench.Modules;
using DcvAdmin.Bench.Reports;

namespace DcvAdmin.Bench.Import;

/// <summary>The two modules in one round, in milliseconds.</summary>
internal sealed record Pair(double Ours, double Empty);

/// <summary>One figure over all rounds.</summary>
internal sealed class ImportRow(string name)
{
    private readonly List<Pair> _rounds = [];

    public string Name { get; } = name;

    /// <summary>Median of the rounds' ratios, ours to the empty module's.</summary>
    public double Ratio => Statistics.Median(_rounds.Select(round => round.Ours / round.Empty));

    public double OursMilliseconds => Statistics.Median(_rounds.Select(round => round.Ours));

    public double EmptyMilliseconds => Statistics.Median(_rounds.Select(round => round.Empty));

    public double OursFastest => _rounds.Min(round => round.Ours);

    public double EmptyFastest => _rounds.Min(round => round.Empty);

    internal double LastRatio => _rounds[^1].Ours / _rounds[^1].Empty;

    public void Add(double ours, double empty) => _rounds.Add(new Pair(ours, empty));
}

/// <summary>What imports cost, and what they bring in.</summary>
internal sealed class ImportReport(ModuleOptions options, StagedModule module, ModuleFacts facts) : IReport
{
    private const double MostTimes = 1.5;

    public DateTime StartedAt { get; } = DateTime.UtcNow;

    public string Machine { get; } = ThisMachine.Description;

    public ModuleOptions Options { get; } = options;

    public ModuleFacts Facts { get; } = facts;

    public ImportRow AfterWarmUp { get; } = new("import, after that of another module");

    public ImportRow AsFirst { get; } = new("import, the first of its process");

    public ImportRow WholeProcess { get; } = new("whole process: start, import, end");

    /// <summary>A process that imports nothing.</summary>
    public double BareProcessMilliseconds => Statistics.Median(BareProcesses);

    public double FirstCallMilliseconds => Statistics.Median(FirstCalls);

    public double SecondCallMilliseconds => Statistics.Median(SecondCalls);

    public List<LoadedStep> Steps { get; } = [];

    public IReadOnlyList<Target> Targets => [AtMost(AfterWarmUp), AtMost(AsFirst)];

    internal List<double> BareProcesses { get; } = [];

    internal List<double> FirstCalls { get; } = [];

    internal List<double> SecondCalls { get; } = [];

    public string ToJson() => ReportJson.Write(this);

    public string ToText()
    {
        var text = new MarkdownText();
        text.Line($"Measured {StartedAt:yyyy-MM-dd HH:mm} UTC on {Machine}, PowerShell {Facts.PowerShell} ({Facts.Framework}): DcvAdmin {module.Version} with {module.Cmdlets.Count} cmdlets and {module.Views} views, medians of {Options.Rounds} rounds{(Options.Quick ? ", a quick look that proves nothing" : string.Empty)}.");
        text.Line($"");
        text.Line($"| in fresh processes | ratio | ms DcvAdmin / empty module | fastest ms DcvAdmin / empty module |");
        text.Line($"|---|---:|---:|---:|");
        foreach (var row in (ImportRow[])[AfterWarmUp, AsFirst, WholeProcess])
            text.Line($"| {row.Name} | **{row.Ratio:0.00}** | {row.OursMilliseconds:0.0} / {row.EmptyMilliseconds:0.0} | {row.OursFastest:0.0} / {row.EmptyFastest:0.0} |");
        text.Line($"");
        text.Line($"A process that imports nothing takes {BareProcessMilliseconds:0} ms. The first call that needs adapters, Get-DcvAuthToken on a new SQLite store, takes {FirstCallMilliseconds:0} ms, the second {SecondCallMilliseconds:0} ms.");
        text.Line($"");
        text.Line($"| step | looked at | brings in, of the module's own | brings in, of others |");
        text.Line($"|---|---:|---|---|");
        foreach (var step in Steps) text.Line($"| {step.Name} | {(step.Count > 0 ? step.Count : string.Empty)} | {List(step.Own)} | {List(step.Others)} |");
        text.Line($"");
        Target.Write(text, Targets);
        return text.ToString();
    }

    private static Target AtMost(ImportRow row) => Target.AtMost($"{row.Name}, times the empty module's", MostTimes, row.Ratio);

    private static string List(IReadOnlyList<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);
}
