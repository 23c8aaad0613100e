using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Workspaces;

/// <summary>Cuts a list for calls that take so many items and no more.</summary>
internal static class Portions
{
    /// <summary>The items in their order, in as few portions as there can be.</summary>
    public static IEnumerable<T[]> Of<T>(IReadOnlyList<T> items, int size)
    {
        for (var from = 0; from < items.Count; from += size) yield return [.. items.Skip(from).Take(size)];
    }
}
