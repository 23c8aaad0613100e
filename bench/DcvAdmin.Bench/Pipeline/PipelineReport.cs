using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Bench.Modules;
using DcvAdmin.Bench.Reports;

namespace DcvAdmin.Bench.Pipeline;

/// <summary>One side's figures in one round.</summary>
/// <param name="Milliseconds">From the store's opening to its closing.</param>
/// <param name="CallMilliseconds">The call itself; null for the cmdlet, which has no such part.</param>
/// <param name="Bytes">What was allocated.</param>
/// <param name="Issued">How many tokens came out.</param>
internal sealed record PipelineSide(double Milliseconds, double? CallMilliseconds, long Bytes, int Issued);

/// <summary>Both sides in one round; rounds below one are warm-ups.</summary>
internal sealed record PipelineRound(int Round, PipelineSide Cmdlet, PipelineSide Call)
{
    /// <summary>The cmdlet with all it does to the batch call alone.</summary>
    public double Ratio => Cmdlet.Milliseconds / CallMilliseconds;

    internal double CallMilliseconds => Call.CallMilliseconds ?? double.NaN;

    /// <summary>The same with the store's opening and closing on both sides.</summary>
    public double RatioWithStore => Cmdlet.Milliseconds / Call.Milliseconds;
}

/// <summary>What tokens cost through the pipeline.</summary>
internal sealed class PipelineReport(ModuleOptions options, StagedModule module, ModuleFacts facts, int count) : IReport
{
    private const double MostTimes = 2;

    public DateTime StartedAt { get; } = DateTime.UtcNow;

    public string Machine { get; } = ThisMachine.Description;

    public ModuleOptions Options { get; } = options;

    public ModuleFacts Facts { get; } = facts;

    public int Count { get; } = count;

    public List<PipelineRound> Rounds { get; } = [];

    /// <summary>The cmdlet's first call of its process.</summary>
    public double FirstCallMilliseconds { get; set; }

    public double Ratio => Median(round => round.Ratio);

    public double RatioWithStore => Median(round => round.RatioWithStore);

    public IReadOnlyList<Target> Targets => [Target.AtMost($"{Count:N0} objects through the cmdlet, times the batch call", MostTimes, Ratio)];

    public string ToJson() => ReportJson.Write(this);

    public string ToText()
    {
        var text = new MarkdownText();
        text.Line($"Measured {StartedAt:yyyy-MM-dd HH:mm} UTC on {Machine}, PowerShell {Facts.PowerShell} ({Facts.Framework}): DcvAdmin {module.Version}, {Count:N0} objects, medians of {Options.Rounds} rounds{(Options.Quick ? ", a quick look that proves nothing" : string.Empty)}.");
        text.Line($"");
        text.Line($"| side | ms | fastest ms | objects/s | bytes an object | cmdlet to this |");
        text.Line($"|---|---:|---:|---:|---:|---:|");
        Row(text, "New-DcvAuthToken", round => round.Cmdlet.Milliseconds, round => round.Cmdlet.Bytes, null);
        Row(text, "the store's batch call", round => round.CallMilliseconds, null, Ratio);
        Row(text, "opening the store, the call, closing it", round => round.Call.Milliseconds, round => round.Call.Bytes, RatioWithStore);
        text.Line($"");
        text.Line($"The cmdlet's first {Count:N0} objects in a fresh process took {FirstCallMilliseconds:0} ms.");
        text.Line($"");
        Target.Write(text, Targets);
        return text.ToString();
    }

    private void Row(MarkdownText text, string name, Func<PipelineRound, double> milliseconds, Func<PipelineRound, double>? bytes, double? ratio)
    {
        var median = Median(milliseconds);
        var allocated = bytes is null ? string.Empty : FormattableString.Invariant($"{Median(bytes) / Count:N0}");
        var times = ratio is null ? string.Empty : FormattableString.Invariant($"**{ratio:0.00}**");
        text.Line($"| {name} | {median:0} | {Rounds.Min(milliseconds):0} | {Count / median * 1000:N0} | {allocated} | {times} |");
    }

    private double Median(Func<PipelineRound, double> figure) => Statistics.Median(Rounds.Select(figure));
}
