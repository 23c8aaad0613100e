using System;

namespace DcvAdmin.Audit;

/// <summary>The end of the chain as the store keeps it beside the records, so that records cut off the end are missed.</summary>
/// <param name="Sequence">Sequence of the last record; 0 where there is none.</param>
/// <param name="Hash">Its hash; 32 zero bytes where there is none.</param>
/// <param name="Time">The latest instant a record carries since the clock was last set back; null where there is none.</param>
public sealed record AuditHead(long Sequence, byte[] Hash, DateTimeOffset? Time)
{
    /// <summary>The head of an empty chain.</summary>
    public static AuditHead Empty { get; } = new(0, new byte[AuditChain.HashSize], null);
}
