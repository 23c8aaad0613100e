using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace DcvAdmin.Pipeline;

/// <summary>
/// Gathers items from the pipeline, so that a store is asked for many at once where they come fast. Where they come slowly, each is carried out as it comes:
/// nobody waits for an answer until the input ends.
/// </summary>
/// <param name="carryOut">Carries out one or more items.</param>
/// <param name="clock">Time since any fixed instant.</param>
internal sealed class Batch<T>(Action<IReadOnlyList<T>> carryOut, Func<TimeSpan> clock)
{
    /// <summary>Where a broker's body limit, the tokens nobody saw after Ctrl+C, and the cost of a durable write meet.</summary>
    public const int Size = 500;

    /// <summary>Longer than this, items wait for no company.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private List<T> _items = [];
    private TimeSpan? _last;

    public Batch(Action<IReadOnlyList<T>> carryOut)
        : this(carryOut, ClockFromNow())
    {
    }

    /// <summary>What was added and not carried out yet.</summary>
    public IReadOnlyList<T> Waiting => _items;

    public void Add(T item)
    {
        _items.Add(item);
        if (_items.Count >= Size || _last is null || clock() - _last >= Patience) Flush();
    }

    public void Flush()
    {
        if (_items.Count == 0) return;
        var items = _items;
        _items = [];
        carryOut(items);
        _last = clock();
    }

    private static Func<TimeSpan> ClockFromNow()
    {
        var watch = Stopwatch.StartNew();
        return () => watch.Elapsed;
    }
}
