using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Bench.Reports;

namespace DcvAdmin.Bench.Functions;

/// <summary>What first and later answers cost.</summary>
internal sealed class FunctionsReport(FunctionsOptions options, Python? python, Contender ours, Contender? rival, string storeKind) : IReport
{
    private const double MostTimes = 1.0;
    private const double MostWarmMilliseconds = 5;

    public DateTime StartedAt { get; } = DateTime.UtcNow;

    public string Machine { get; } = ThisMachine.Description;

    public FunctionsOptions Options { get; } = options;

    public string? Python { get; } = python?.Version;

    /// <summary>The kind of our store.</summary>
    public string StoreKind { get; } = storeKind;

    /// <summary>Median of the rounds' ratios of first answers; NaN without a rival.</summary>
    public double ColdRatio => Ratio(start => start.Milliseconds);

    /// <summary>The same of processor time.</summary>
    public double ProcessorRatio => Ratio(start => start.ProcessorMilliseconds);

    public IReadOnlyList<ColdStart> Colds => ours.Colds;

    public IReadOnlyList<ColdStart> RivalColds => rival?.Colds ?? [];

    public double WarmMilliseconds => Statistics.Median(ours.Warms);

    public double RivalWarmMilliseconds => Statistics.Median(rival?.Warms ?? []);

    public IReadOnlyList<Target> Targets =>
    [
        .. rival is null ? Array.Empty<Target>() : [Target.AtMost($"first answer with a {StoreKind} store, times Python's with DynamoDB", MostTimes, ColdRatio)],
        Target.AtMost("warm answer, store and sandbox included, ms", MostWarmMilliseconds, WarmMilliseconds),
    ];

    public string ToJson() => ReportJson.Write(this);

    public string ToText()
    {
        var text = new MarkdownText();
        text.Line($"Measured {StartedAt:yyyy-MM-dd HH:mm} UTC on {Machine}; {Python ?? "no Python to compare with"}; our store: {StoreKind}; {Options.Rounds} rounds{(Options.Quick ? ", a quick look that proves nothing" : string.Empty)}.");
        text.Line($"");
        text.Line($"| function | first answer, ms (fastest) | of it until it asks for an event, ms | processor, ms (least) | warm answer, ms (99th) |");
        text.Line($"|---|---:|---:|---:|---:|");
        foreach (var contender in (Contender?[])[ours, rival])
        {
            if (contender is null) continue;
            text.Line($"| {contender.Name} | {Median(contender, start => start.Milliseconds):0} ({contender.Colds.Min(start => start.Milliseconds):0}) | {Median(contender, start => start.InitMilliseconds):0} | {Median(contender, start => start.ProcessorMilliseconds):0} ({contender.Colds.Min(start => start.ProcessorMilliseconds):0}) | {Statistics.Median(contender.Warms):0.00} ({contender.Warms.Order().ElementAt(contender.Warms.Count * 99 / 100):0.00}) |");
        }

        text.Line($"");
        if (rival is not null)
        {
            text.Line($"Medians of the rounds' ratios, ours to Python's: first answer **{ColdRatio:0.00}**, processor time **{ProcessorRatio:0.00}**.");
            text.Line($"");
        }

        Target.Write(text, Targets);
        return text.ToString();
    }

    private static double Median(Contender contender, Func<ColdStart, double> figure) => Statistics.Median(contender.Colds.Select(figure));

    private double Ratio(Func<ColdStart, double> figure) => rival is null ? double.NaN : Statistics.Median(ours.Colds.Zip(rival.Colds, (a, b) => figure(a) / figure(b)));
}
