using System;

namespace DcvAdmin.Stores;

/// <summary>What may be tuned about a SQLite store.</summary>
public sealed record SqliteOptions
{
    /// <summary>How long an audit record that accompanies no other write may wait for its commit. The promise to admins is one second.</summary>
    public TimeSpan AuditDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long to wait for another process that holds the write lock.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Opens a store whose last record lies ahead of this machine's clock, and records that this was accepted.</summary>
    public bool AcceptClockSetBack { get; init; }

    /// <summary>Most pages of 4 KiB the file may have; no limit where null. A file at its limit behaves like one on a full disk.</summary>
    public int? MaximumPages { get; init; }
}
