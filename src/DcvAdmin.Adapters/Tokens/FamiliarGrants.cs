using System;
using System.Collections.Generic;

namespace DcvAdmin.Tokens;

/// <summary>
/// Keys of grants that a verification left as they were, or changed for the last time: the next one reads instead of trying to write. Only a guess at the
/// cheaper request; what is answered does not depend on it. Holds a bounded number, the latest; safe for use by many threads.
/// </summary>
internal sealed class FamiliarGrants
{
    private const int Generation = 10_000;

    private readonly object _gate = new();
    private HashSet<string> _recent = new(StringComparer.Ordinal);
    private HashSet<string> _older = new(StringComparer.Ordinal);

    public bool Knows(string key)
    {
        lock (_gate) return _recent.Contains(key) || _older.Contains(key);
    }

    public void Add(string key)
    {
        lock (_gate)
        {
            if (!_recent.Add(key) || _recent.Count < Generation) return;
            _older = _recent;
            _recent = new HashSet<string>(StringComparer.Ordinal);
        }
    }

    public void Remove(string key)
    {
        lock (_gate)
        {
            _recent.Remove(key);
            _older.Remove(key);
        }
    }
}
