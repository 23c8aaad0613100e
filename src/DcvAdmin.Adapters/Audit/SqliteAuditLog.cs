using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;

namespace DcvAdmin.Audit;

/// <summary>The audit chain in a SQLite file.</summary>
internal sealed class SqliteAuditLog(SqliteDatabase database) : IAuditLog
{
    private const int RecordsInASlice = 1_000;

    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            database.Writer.Append(entry);
            return Task.CompletedTask;
        }
        catch (StoreException failure)
        {
            return Task.FromException(failure);
        }
    }

    public Task FlushAsync(CancellationToken cancellationToken) => database.Writer.FlushAsync(cancellationToken);

    public Task<Page<AuditRecord>> ReadAsync(string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        if (pageSize is < 1 or > 1000) throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, "A page has 1 to 1000 records.");
        var after = StoreCursor.Parse(cursor);
        var records = database.Read(reader => ReadAfter(reader, after, pageSize + 1));
        if (records.Count <= pageSize) return Task.FromResult(new Page<AuditRecord>(records, null));
        records.RemoveAt(pageSize);
        return Task.FromResult(new Page<AuditRecord>(records, StoreCursor.Format(records[pageSize - 1].Sequence)));
    }

    // A walk over millions of records is work for the pool, not for the caller's thread.
    public Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken) =>
        Task.Run(() => database.Read(reader => Verify(reader, cancellationToken)), cancellationToken);

    /// <summary>The stored end of the chain.</summary>
    public AuditHead ReadHead() => database.Read(reader =>
    {
        using var select = new SqliteStatement(reader.Connection, AuditRows.SelectHead);
        return AuditRows.ReadHead(select);
    });

    private static AuditVerification Verify(SqliteReader reader, CancellationToken cancellationToken)
    {
        // One read transaction: records and head are of the same moment though others write.
        SqliteSchema.Execute(reader.Connection, "BEGIN");
        try
        {
            using var selectHead = new SqliteStatement(reader.Connection, AuditRows.SelectHead);
            var head = AuditRows.ReadHead(selectHead);
            var chain = new AuditChain(AuditHead.Empty);
            using var select = new SqliteStatement(reader.Connection, AuditRows.SelectAfter);
            select.Bind(1, 0L).Bind(2, -1L);
            while (select.Step())
            {
                if (chain.Head.Sequence % RecordsInASlice == 0) cancellationToken.ThrowIfCancellationRequested();
                var intact = chain.Head.Sequence;
                if (chain.Check(AuditRows.Read(select)) is { } flaw) return new AuditVerification(intact, flaw, head);
            }

            return new AuditVerification(chain.Head.Sequence, chain.CheckEnd(head), head);
        }
        finally
        {
            SqliteSchema.TryRollback(reader.Connection);
        }
    }

    private static List<AuditRecord> ReadAfter(SqliteReader reader, long after, int limit)
    {
        using var select = new SqliteStatement(reader.Connection, AuditRows.SelectAfter);
        select.Bind(1, after).Bind(2, (long)limit);
        var records = new List<AuditRecord>();
        while (select.Step()) records.Add(AuditRows.Read(select));
        return records;
    }
}
