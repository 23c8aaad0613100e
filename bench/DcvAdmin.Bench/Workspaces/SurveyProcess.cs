using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Bench.Reports;
using DcvAdmin.Bench.Servers;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Bench.Workspaces;

/// <summary>What one reading in a fresh process came to.</summary>
/// <param name="Milliseconds">Until everything was read.</param>
/// <param name="FirstMilliseconds">Until the first WorkSpaces were handed over, from the session's opening on.</param>
/// <param name="Heap">By how much the live managed heap was larger at most than before, in MB of 1,000,000 bytes.</param>
/// <param name="UsualHeap">The same as a rule: the median of what was looked at page by page. How many pages of different regions happen to be there at once does not move it.</param>
/// <param name="WorkingSet">The largest working set, in the same unit.</param>
/// <param name="Allocated">What was allocated in all.</param>
internal sealed record SurveyProcessRun(double Milliseconds, double FirstMilliseconds, double Heap, double UsualHeap, double WorkingSet, double Allocated);

/// <summary>This program as a process that reads once and says what it took: nothing that was read before lies in its memory.</summary>
internal static class SurveyProcess
{
    /// <summary>The hidden first argument.</summary>
    public const string Command = "survey";

    private const string Collecting = "collect";
    private const double Megabyte = 1e6;

    private static readonly Estate[] Estates = [Estate.Small, Estate.Large, Estate.Huge];

    /// <summary>Starts one.</summary>
    /// <param name="emulator">Where.</param>
    /// <param name="estate">What is there.</param>
    /// <param name="isCollecting">Whether garbage is collected at every page, so that what the heap holds is what is in use. It takes time.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<SurveyProcessRun> StartAsync(EmulatorProcess emulator, Estate estate, bool isCollecting, CancellationToken stop)
    {
        var (process, line) = await ServerProcess.StartAsync(
            Path.Combine(AppContext.BaseDirectory, "DcvAdmin.Bench.dll"), [Command, emulator.Address.AbsoluteUri, Array.IndexOf(Estates, estate).ToString(CultureInfo.InvariantCulture), isCollecting ? Collecting : "run"], line => line.StartsWith('{') ? line : null, stop);
        process.Dispose();
        return JsonSerializer.Deserialize<SurveyProcessRun>(line)!;
    }

    /// <summary>Is one.</summary>
    public static async Task<int> RunAsync(ReadOnlyMemory<string> args)
    {
        SurveyRun.ForgetSurroundings();
        var (address, estate, isCollecting) = (new Uri(args.Span[0]), Estates[int.Parse(args.Span[1], CultureInfo.InvariantCulture)], args.Span[2] == Collecting);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var samples = new ConcurrentQueue<double>();
        var run = await SurveyRun.MeasureAsync(address, estate, WorkspaceSurvey.UsualRegionsAtOnce, isCollecting ? Sample : null, CancellationToken.None);
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new SurveyProcessRun(run.Milliseconds, run.FirstMilliseconds, samples.DefaultIfEmpty().Max(), samples.IsEmpty ? 0 : Statistics.Median(samples), self.PeakWorkingSet64 / Megabyte, GC.GetTotalAllocatedBytes() / Megabyte)));
        return 0;

        void Sample() => samples.Enqueue((GC.GetTotalMemory(forceFullCollection: true) - before) / Megabyte);
    }
}
