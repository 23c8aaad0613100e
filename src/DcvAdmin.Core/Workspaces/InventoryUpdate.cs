using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;

namespace DcvAdmin.Workspaces;

/// <summary>Reads regions, and brings an inventory up to what was read, page by page and all regions side by side.</summary>
public sealed class InventoryUpdate
{
    private readonly IAwsSession _session;
    private readonly InventorySync _sync;
    private readonly Func<DateTimeOffset> _clock;

    /// <summary>Prepares an update.</summary>
    /// <param name="session">As whom the regions are read.</param>
    /// <param name="inventory">What is brought up to date.</param>
    /// <param name="mode">What may be written; not <see cref="InventorySyncMode.Part"/>, for regions are read whole.</param>
    /// <param name="clock">The present instant.</param>
    public InventoryUpdate(IAwsSession session, IWorkspaceInventory inventory, InventorySyncMode mode, Func<DateTimeOffset> clock)
    {
        if (mode == InventorySyncMode.Part) throw new ArgumentOutOfRangeException(nameof(mode), mode, "Regions are read whole.");
        _session = session ?? throw new ArgumentNullException(nameof(session));
        _sync = new InventorySync(inventory, mode);
        _clock = clock ?? throw new ArgumentNullException(nameof(clock));
    }

    /// <summary>Runs.</summary>
    /// <param name="regions">Which regions; each is read once.</param>
    /// <param name="report">Takes each region as it ends, and what was written for it; null where its account could not be found out, and so nothing was. Several may come at once.</param>
    /// <param name="regionsAtOnce">How many regions are read at once, 1 or more.</param>
    /// <param name="cancellationToken">Gives up. What was written stays.</param>
    /// <returns>How each region's reading ended, in the order in which they were given.</returns>
    /// <exception cref="Stores.StoreException">The inventory cannot do its work. What it has acknowledged before stays.</exception>
    public Task<IReadOnlyList<RegionReading>> RunAsync(IReadOnlyList<string> regions, Func<RegionReading, InventoryChanges?, Task> report, int regionsAtOnce, CancellationToken cancellationToken)
    {
        if (report is null) throw new ArgumentNullException(nameof(report));
        return new WorkspaceSurvey(_session, new WorkspaceFilter(), SurveyDetails.None, regionsAtOnce).RunAsync(regions, new Writer(_sync, _clock(), report), cancellationToken);
    }

    private sealed class Writer(InventorySync sync, DateTimeOffset began, Func<RegionReading, InventoryChanges?, Task> report) : ISurveyReader
    {
        private readonly ConcurrentDictionary<string, RegionSync> _regions = new(StringComparer.Ordinal);

        public async Task TakeAsync(WorkspacePlace place, IReadOnlyList<DcvWorkspace> workspaces, CancellationToken cancellationToken) =>
            await (await BeginAsync(place, cancellationToken).ConfigureAwait(false)).AddPageAsync(workspaces, cancellationToken).ConfigureAwait(false);

        public async Task EndAsync(RegionReading reading, CancellationToken cancellationToken)
        {
            // Of a region without WorkSpaces no page came, and its rows may have to go all the same.
            if (reading.AccountId is { } account) await BeginAsync(new WorkspacePlace(account, reading.Region), cancellationToken).ConfigureAwait(false);
            await report(reading, _regions.TryGetValue(reading.Region, out var region) ? await region.CompleteAsync(reading, cancellationToken).ConfigureAwait(false) : null).ConfigureAwait(false);
        }

        // Calls of one region come one after another.
        private async Task<RegionSync> BeginAsync(WorkspacePlace place, CancellationToken cancellationToken) =>
            _regions.TryGetValue(place.Region, out var known) ? known : _regions[place.Region] = await sync.BeginAsync(place, began, cancellationToken).ConfigureAwait(false);
    }
}
