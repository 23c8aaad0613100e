using System;

namespace DcvAdmin.Workspaces;

/// <summary>When a region of an account was last read to its end and its rows were found right, or made so.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Region">The region.</param>
/// <param name="ReadAt">UTC, to the millisecond. May be up to <see cref="InventorySync.MarkInterval"/> older than the last reading, so that a reading that finds nothing new writes nothing.</param>
public sealed record InventoryRegion(string AccountId, string Region, DateTimeOffset ReadAt);
