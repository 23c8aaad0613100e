using System;
using System.Diagnostics;
using System.Numerics;

namespace DcvAdmin.Bench.Load;

/// <summary>Counts of latencies in logarithmic buckets, 32 to each power of two: 3 % wide, a few KB, no allocation while it counts.</summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 5;

    private readonly long[] _counts = new long[64 << SubBits];

    public long Total { get; private set; }

    /// <summary>Counts a latency in ticks of <see cref="Stopwatch"/>.</summary>
    public void Record(long ticks)
    {
        _counts[BucketOf(ticks)]++;
        Total++;
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        Total += other.Total;
    }

    /// <summary>The latency, in milliseconds, that <paramref name="share"/> of all requests do not exceed.</summary>
    public double Percentile(double share)
    {
        var wanted = (long)Math.Ceiling(Total * share);
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= wanted && seen > 0) return UpperBound(i) * 1000.0 / Stopwatch.Frequency;
        }

        return double.NaN;
    }

    private static int BucketOf(long ticks)
    {
        if (ticks < 1 << SubBits) return (int)Math.Max(0, ticks);
        var shift = BitOperations.Log2((ulong)ticks) - SubBits;
        return ((shift + 1) << SubBits) + (int)((ticks >> shift) - (1 << SubBits));
    }

    private static double UpperBound(int bucket)
    {
        if (bucket < 1 << SubBits) return bucket;
        var shift = (bucket >> SubBits) - 1;
        return Math.ScaleB((1 << SubBits) + (bucket & ((1 << SubBits) - 1)) + 1, shift);
    }
}
