using System;

namespace DcvAdmin.Audit;

/// <summary>An entry in its place in the chain.</summary>
/// <param name="Sequence">1 for the first record, without gaps.</param>
/// <param name="Entry">What the record says.</param>
/// <param name="Hash">SHA-256 over the previous record's hash, the sequence and the entry; 32 bytes.</param>
public sealed record AuditRecord(long Sequence, AuditEntry Entry, byte[] Hash)
{
    /// <summary>The hash as lower-case hexadecimal, for people and files.</summary>
    public string HashText => BitConverter.ToString(Hash).Replace("-", string.Empty).ToLowerInvariant();
}
