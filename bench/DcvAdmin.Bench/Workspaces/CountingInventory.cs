using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Bench.Workspaces;

/// <summary>Counts what is written to an inventory.</summary>
internal sealed class CountingInventory(IWorkspaceInventory inventory) : IWorkspaceInventory
{
    private int _rows;
    private int _marks;

    /// <summary>Rows that were put or removed since the last look, and marks.</summary>
    public (int Rows, int Marks) Take() => (Interlocked.Exchange(ref _rows, 0), Interlocked.Exchange(ref _marks, 0));

    public Task<InventoryRow?> GetAsync(string workspaceId, CancellationToken cancellationToken) => inventory.GetAsync(workspaceId, cancellationToken);

    public Task<Page<InventoryRow>> FindAsync(WorkspaceFilter filter, WorkspacePlace? place, string? cursor, int pageSize, CancellationToken cancellationToken) => inventory.FindAsync(filter, place, cursor, pageSize, cancellationToken);

    public Task<IReadOnlyList<InventoryRegion>> ReadRegionsAsync(CancellationToken cancellationToken) => inventory.ReadRegionsAsync(cancellationToken);

    public Task PutAsync(IReadOnlyList<InventoryRow> rows, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _rows, rows.Count);
        return inventory.PutAsync(rows, cancellationToken);
    }

    public Task<IReadOnlyList<string>> RemoveAsync(IReadOnlyList<InventoryRow> rows, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _rows, rows.Count);
        return inventory.RemoveAsync(rows, cancellationToken);
    }

    public Task MarkAsync(InventoryRegion region, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _marks);
        return inventory.MarkAsync(region, cancellationToken);
    }

    public void Dispose() => inventory.Dispose();
}
