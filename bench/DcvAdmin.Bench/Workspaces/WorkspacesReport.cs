using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Bench.Reports;

namespace DcvAdmin.Bench.Workspaces;

/// <summary>One round, in milliseconds.</summary>
/// <param name="Survey">Everything through our survey.</param>
/// <param name="First">Until it handed over the first WorkSpaces.</param>
/// <param name="Bare">Everything by the bare reader, all regions side by side.</param>
/// <param name="Call">The median call of the bare reader in the largest region alone.</param>
/// <param name="Regions">Asking which regions there are, in a session of its own.</param>
internal sealed record ScheduleRound(double Survey, double First, double Bare, double Call, double Regions)
{
    /// <summary>The pages of the largest region one after the other, at the latency of one call: no schedule can be shorter.</summary>
    public double Ideal => Estate.Large.PagesOfLargest * Call;
}

/// <summary>One sync.</summary>
internal sealed record SyncRun(double Milliseconds, int Rows, int Marks);

/// <summary>A sync, and a survey alone in the same minute, in milliseconds.</summary>
internal sealed record SyncRound(SyncRun Sync, double Survey);

/// <summary>What reading many regions takes.</summary>
internal sealed class WorkspacesReport(WorkspacesOptions options) : IReport
{
    private const double MostTimes = 1.15;
    private const double MostCalls = 2;
    private const double MostMemoryTimes = 1.25;

    public DateTime StartedAt { get; } = DateTime.UtcNow;

    public string Machine { get; } = ThisMachine.Description;

    public WorkspacesOptions Options { get; } = options;

    public string Distribution { get; } = string.Join(", ", Estate.Large.Places.Select(place => FormattableString.Invariant($"{place.Region} {place.Count:N0}")));

    public List<ScheduleRound> Rounds { get; } = [];

    public ScheduleRound? WarmUp { get; set; }

    public double OneByOneMilliseconds { get; set; }

    /// <summary>What the emulator takes for all pages without latency, asked side by side.</summary>
    public double EmulatorMilliseconds { get; set; }

    public double EmulatorProcessorMilliseconds { get; set; }

    /// <summary>Readings in processes of their own, by the number of WorkSpaces.</summary>
    public SortedDictionary<int, List<SurveyProcessRun>> Fresh { get; } = [];

    public SyncRun FirstSync { get; set; } = new(double.NaN, 0, 0);

    public List<SyncRound> Syncs { get; } = [];

    public void AddFresh(Estate estate, SurveyProcessRun run)
    {
        if (!Fresh.TryGetValue(estate.Count, out var runs)) Fresh[estate.Count] = runs = [];
        runs.Add(run);
    }

    public double SecondSyncMilliseconds => Statistics.Median(Syncs.Select(one => one.Sync.Milliseconds));

    public IReadOnlyList<Target> Targets =>
    [
        Target.AtMost("all WorkSpaces, times the pages of the largest region at the latency of a bare call", MostTimes, Median(round => round.Survey / round.Ideal)),
        Target.AtMost("all WorkSpaces, times the bare reader with all regions side by side", MostTimes, Median(round => round.Survey / round.Bare)),
        Target.AtMost("first WorkSpaces, in calls", MostCalls, Median(round => round.First / round.Call)),
        Target.AtMost($"largest live heap of {Estate.Large.Count:N0} WorkSpaces, times that of {Estate.Small.Count:N0}", MostMemoryTimes, Of(Estate.Large, run => run.Heap) / Of(Estate.Small, run => run.Heap)),
        Target.AtMost($"usual live heap of {Estate.Huge.Count:N0} WorkSpaces, times that of {Estate.Large.Count:N0}", MostMemoryTimes, Of(Estate.Huge, run => run.UsualHeap) / Of(Estate.Large, run => run.UsualHeap)),
        Target.AtMost($"peak working set of {Estate.Huge.Count:N0} WorkSpaces, times that of {Estate.Large.Count:N0}", MostMemoryTimes, Of(Estate.Huge, run => run.WorkingSet) / Of(Estate.Large, run => run.WorkingSet)),
        Target.AtMost("rows and marks written where nothing has changed", 0, Syncs.Max(one => one.Sync.Rows + one.Sync.Marks)),
    ];

    public bool IsFailed => Targets.Any(target => !target.IsMet);

    public string ToJson() => ReportJson.Write(this);

    public string ToText()
    {
        var text = new MarkdownText();
        text.Line($"Measured {StartedAt:yyyy-MM-dd HH:mm} UTC on {Machine}: {Estate.Large.Count:N0} WorkSpaces in {Estate.Large.Regions.Count} regions, {Estate.Large.Pages} pages, {Estate.Large.PagesOfLargest} of them in the largest region; {Options.Latency} ms a call; medians of {Options.Rounds} rounds{(Options.Quick ? ", a quick look that proves nothing" : string.Empty)}.");
        text.Line($"Without latency the emulator answers all {Estate.Large.Pages} pages in {EmulatorMilliseconds:0} ms and {EmulatorProcessorMilliseconds:0} ms of processor time.");
        text.Line($"");
        text.Line($"| all WorkSpaces of all regions | s | survey to this |");
        text.Line($"|---|---:|---:|");
        text.Line($"| our survey | {Median(round => round.Survey) / 1000:0.00} | |");
        text.Line($"| pages of the largest region, at the latency of a bare call ({Median(round => round.Call):0.0} ms) | {Median(round => round.Ideal) / 1000:0.00} | **{Median(round => round.Survey / round.Ideal):0.00}** |");
        text.Line($"| bare reader, all regions side by side | {Median(round => round.Bare) / 1000:0.00} | **{Median(round => round.Survey / round.Bare):0.00}** |");
        text.Line($"| our survey, one region after the other | {OneByOneMilliseconds / 1000:0.00} | {Median(round => round.Survey) / OneByOneMilliseconds:0.00} |");
        text.Line($"");
        text.Line($"| until the first WorkSpaces | ms | calls |");
        text.Line($"|---|---:|---:|");
        text.Line($"| regions given | {Median(round => round.First):0} | **{Median(round => round.First / round.Call):0.00}** |");
        text.Line($"| asking for the regions before | {Median(round => round.Regions):0} more | {Median(round => round.Regions / round.Call):0.00} more |");
        text.Line($"| regions given, in a fresh process | {Of(Estate.Large, run => run.FirstMilliseconds):0} | {Of(Estate.Large, run => run.FirstMilliseconds) / Median(round => round.Call):0.00} |");
        text.Line($"");
        text.Line($"| in fresh processes | s | live heap, MB more, at most (as a rule) | working set at most, MB | allocated, MB |");
        text.Line($"|---|---:|---:|---:|---:|");
        foreach (var estate in (Estate[])[Estate.Small, Estate.Large, Estate.Huge])
            text.Line($"| {estate.Count:N0} WorkSpaces | {Of(estate, run => run.Milliseconds) / 1000:0.00} | {Of(estate, run => run.Heap):0.00} ({Of(estate, run => run.UsualHeap):0.00}) | {Of(estate, run => run.WorkingSet):0} | {Of(estate, run => run.Allocated):0} |");
        text.Line($"");
        text.Line($"| sync into SQLite | s | rows written | marks written | sync to survey alone |");
        text.Line($"|---|---:|---:|---:|---:|");
        text.Line($"| the first | {FirstSync.Milliseconds / 1000:0.00} | {FirstSync.Rows:N0} | {FirstSync.Marks} | {FirstSync.Milliseconds / Statistics.Median(Syncs.Select(one => one.Survey)):0.00} |");
        text.Line($"| again, nothing changed | {SecondSyncMilliseconds / 1000:0.00} | {Syncs.Max(one => one.Sync.Rows)} | {Syncs.Max(one => one.Sync.Marks)} | {Statistics.Median(Syncs.Select(one => one.Sync.Milliseconds / one.Survey)):0.00} |");
        text.Line($"");
        Target.Write(text, Targets);
        return text.ToString();
    }

    private double Median(Func<ScheduleRound, double> figure) => Statistics.Median(Rounds.Select(figure));

    private double Of(Estate estate, Func<SurveyProcessRun, double> figure) => Statistics.Median(Fresh[estate.Count].Select(figure));
}
