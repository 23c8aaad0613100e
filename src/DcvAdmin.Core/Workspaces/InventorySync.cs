using System;

namespace DcvAdmin.Workspaces;

/// <summary>Brings an inventory up to what was read.</summary>
public sealed class InventorySync
{
    /// <summary>A region's mark is renewed when it is older than this.</summary>
    public static readonly TimeSpan MarkInterval = TimeSpan.FromHours(1);
}
