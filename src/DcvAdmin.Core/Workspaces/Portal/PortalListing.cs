using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;

namespace DcvAdmin.Workspaces;

/// <summary>Shows callers the WorkSpaces of the inventory that they may see.</summary>
/// <param name="inventory">The inventory.</param>
/// <param name="rules">Who may see what.</param>
public sealed class PortalListing(IWorkspaceInventory inventory, PortalRules rules)
{
    private readonly IWorkspaceInventory _inventory = inventory ?? throw new ArgumentNullException(nameof(inventory));
    private readonly PortalRules _rules = rules ?? throw new ArgumentNullException(nameof(rules));

    /// <summary>One page of the caller's own WorkSpaces, or of all.</summary>
    /// <param name="caller">Who asks. All are for admins: look before.</param>
    /// <param name="all">Whether all are meant.</param>
    /// <param name="cursor">Of the page before; null for the first one.</param>
    /// <param name="pageSize">1 to 1000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">All were asked for, and the caller is no admin.</exception>
    /// <exception cref="ArgumentException">The cursor is none of this list's.</exception>
    /// <exception cref="StoreException">The inventory cannot do its work.</exception>
    public async Task<Page<PortalWorkspace>> ListAsync(PortalCaller caller, bool all, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        if (caller is null) throw new ArgumentNullException(nameof(caller));
        if (all && !caller.IsAdmin) throw new InvalidOperationException("Only an admin may see all.");
        // First, for it may say that the cursor is none.
        var finding = _inventory.FindAsync(all ? new WorkspaceFilter() : new WorkspaceFilter { UserName = caller.UserName }, null, cursor, pageSize, cancellationToken);
        var reading = _inventory.ReadRegionsAsync(cancellationToken);
        // Both are awaited, whichever fails.
        await Task.WhenAll(reading, finding).ConfigureAwait(false);
        var marks = MarksOf(await reading.ConfigureAwait(false));
        var page = await finding.ConfigureAwait(false);
        return new Page<PortalWorkspace>([.. page.Items.Where(row => all || _rules.IsOwn(caller, row.Workspace)).Select(row => Show(caller, row, marks))], page.NextCursor);
    }

    /// <summary>One WorkSpace; null where there is none, or where the caller may not see it.</summary>
    /// <exception cref="StoreException">The inventory cannot do its work.</exception>
    public async Task<PortalWorkspace?> GetAsync(PortalCaller caller, string workspaceId, CancellationToken cancellationToken)
    {
        var row = await _inventory.GetAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        return row is null || _rules.ActorFor(caller, row.Workspace) is null ? null : Show(caller, row, MarksOf(await _inventory.ReadRegionsAsync(cancellationToken).ConfigureAwait(false)));
    }

    private static Dictionary<WorkspacePlace, DateTimeOffset> MarksOf(IReadOnlyList<InventoryRegion> regions) => regions.ToDictionary(mark => new WorkspacePlace(mark.AccountId, mark.Region), mark => mark.ReadAt);

    private PortalWorkspace Show(PortalCaller caller, InventoryRow row, Dictionary<WorkspacePlace, DateTimeOffset> marks)
    {
        var isMarked = marks.TryGetValue(new WorkspacePlace(row.Workspace.AccountId, row.Workspace.Region), out var readAt);
        return new PortalWorkspace(row, isMarked && readAt > row.RecordedAt ? readAt : row.RecordedAt, _rules.ActionsFor(caller, row.Workspace));
    }
}
