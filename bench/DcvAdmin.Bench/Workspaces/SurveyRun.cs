using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Bench.Workspaces;

/// <summary>One reading through our own survey, in a session of its own, as a cmdlet has it: credentials, clients and connections included.</summary>
/// <param name="Milliseconds">Until everything was read.</param>
/// <param name="FirstMilliseconds">Until the first WorkSpaces were handed over.</param>
internal sealed record SurveyRun(double Milliseconds, double FirstMilliseconds)
{
    /// <summary>Reads.</summary>
    /// <param name="address">The emulator's.</param>
    /// <param name="estate">What must come out.</param>
    /// <param name="regionsAtOnce">How many regions are read side by side.</param>
    /// <param name="onPage">Is called for each page that was read, by several at once.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="BenchException">Something else came out.</exception>
    public static async Task<SurveyRun> MeasureAsync(Uri address, Estate estate, int regionsAtOnce, Action? onPage, CancellationToken stop)
    {
        var reader = new Taker(onPage);
        var begun = Stopwatch.GetTimestamp();
        using var session = OpenSession(address);
        var readings = await new WorkspaceSurvey(session, new WorkspaceFilter(), SurveyDetails.None, regionsAtOnce).RunAsync(estate.Regions, reader, stop);
        var elapsed = Stopwatch.GetElapsedTime(begun);
        Check(readings, estate);
        if (reader.Count != estate.Count) throw new BenchException($"Of {estate.Count} WorkSpaces {reader.Count} were handed over.");
        return new SurveyRun(elapsed.TotalMilliseconds, Stopwatch.GetElapsedTime(begun, reader.FirstAt).TotalMilliseconds);
    }

    /// <summary>How long it takes to ask which regions there are.</summary>
    public static async Task<double> MeasureRegionsAsync(Uri address, Estate estate, CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        using var session = OpenSession(address);
        var regions = await (await session.InRegionAsync(estate.Largest, stop)).Regions.ListAsync(stop);
        var elapsed = Stopwatch.GetElapsedTime(begun);
        return regions.Count == estate.Regions.Count ? elapsed.TotalMilliseconds : throw new BenchException($"Of {estate.Regions.Count} regions {regions.Count} were found.");
    }

    public static IAwsSession OpenSession(Uri address) => new AdapterFactory().OpenAws(new AwsAccess { EndpointUrl = address });

    /// <summary>What configures AWS's tools on this machine must not configure what is measured, and nothing may be sent in its name.</summary>
    public static void ForgetSurroundings()
    {
        string[] ours = ["AWS_", "DCVADMIN_", "REGIONLIST"];
        foreach (string name in Environment.GetEnvironmentVariables().Keys)
        {
            if (ours.Any(beginning => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))) Environment.SetEnvironmentVariable(name, null);
        }

        var nowhere = Path.Combine(Path.GetTempPath(), "dcvadmin-bench-nobody");
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", nowhere);
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", nowhere);
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "nobody-checks-it");
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
    }

    public static void Check(IReadOnlyList<RegionReading> readings, Estate estate)
    {
        foreach (var (reading, (region, count)) in readings.Zip(estate.Places))
        {
            if (reading.Region != region || reading.Outcome != RegionOutcome.Complete || reading.Count != count) throw new BenchException($"{region} has {count} WorkSpaces; {reading.Region} came to {reading.Outcome} with {reading.Count}. {reading.Failure?.Sentence}");
        }
    }

    private sealed class Taker(Action? onPage) : ISurveyReader
    {
        private int _count;
        private long _firstAt;

        public int Count => _count;

        public long FirstAt => _firstAt;

        public Task TakeAsync(WorkspacePlace place, IReadOnlyList<DcvWorkspace> workspaces, CancellationToken cancellationToken)
        {
            Interlocked.CompareExchange(ref _firstAt, Stopwatch.GetTimestamp(), 0);
            Interlocked.Add(ref _count, workspaces.Count);
            onPage?.Invoke();
            return Task.CompletedTask;
        }

        public Task EndAsync(RegionReading reading, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
