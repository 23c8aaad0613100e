using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Workspaces;

/// <summary>
/// One region on its way into the inventory: pages are given as they are read, and then how the reading ended. For one caller at a time. What a store has acknowledged
/// is in <see cref="Changes"/> whatever happens next; of a call that failed some may have been written besides, and the same page may be given again.
/// </summary>
/// <remarks>
/// There is no guard against a region that is suddenly empty. An account may have lost all its WorkSpaces, and has to be followed; a reading that is not whole removes
/// nothing anyway; and a row that should have stayed costs nobody a WorkSpace: the next reading adds it again. Nor are rows written under a condition: of two that are
/// written side by side the later stays, and what is wrong in it the next reading finds.
/// </remarks>
public sealed class RegionSync
{
    private const int RowsInAPage = 1000;
    private const int RemovalsInACall = 100;

    private readonly IWorkspaceInventory _inventory;
    private readonly InventorySyncMode _mode;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<string, InventoryRow> _rows = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    // Those whose rows are not as they are: where a write failed, or none is wanted.
    private readonly HashSet<string> _unwritten = new(StringComparer.Ordinal);
    private readonly List<InventoryRow> _added = [];
    private readonly List<InventoryRowChange> _changed = [];
    private readonly List<InventoryRow> _removed = [];
    private int _given;
    private int _unchanged;
    private bool _isMarked;
    private RegionReading? _end;

    internal RegionSync(IWorkspaceInventory inventory, InventorySyncMode mode, WorkspacePlace place, DateTimeOffset now) => (_inventory, _mode, Place, _now) = (inventory, mode, place, now);

    /// <summary>The region and its account.</summary>
    public WorkspacePlace Place { get; }

    /// <summary>What has been written so far.</summary>
    public InventoryChanges Changes => new()
    {
        Place = Place,
        Outcome = _end?.Outcome,
        Failure = _end?.Failure,
        Added = [.. _added],
        Changed = [.. _changed],
        Removed = [.. _removed],
        Unchanged = _unchanged,
        IsMarked = _isMarked,
    };

    /// <summary>Takes WorkSpaces that were read, and writes rows of those that are new or not as they were. Tags that were not read are those that the row has.</summary>
    /// <exception cref="ArgumentException">One is of another region or account; nothing was written.</exception>
    /// <exception cref="InvalidOperationException">The reading has ended.</exception>
    /// <exception cref="Stores.StoreException">The inventory could not be written, or not to the end.</exception>
    public async Task AddPageAsync(IReadOnlyList<DcvWorkspace> workspaces, CancellationToken cancellationToken)
    {
        if (workspaces is null) throw new ArgumentNullException(nameof(workspaces));
        if (_end is not null) throw new InvalidOperationException("The reading of this region has ended.");
        if (workspaces.FirstOrDefault(IsElsewhere) is { } stray) throw new ArgumentException($"{stray.WorkspaceId} is in {stray.Region} of {stray.AccountId}, and not in {Place}.", nameof(workspaces));

        // Before anything can fail: what was read is there, whether its row can be written or not.
        foreach (var workspace in workspaces) _seen.Add(workspace.WorkspaceId);
        _given += workspaces.Count;
        if (_mode == InventorySyncMode.Part && workspaces.Count > 0)
            await LoadAsync(new WorkspaceFilter { WorkspaceIds = [.. workspaces.Select(workspace => workspace.WorkspaceId)] }, null, cancellationToken).ConfigureAwait(false);

        // A list that changes while it is read may name one twice; the later word counts.
        var rows = new Dictionary<string, InventoryRow>(StringComparer.Ordinal);
        foreach (var workspace in workspaces)
        {
            var before = _rows.TryGetValue(workspace.WorkspaceId, out var stored) ? stored.Workspace : null;
            var now = workspace with { Connection = null, Tags = workspace.Tags ?? before?.Tags };
            if (!now.Equals(before))
            {
                rows[workspace.WorkspaceId] = new InventoryRow(now, _now);
                continue;
            }

            rows.Remove(workspace.WorkspaceId);
            _unwritten.Remove(workspace.WorkspaceId);
            _unchanged++;
        }

        if (rows.Count > 0) await PutAsync([.. rows.Values], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Ends. Only where the region was read to its end rows of WorkSpaces that were not read are removed, and only where no one has written them since; and only then the
    /// region is marked, if something changed or its mark is older than <see cref="InventorySync.MarkInterval"/>. A mark says that the rows of all WorkSpaces there are right:
    /// where one was not to be written, or could not be, there is none. Where it fails it may be called again.
    /// </summary>
    /// <exception cref="ArgumentException">The reading is of another region or account, or there was more in it than was given.</exception>
    /// <exception cref="InvalidOperationException">It has ended already.</exception>
    /// <exception cref="Stores.StoreException">The inventory could not be written, or not to the end.</exception>
    public async Task<InventoryChanges> CompleteAsync(RegionReading reading, CancellationToken cancellationToken)
    {
        if (reading is null) throw new ArgumentNullException(nameof(reading));
        if (_end is not null) throw new InvalidOperationException("The reading of this region has ended.");
        if (reading.Region != Place.Region || (reading.AccountId ?? Place.AccountId) != Place.AccountId) throw new ArgumentException($"It is of {reading.Region} of {reading.AccountId}, and not of {Place}.", nameof(reading));
        // Whatever was read and not given would be removed.
        if (reading.Count > _given) throw new ArgumentException($"{reading.Count} WorkSpaces were read and {_given} given.", nameof(reading));

        if (reading.Outcome == RegionOutcome.Complete && _mode != InventorySyncMode.Part)
        {
            if (_mode != InventorySyncMode.AddAndChange) await RemoveAsync(cancellationToken).ConfigureAwait(false);
            if (_unwritten.Count == 0 && await IsMarkDueAsync(cancellationToken).ConfigureAwait(false))
            {
                await _inventory.MarkAsync(new InventoryRegion(Place.AccountId, Place.Region, _now), cancellationToken).ConfigureAwait(false);
                _isMarked = true;
            }
        }

        _end = reading;
        return Changes;
    }

    internal async Task LoadAsync(WorkspaceFilter filter, WorkspacePlace? place, CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await _inventory.FindAsync(filter, place, cursor, RowsInAPage, cancellationToken).ConfigureAwait(false);
            foreach (var row in page.Items) _rows[row.Workspace.WorkspaceId] = row;
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    private bool IsElsewhere(DcvWorkspace workspace) => workspace.Region != Place.Region || workspace.AccountId != Place.AccountId;

    private async Task PutAsync(InventoryRow[] rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows) _unwritten.Add(row.Workspace.WorkspaceId);
        if (_mode == InventorySyncMode.Remove) return;
        await _inventory.PutAsync(rows, cancellationToken).ConfigureAwait(false);
        foreach (var row in rows)
        {
            var id = row.Workspace.WorkspaceId;
            if (_rows.TryGetValue(id, out var before)) _changed.Add(new InventoryRowChange(before, row));
            else _added.Add(row);
            _rows[id] = row;
            _unwritten.Remove(id);
        }
    }

    private async Task RemoveAsync(CancellationToken cancellationToken)
    {
        // In portions, so that what was removed before a failure is known.
        foreach (var portion in Portions.Of([.. _rows.Values.Where(row => !_seen.Contains(row.Workspace.WorkspaceId))], RemovalsInACall))
        {
            var removed = await _inventory.RemoveAsync(portion, cancellationToken).ConfigureAwait(false);
            foreach (var id in removed)
            {
                _removed.Add(_rows[id]);
                _rows.Remove(id);
            }
        }
    }

    private async Task<bool> IsMarkDueAsync(CancellationToken cancellationToken)
    {
        if (_added.Count + _changed.Count + _removed.Count > 0) return true;
        var marks = await _inventory.ReadRegionsAsync(cancellationToken).ConfigureAwait(false);
        return marks.FirstOrDefault(mark => mark.AccountId == Place.AccountId && mark.Region == Place.Region) is not { } mark || _now - mark.ReadAt > InventorySync.MarkInterval;
    }
}
