using System;
using System.Collections.Generic;

namespace DcvAdmin.Pipeline;

/// <summary>Gathers items from the pipeline, so that a store is asked for many at once.</summary>
internal sealed class Batch<T>(Action<IReadOnlyList<T>> carryOut)
{
    /// <summary>Where a broker's body limit, the wait before the first output, and the cost of a durable write meet.</summary>
    public const int Size = 500;

    private List<T> _items = [];

    public void Add(T item)
    {
        _items.Add(item);
        if (_items.Count >= Size) Flush();
    }

    public void Flush()
    {
        if (_items.Count == 0) return;
        var items = _items;
        _items = [];
        carryOut(items);
    }
}
