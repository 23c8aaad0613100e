using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Workspaces;

/// <summary>A list that equals another with equal items in the same order, so that records that hold lists compare as the values they are.</summary>
internal sealed class ValueList<T> : IReadOnlyList<T>
{
    private readonly T[] _items;

    private ValueList(T[] items) => _items = items;

    public static ValueList<T> Empty { get; } = new([]);

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    public static ValueList<T> Of(IEnumerable<T>? items) => items as ValueList<T> ?? (items?.ToArray() is { Length: > 0 } copy ? new(copy) : Empty);

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? obj) => obj is ValueList<T> other && _items.SequenceEqual(other._items);

    public override int GetHashCode()
    {
        var hash = _items.Length;
        foreach (var item in _items) hash = unchecked((hash * 31) + (item?.GetHashCode() ?? 0));
        return hash;
    }

    public override string ToString() => string.Join(", ", _items);
}
