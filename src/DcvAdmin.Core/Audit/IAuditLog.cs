using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;

namespace DcvAdmin.Audit;

/// <summary>The hash-chained audit records of a store. Records of steps that write anyway are written by the stores, within the step.</summary>
public interface IAuditLog
{
    /// <summary>
    /// Takes an entry that accompanies no other write. The task completes when the entry is accepted; it is durable within a second
    /// and at an orderly stop, so a process that is killed may lose the last second of such entries.
    /// </summary>
    Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Completes when every entry accepted so far is durable.</summary>
    Task FlushAsync(CancellationToken cancellationToken);

    /// <summary>Reads records in order of their sequence, at most <paramref name="pageSize"/> (1 to 1000) a page.</summary>
    Task<Page<AuditRecord>> ReadAsync(string? cursor, int pageSize, CancellationToken cancellationToken);

    /// <summary>Walks the whole chain and compares its end with the stored head.</summary>
    Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken);
}
