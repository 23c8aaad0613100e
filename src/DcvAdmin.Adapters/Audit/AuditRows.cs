using System;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Audit;

/// <summary>How an audit record and the chain's head lie in their rows: one place for the order of the columns.</summary>
internal static class AuditRows
{
    public const string Insert = "INSERT INTO audit_records VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

    public const string SelectAfter =
        "SELECT sequence, time, event, denial, actor, grant_id, session_id, user_name, client_address, detail, hash FROM audit_records WHERE sequence > ?1 ORDER BY sequence LIMIT ?2";

    public const string SelectHead = "SELECT sequence, hash, time FROM audit_head";

    public const string UpdateHead = "UPDATE audit_head SET sequence = ?1, hash = ?2, time = ?3";

    public static SqliteStatement BindInsert(SqliteStatement insert, AuditRecord record)
    {
        var entry = record.Entry;
        return insert
            .Bind(1, record.Sequence)
            .Bind(2, entry.Time.ToUnixTimeMilliseconds())
            .Bind(3, (long)entry.Event)
            .Bind(4, (long?)entry.Denial)
            .Bind(5, entry.Actor)
            .Bind(6, entry.GrantId?.Value)
            .Bind(7, entry.SessionId)
            .Bind(8, entry.UserName)
            .Bind(9, entry.ClientAddress)
            .Bind(10, entry.Detail)
            .Bind(11, record.Hash);
    }

    public static AuditRecord Read(SqliteStatement row) => new(
        row.Int64(0),
        new AuditEntry
        {
            // A record that was tampered with must be reported, not stop the report: an instant that is none reads as the nearest.
            Time = Nearest(row.Int64(1)),
            Event = (AuditEvent)row.Int64(2),
            Denial = (DenialReason?)row.NullableInt64(3),
            Actor = row.Text(4),
            // Likewise, an id that is none reads as none.
            GrantId = TokenGrantId.TryParse(row.NullableText(5), out var id) ? id : null,
            SessionId = row.NullableText(6),
            UserName = row.NullableText(7),
            ClientAddress = row.NullableText(8),
            Detail = row.NullableText(9),
        },
        row.Blob(10));

    public static AuditHead ReadHead(SqliteStatement statement)
    {
        try
        {
            if (!statement.Step()) throw new StoreException(StoreFault.Damaged, "The store has lost the end of its audit chain.", "Restore it from a backup.");
            var (hash, time) = (statement.Blob(1), statement.NullableInt64(2));
            if (hash.Length != AuditChain.HashSize || (time is { } value && Nearest(value).ToUnixTimeMilliseconds() != value))
                throw new StoreException(StoreFault.Damaged, "The end of the store's audit chain is damaged.", "Restore it from a backup.");
            return new AuditHead(statement.Int64(0), hash, time is { } instant ? Nearest(instant) : null);
        }
        finally
        {
            statement.Reset();
        }
    }

    public static SqliteStatement BindHead(SqliteStatement update, AuditHead head) =>
        update.Bind(1, head.Sequence).Bind(2, head.Hash).Bind(3, head.Time?.ToUnixTimeMilliseconds());

    private static DateTimeOffset Nearest(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(
        Math.Max(DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), Math.Min(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds(), milliseconds)));
}
