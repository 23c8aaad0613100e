using System;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Workspaces;

/// <summary>Brings an inventory up to what was read. It keeps nothing between regions, and any number of them may be brought up to date at the same time.</summary>
/// <param name="inventory">What is brought up to date.</param>
/// <param name="mode">What may be written.</param>
public sealed class InventorySync(IWorkspaceInventory inventory, InventorySyncMode mode)
{
    /// <summary>A region's mark is renewed when it is older than this.</summary>
    public static readonly TimeSpan MarkInterval = TimeSpan.FromHours(1);

    private readonly IWorkspaceInventory _inventory = inventory ?? throw new ArgumentNullException(nameof(inventory));
    private readonly InventorySyncMode _mode = mode is >= InventorySyncMode.Whole and <= InventorySyncMode.Part ? mode : throw new ArgumentOutOfRangeException(nameof(mode), mode, "There is no such mode.");

    /// <summary>Begins with one region, as soon as its account is known: reads the rows that it has, which are kept in memory until the region is done.</summary>
    /// <param name="place">The region and its account. Rows of others are never touched.</param>
    /// <param name="now">When the reading began: no row says that it is newer, and no mark.</param>
    /// <param name="cancellationToken">Gives up; nothing was written.</param>
    /// <exception cref="Stores.StoreException">The inventory cannot be read.</exception>
    public async Task<RegionSync> BeginAsync(WorkspacePlace place, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var region = new RegionSync(_inventory, _mode, place ?? throw new ArgumentNullException(nameof(place)), InventoryRow.ToMillisecond(now));
        // A part of a region is compared with its own rows alone, page by page.
        if (_mode != InventorySyncMode.Part) await region.LoadAsync(new WorkspaceFilter(), place, cancellationToken).ConfigureAwait(false);
        return region;
    }
}
