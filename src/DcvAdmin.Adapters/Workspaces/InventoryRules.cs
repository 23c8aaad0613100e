using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Tokens;

namespace DcvAdmin.Workspaces;

/// <summary>What holds for rows and questions in every engine.</summary>
internal static class InventoryRules
{
    private const int LongestId = 255;

    public static string PlaceOf(DcvWorkspace workspace) => PlaceOf(workspace.AccountId, workspace.Region);

    public static string PlaceOf(string accountId, string region) => accountId + "#" + region;

    /// <summary>What a user is looked up by; null where there is none. The same folding as for tokens.</summary>
    public static string? UserKeyOf(DcvWorkspace workspace) => workspace.UserName is { } user ? TokenFilter.FoldCase(user) : null;

    /// <summary>Rows as they are kept, one for each id: the last one.</summary>
    /// <exception cref="ArgumentException">An id cannot be kept.</exception>
    public static IReadOnlyList<InventoryRow> Kept(IReadOnlyList<InventoryRow> rows)
    {
        if (rows is null) throw new ArgumentNullException(nameof(rows));
        var kept = new Dictionary<string, InventoryRow>(rows.Count, StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (!IsId(row.Workspace.WorkspaceId)) throw new ArgumentException($"'{row.Workspace.WorkspaceId}' is not the id of a WorkSpace.", nameof(rows));
            kept[row.Workspace.WorkspaceId] = row;
        }

        return [.. kept.Values];
    }

    /// <summary>Whether a row may have this id. Not as strict as AWS's pattern is today; a number sign marks what is no row.</summary>
    public static bool IsId(string id) => id.Length is > 0 and <= LongestId && id.IndexOf('#') < 0 && id.IndexOf('\0') < 0;

    /// <summary>The ids of a filter that a page begins with, in the order of pages; one more than fits tells that it is not the last.</summary>
    public static IReadOnlyList<string> IdsAfter(WorkspaceFilter filter, string? after, int pageSize) =>
        [.. filter.WorkspaceIds.Distinct(StringComparer.Ordinal).Where(id => IsId(id) && string.CompareOrdinal(id, after) > 0).OrderBy(id => id, StringComparer.Ordinal).Take(pageSize + 1)];

    public static void CheckPageSize(int pageSize)
    {
        if (pageSize is < 1 or > 1000) throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, "A page has 1 to 1000 rows.");
    }

    /// <summary>Whether a row is of a place and meant by a filter.</summary>
    public static bool IsMeant(DcvWorkspace workspace, WorkspaceFilter filter, WorkspacePlace? place) =>
        (place is null || (place.Region == workspace.Region && place.AccountId == workspace.AccountId)) && filter.Matches(workspace);
}
