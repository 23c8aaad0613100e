using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Bench.Reports;

namespace DcvAdmin.Bench.Verification;

/// <summary>How long an issue of many tokens in one call took, request to parsed reply.</summary>
internal sealed record IssueResult(int Grants, int Tokens, int Calls, double MedianSeconds, double SlowestSeconds);

/// <summary>What a run measured.</summary>
internal sealed class VerifyReport(VerifyOptions options) : IReport
{
    public DateTime StartedAt { get; } = DateTime.UtcNow;

    public string Machine { get; } = ThisMachine.Description;

    public VerifyOptions Options { get; } = options;

    public List<ReportRow> Rows { get; } = [];

    public IssueResult? Issue { get; set; }

    public IReadOnlyList<Target> Targets => [.. FindTargets()];

    public string ToJson() => ReportJson.Write(this);

    public string ToText()
    {
        var text = new MarkdownText();
        text.Line($"Measured {StartedAt:yyyy-MM-dd HH:mm} UTC on {Machine}: {Options.Connections} connections, medians of {Options.Rounds} rounds of {Options.Seconds:0.##} s{(Options.Quick ? ", a quick look that proves nothing" : string.Empty)}.");
        text.Line($"Ratios are broker to bare endpoint within this run; only they compare with other runs and machines.");
        text.Line($"");
        text.Line($"| grants | over | question | req/s ratio | by CPU | p99 ratio | req/s broker / bare | p50 ms broker / bare | p99 ms broker / bare | slowest ms broker / bare | CPU µs broker / bare / generator | MB broker (peak) / bare |");
        text.Line($"|---:|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var row in Rows)
        {
            var (broker, bare) = (row.Broker, row.Bare);
            text.Line($"| {row.Grants:N0} | {row.Transport} | {Name(row.Question)} | **{row.Ratio:0.00}** | {row.CpuRatio:0.00} | {row.P99Ratio:0.0} | {broker.RequestsPerSecond:N0} / {bare.RequestsPerSecond:N0} | {broker.P50Milliseconds:0.0} / {bare.P50Milliseconds:0.0} | {broker.P99Milliseconds:0.0} / {bare.P99Milliseconds:0.0} | {broker.SlowestMilliseconds:0} / {bare.SlowestMilliseconds:0} | {broker.CpuMicroseconds:0.0} / {bare.CpuMicroseconds:0.0} / {row.GeneratorCpuMicroseconds:0.0} | {broker.WorkingSetMegabytes:0} ({broker.PeakWorkingSetMegabytes:0}) / {bare.WorkingSetMegabytes:0} |");
        }

        text.Line($"");
        if (Issue is { } issue) text.Line($"{issue.Tokens:N0} tokens issued in one call on {issue.Grants:N0} grants over HTTPS: {issue.MedianSeconds:0.00} s (slowest of {issue.Calls}: {issue.SlowestSeconds:0.00} s).");
        text.Line($"");
        Target.Write(text, Targets);
        return text.ToString();
    }

    private static string Name(Question question) => question switch
    {
        Question.Repeat => "repeat verification",
        Question.First => "first redemption",
        _ => "unknown token",
    };

    private IEnumerable<Target> FindTargets()
    {
        foreach (var transport in Rows.Select(row => row.Transport).Distinct())
        {
            var repeats = Rows.Where(row => row.Transport == transport && row.Question == Question.Repeat).ToArray();
            var firsts = Rows.Where(row => row.Transport == transport && row.Question == Question.First).ToArray();
            if (repeats.Length > 0) yield return Target.AtLeast($"repeat verification over {transport}, worst", 0.70, repeats.Min(row => row.Ratio));
            if (repeats.Length > 1) yield return Target.AtLeast($"repeat verification over {transport}, most grants to fewest", 0.90, repeats[^1].Ratio / repeats[0].Ratio);
            if (firsts.Length > 0) yield return Target.AtLeast($"first redemption over {transport}, worst", 0.25, firsts.Min(row => row.Ratio));
            if (repeats.Length > 0) yield return Target.AtMost($"p99 of repeat verification over {transport}, worst, times bare", 3, repeats.Max(row => row.P99Ratio));
            if (firsts.Length > 0) yield return Target.AtMost($"p99 of first redemption over {transport}, worst, times bare", 3, firsts.Max(row => row.P99Ratio));
        }

        if (Rows.Count > 0) yield return Target.AtMost("peak working set at most grants, MB", 250, Rows.Where(row => row.Grants == Rows[^1].Grants).Max(row => row.Broker.PeakWorkingSetMegabytes));
        if (Issue is { } issue) yield return Target.AtMost($"{issue.Tokens:N0} tokens in one call, slowest, s", 2, issue.SlowestSeconds);
    }
}
