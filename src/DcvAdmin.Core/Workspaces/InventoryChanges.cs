using System.Collections.Generic;
using DcvAdmin.Aws;

namespace DcvAdmin.Workspaces;

/// <summary>What the synchronization of one region has written: only what the inventory has acknowledged.</summary>
public sealed record InventoryChanges
{
    /// <summary>The region and its account.</summary>
    public required WorkspacePlace Place { get; init; }

    /// <summary>How the reading ended; null while it goes on.</summary>
    public RegionOutcome? Outcome { get; init; }

    /// <summary>Why the region could not be read to its end; null where it was, or where it has no WorkSpaces service.</summary>
    public AwsException? Failure { get; init; }

    /// <summary>Rows of WorkSpaces that had none.</summary>
    public IReadOnlyList<InventoryRow> Added { get; init => field = ValueList<InventoryRow>.Of(value); } = ValueList<InventoryRow>.Empty;

    /// <summary>Rows that were replaced.</summary>
    public IReadOnlyList<InventoryRowChange> Changed { get; init => field = ValueList<InventoryRowChange>.Of(value); } = ValueList<InventoryRowChange>.Empty;

    /// <summary>Rows of WorkSpaces that are gone.</summary>
    public IReadOnlyList<InventoryRow> Removed { get; init => field = ValueList<InventoryRow>.Of(value); } = ValueList<InventoryRow>.Empty;

    /// <summary>How many WorkSpaces were as their rows say.</summary>
    public int Unchanged { get; init; }

    /// <summary>Whether the region's mark was renewed.</summary>
    public bool IsMarked { get; init; }
}
