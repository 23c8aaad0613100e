using System;

namespace DcvAdmin.Stores;

/// <summary>What may be tuned about a DynamoDB store.</summary>
public sealed record DynamoDbOptions
{
    /// <summary>Most that a verification waits for the table, with all requests and retries that it takes; then the answer is no.</summary>
    public TimeSpan LogonDeadline { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Most that any other call of the service may take, retries included.</summary>
    public TimeSpan CallDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most that one attempt of a verification may take; a request that was lost on its way is sent again after it.</summary>
    public TimeSpan LogonAttemptLimit { get; init; } = TimeSpan.FromMilliseconds(2_500);

    /// <summary>Most that one attempt of any other call may take.</summary>
    public TimeSpan CallAttemptLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most that a batch may spend on items the service left unprocessed.</summary>
    public TimeSpan BatchDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the lease of a process that brings records into the chain may stay as it is before another takes over.</summary>
    public TimeSpan LeasePatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an audit record that accompanies no other write may wait. The promise to admins is one second.</summary>
    public TimeSpan AuditDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How far this machine's clock may be behind the service's; beyond it every verification is denied, for expired tokens would be valid again.
    /// A token is honoured that much before its time: the machine that issued it may be ahead. Beyond it in either direction nothing is purged.
    /// </summary>
    public TimeSpan ClockTolerance { get; init; } = TimeSpan.FromMinutes(1);
}
