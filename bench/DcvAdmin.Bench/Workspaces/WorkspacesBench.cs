using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Bench.Reports;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Bench.Workspaces;

/// <summary>WorkSpaces of many regions through our own survey, beside the best possible schedule and one region after the other; what it holds in memory; what a sync writes.</summary>
internal sealed class WorkspacesBench(WorkspacesOptions options, TextWriter progress, CancellationToken stop)
{
    private readonly WorkspacesReport _report = new(options);

    public static async Task<IReport> RunAsync(WorkspacesOptions options, TextWriter progress, CancellationToken stop)
    {
        SurveyRun.ForgetSurroundings();
        var bench = new WorkspacesBench(options, progress, stop);
        var folder = Directory.CreateTempSubdirectory("dcvadmin-bench-").FullName;
        try
        {
            await bench.RunAsync(folder);
            return bench._report;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task RunAsync(string folder)
    {
        using var emulator = await EmulatorProcess.StartAsync(Estate.Large, stop);
        await MeasureEmulatorAsync(emulator);
        await emulator.FillAsync(Estate.Large, options.Latency, stop);
        await MeasureSchedulesAsync(emulator);
        await MeasureSyncAsync(emulator, folder);
        await MeasureFreshAsync(emulator);
    }

    /// <summary>What the emulator itself takes for an answer, so that it can be seen that nobody waits for it.</summary>
    private async Task MeasureEmulatorAsync(EmulatorProcess emulator)
    {
        await emulator.FillAsync(Estate.Large, latency: 0, stop);
        using var bare = new BareReader(emulator.Address);
        for (var warmUp = 0; warmUp < 3; warmUp++) await bare.ReadAsync(Estate.Large, stop);
        var (cpu, begun) = (emulator.ProcessorTime, Stopwatch.GetTimestamp());
        await bare.ReadAsync(Estate.Large, stop);
        _report.EmulatorMilliseconds = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        _report.EmulatorProcessorMilliseconds = (emulator.ProcessorTime - cpu).TotalMilliseconds;
        Say($"the emulator without latency: {Estate.Large.Pages} pages in {_report.EmulatorMilliseconds:0} ms");
    }

    private async Task MeasureSchedulesAsync(EmulatorProcess emulator)
    {
        using var bare = new BareReader(emulator.Address);
        for (var round = 0; round <= options.Rounds; round++)
        {
            SurveyRun? survey = null;
            double schedule = 0;
            // Whoever goes second finds processor and caches as the first left them.
            foreach (var isSurvey in round % 2 == 0 ? [true, false] : (bool[])[false, true])
            {
                await emulator.TakeCallsAsync(string.Empty, stop);
                if (isSurvey) survey = await SurveyRun.MeasureAsync(emulator.Address, Estate.Large, WorkspaceSurvey.UsualRegionsAtOnce, null, stop);
                else schedule = (await bare.ReadAsync(Estate.Large, stop)).TotalMilliseconds;
                var calls = await emulator.TakeCallsAsync("DescribeWorkspaces ", stop);
                if (calls != Estate.Large.Pages) throw new BenchException($"{Estate.Large.Pages} pages took {calls} calls: there are no two figures to compare.");
            }

            var pages = await bare.ReadAsync(Estate.Large.Largest, stop);
            var call = Statistics.Median(pages);
            var measured = new ScheduleRound(survey!.Milliseconds, survey.FirstMilliseconds, schedule, call, await SurveyRun.MeasureRegionsAsync(emulator.Address, Estate.Large, stop));
            if (round == 0) _report.WarmUp = measured;
            else _report.Rounds.Add(measured);
            Say($"{(round == 0 ? "warming up" : $"round {round}")}: {measured.Survey:0} ms, bare {measured.Bare:0} ms, {measured.Ideal:0} ms by the latency of {call:0.0} ms; the first after {measured.First:0} ms");
        }

        var one = await SurveyRun.MeasureAsync(emulator.Address, Estate.Large, regionsAtOnce: 1, null, stop);
        _report.OneByOneMilliseconds = one.Milliseconds;
        Say($"one region after the other: {one.Milliseconds / 1000:0.0} s");
    }

    private async Task MeasureSyncAsync(EmulatorProcess emulator, string folder)
    {
        var access = new StoreAccess { Actor = "bench" };
        using var inventory = new CountingInventory(await new AdapterFactory().OpenInventoryAsync(StoreUri.Parse("sqlite://" + Path.Combine(folder, "inventory.db")), access, stop));
        _report.FirstSync = await SyncAsync();
        if (_report.FirstSync.Rows != Estate.Large.Count) throw new BenchException($"The first sync wrote {_report.FirstSync.Rows} rows of {Estate.Large.Count}.");
        for (var round = 0; round < options.Rounds; round++)
        {
            // Beside a survey of the same minute.
            var survey = await SurveyRun.MeasureAsync(emulator.Address, Estate.Large, WorkspaceSurvey.UsualRegionsAtOnce, null, stop);
            var sync = await SyncAsync();
            if (sync.Rows + sync.Marks > 0) throw new BenchException($"Nothing had changed, and {sync.Rows} rows and {sync.Marks} marks were written.");
            _report.Syncs.Add(new SyncRound(sync, survey.Milliseconds));
        }

        Say($"sync: {_report.FirstSync.Milliseconds:0} ms for {_report.FirstSync.Rows} rows, then {_report.SecondSyncMilliseconds:0} ms for none");

        async Task<SyncRun> SyncAsync()
        {
            var begun = Stopwatch.GetTimestamp();
            using var session = SurveyRun.OpenSession(emulator.Address);
            var readings = await new InventoryUpdate(session, inventory, InventorySyncMode.Whole, () => DateTimeOffset.UtcNow).RunAsync(Estate.Large.Regions, (_, _) => Task.CompletedTask, WorkspaceSurvey.UsualRegionsAtOnce, stop);
            var elapsed = Stopwatch.GetElapsedTime(begun);
            SurveyRun.Check(readings, Estate.Large);
            var (rows, marks) = inventory.Take();
            return new SyncRun(elapsed.TotalMilliseconds, rows, marks);
        }
    }

    private async Task MeasureFreshAsync(EmulatorProcess emulator)
    {
        for (var process = 0; process < options.Processes; process++)
        {
            await MeasureAsync(Estate.Small, options.Latency);
            await MeasureAsync(Estate.Large, options.Latency);
        }

        // A third of the time for each call. At a tenth a process that collects at every page cannot keep up, and pages of all regions queue up in it.
        await MeasureAsync(Estate.Huge, Math.Max(1, options.Latency / 3));

        async Task MeasureAsync(Estate estate, int latency)
        {
            await emulator.FillAsync(estate, latency, stop);
            var held = await SurveyProcess.StartAsync(emulator, estate, isCollecting: true, stop);
            var run = await SurveyProcess.StartAsync(emulator, estate, isCollecting: false, stop);
            await emulator.TakeCallsAsync(string.Empty, stop);
            _report.AddFresh(estate, run with { Heap = held.Heap, UsualHeap = held.UsualHeap });
            Say($"{estate.Count} in a fresh process: {held.Heap:0.00} MB of live heap at most, {held.UsualHeap:0.00} as a rule, {run.WorkingSet:0} MB of working set, the first after {run.FirstMilliseconds:0} ms");
        }
    }

    private void Say(FormattableString text) => progress.WriteLine(FormattableString.Invariant(text));
}
