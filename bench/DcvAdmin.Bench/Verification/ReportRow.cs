using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Bench.Load;
using DcvAdmin.Bench.Reports;
using DcvAdmin.Bench.Servers;

namespace DcvAdmin.Bench.Verification;

/// <summary>What a row asks.</summary>
internal enum Question
{
    /// <summary>A token that was used before.</summary>
    Repeat,

    /// <summary>A token that no grant has.</summary>
    Unknown,

    /// <summary>A token for one use, for the first time: a durable write.</summary>
    First,
}

/// <summary>The figures of one server in one row.</summary>
internal sealed record ServerFigures(double RequestsPerSecond, double P50Milliseconds, double P99Milliseconds, double SlowestMilliseconds, double CpuMicroseconds, double WorkingSetMegabytes, double PeakWorkingSetMegabytes);

/// <summary>One row of the table: rounds of a slice on the bare endpoint and one on the broker.</summary>
internal sealed class ReportRow(string transport, int grants, Question question)
{
    private readonly List<(SliceResult Bare, SliceResult Broker)> _rounds = [];
    private (double Now, double Peak) _bareMemory, _brokerMemory;

    public string Transport { get; } = transport;

    public int Grants { get; } = grants;

    public Question Question { get; } = question;

    /// <summary>Requests per second, of the bare endpoint's.</summary>
    public double Ratio => Statistics.Median(_rounds.Select(RatioOf));

    /// <summary>
    /// Processor time of server and generator for a request, the bare endpoint's of the broker's: what <see cref="Ratio"/> would be
    /// if nothing but processors limited both. Other programs on the machine disturb it less.
    /// </summary>
    public double CpuRatio => Statistics.Median(_rounds.Select(round =>
        (round.Bare.ServerMicroseconds + round.Bare.GeneratorMicroseconds) / (round.Broker.ServerMicroseconds + round.Broker.GeneratorMicroseconds)));

    /// <summary>The 99th percentile, in multiples of the bare endpoint's.</summary>
    public double P99Ratio => Statistics.Median(_rounds.Select(round => round.Broker.Latencies.Percentile(0.99) / round.Bare.Latencies.Percentile(0.99)));

    public double GeneratorCpuMicroseconds => Statistics.Median(_rounds.Select(round => round.Broker.GeneratorMicroseconds));

    public ServerFigures Broker => Figures(_rounds.Select(round => round.Broker), _brokerMemory);

    public ServerFigures Bare => Figures(_rounds.Select(round => round.Bare), _bareMemory);

    internal double LastRatio => RatioOf(_rounds[^1]);

    public void Add(SliceResult bare, SliceResult broker) => _rounds.Add((bare, broker));

    /// <summary>Takes the memory figures, when the row's load is over.</summary>
    public void Measure(ServerProcess bare, ServerProcess broker)
    {
        _bareMemory = (bare.WorkingSet, bare.PeakWorkingSet);
        _brokerMemory = (broker.WorkingSet, broker.PeakWorkingSet);
    }

    private static double RatioOf((SliceResult Bare, SliceResult Broker) round) => round.Broker.RequestsPerSecond / round.Bare.RequestsPerSecond;

    private static ServerFigures Figures(IEnumerable<SliceResult> slices, (double Now, double Peak) memory)
    {
        var all = slices.ToArray();
        return new ServerFigures(
            Statistics.Median(all.Select(slice => slice.RequestsPerSecond)),
            Statistics.Median(all.Select(slice => slice.Latencies.Percentile(0.50))),
            Statistics.Median(all.Select(slice => slice.Latencies.Percentile(0.99))),
            all.Max(slice => slice.Latencies.Percentile(1)),
            Statistics.Median(all.Select(slice => slice.ServerMicroseconds)),
            memory.Now,
            memory.Peak);
    }
}
