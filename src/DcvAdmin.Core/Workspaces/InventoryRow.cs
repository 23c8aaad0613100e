using System;

namespace DcvAdmin.Workspaces;

/// <summary>A WorkSpace as an inventory keeps it.</summary>
/// <param name="Workspace">The WorkSpace as it was read; without its connection, which changes all the time.</param>
/// <param name="RecordedAt">When this row was written: when the WorkSpace was first seen like this. UTC, to the millisecond.</param>
public sealed record InventoryRow(DcvWorkspace Workspace, DateTimeOffset RecordedAt)
{
    /// <summary>An instant as inventories keep it: UTC, what is finer than a millisecond cut off.</summary>
    public static DateTimeOffset ToMillisecond(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
