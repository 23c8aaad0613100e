using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;

namespace DcvAdmin.Workspaces;

/// <summary>
/// Where WorkSpaces are kept between readings. What every method does is the same for every store and proved by one contract test suite. A task that completed is
/// durable. All methods throw <see cref="StoreException"/> where the store cannot do its work.
/// </summary>
public interface IWorkspaceInventory : IDisposable
{
    /// <summary>One row; null where there is none.</summary>
    Task<InventoryRow?> GetAsync(string workspaceId, CancellationToken cancellationToken);

    /// <summary>Lists rows that a filter means, at most <paramref name="pageSize"/> (1 to 1000) a page. A page may be empty and have a successor.</summary>
    /// <param name="filter">Which. Ids are asked for by key, a user name by its index; what else it says is looked at row by row.</param>
    /// <param name="place">Only of this account and region; all where null.</param>
    /// <param name="cursor">From <see cref="Page{T}.NextCursor"/>, or null for the first page.</param>
    /// <param name="pageSize">Most rows on the page, 1 to 1000.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="ArgumentException">The cursor is not one of this store's.</exception>
    Task<Page<InventoryRow>> FindAsync(WorkspaceFilter filter, WorkspacePlace? place, string? cursor, int pageSize, CancellationToken cancellationToken);

    /// <summary>Which regions of which accounts were read, and when; ordered by account and region.</summary>
    Task<IReadOnlyList<InventoryRegion>> ReadRegionsAsync(CancellationToken cancellationToken);

    /// <summary>Adds rows, or puts them in the place of others with the same id. Where it fails, some may have been written; to do it again is right.</summary>
    Task PutAsync(IReadOnlyList<InventoryRow> rows, CancellationToken cancellationToken);

    /// <summary>Removes rows where they are still as given: what another has written since stays. Where it fails, some may have been removed; to do it again is right.</summary>
    /// <returns>The ids of those that were removed.</returns>
    Task<IReadOnlyList<string>> RemoveAsync(IReadOnlyList<InventoryRow> rows, CancellationToken cancellationToken);

    /// <summary>Writes down that a region was read. An older instant never replaces a newer one.</summary>
    Task MarkAsync(InventoryRegion region, CancellationToken cancellationToken);
}
