using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Core.Tests.Workspaces;

/// <summary>An inventory that counts what is written, and fails where a test says so.</summary>
internal sealed class InventoryInMemory : IWorkspaceInventory
{
    public SortedDictionary<string, InventoryRow> Rows { get; } = new(StringComparer.Ordinal);

    public Dictionary<(string Account, string Region), DateTimeOffset> Marks { get; } = [];

    /// <summary>Rows put and removed, and marks set.</summary>
    public int Writes { get; private set; }

    public int Reads { get; private set; }

    /// <summary>Called before each put and each removal with the rows; throws where it is to fail.</summary>
    public Action<IReadOnlyList<InventoryRow>>? BeforeWrite { get; set; }

    public static StoreException Unavailable => new(StoreFault.Unavailable, "The table cannot be reached.", "Look at the network.");

    public Task<InventoryRow?> GetAsync(string workspaceId, CancellationToken cancellationToken) => Task.FromResult(Rows.GetValueOrDefault(workspaceId));

    public Task<Page<InventoryRow>> FindAsync(WorkspaceFilter filter, WorkspacePlace? place, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        Reads++;
        // Pages of two, so that nobody takes the first for all.
        var rest = Rows.Values.Where(row => string.CompareOrdinal(row.Workspace.WorkspaceId, cursor) > 0).ToArray();
        var page = rest.Take(2).ToArray();
        return Task.FromResult(new Page<InventoryRow>(
            [.. page.Where(row => filter.Matches(row.Workspace) && (place is null || new WorkspacePlace(row.Workspace.AccountId, row.Workspace.Region) == place))],
            rest.Length > 2 ? page[^1].Workspace.WorkspaceId : null));
    }

    public Task<IReadOnlyList<InventoryRegion>> ReadRegionsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<InventoryRegion>>([.. Marks.Select(mark => new InventoryRegion(mark.Key.Account, mark.Key.Region, mark.Value))]);

    public Task PutAsync(IReadOnlyList<InventoryRow> rows, CancellationToken cancellationToken)
    {
        BeforeWrite?.Invoke(rows);
        foreach (var row in rows)
        {
            Writes++;
            Rows[row.Workspace.WorkspaceId] = row;
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> RemoveAsync(IReadOnlyList<InventoryRow> rows, CancellationToken cancellationToken)
    {
        BeforeWrite?.Invoke(rows);
        var removed = rows.Where(row => Rows.TryGetValue(row.Workspace.WorkspaceId, out var stored) && stored.RecordedAt == row.RecordedAt).Select(row => row.Workspace.WorkspaceId).ToArray();
        foreach (var id in removed) Rows.Remove(id);
        Writes += removed.Length;
        return Task.FromResult<IReadOnlyList<string>>(removed);
    }

    public Task MarkAsync(InventoryRegion region, CancellationToken cancellationToken)
    {
        Writes++;
        if (!Marks.TryGetValue((region.AccountId, region.Region), out var known) || known < region.ReadAt) Marks[(region.AccountId, region.Region)] = region.ReadAt;
        return Task.CompletedTask;
    }

    public void Forget() => Writes = Reads = 0;

    public void Dispose()
    {
    }
}
