using System;
using DcvAdmin.Stores;

namespace DcvAdmin.Tokens;

/// <summary>How a grant lies in its row: one place for the order of the columns.</summary>
internal static class GrantRows
{
    public const string Columns =
        "position, hash, session_id, user_name, label, use_policy, issuer, issued_at, not_before, expires_at, redeemed_at, bound_address, revoked_at";

    public const string SelectByHash = $"SELECT {Columns} FROM token_grants WHERE hash = ?1";

    public const string SelectByHashRange = $"SELECT {Columns} FROM token_grants WHERE hash >= ?1 AND hash < ?2 LIMIT 1";

    public const string Insert = """
        INSERT INTO token_grants (hash, session_id, user_name, user_key, label, label_key, use_policy, issuer, issued_at, not_before, expires_at, redeemed_at, bound_address, revoked_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        """;

    /// <param name="row">Where a statement stands.</param>
    /// <param name="known">The hash the row was found by; null to read it.</param>
    /// <exception cref="StoreException"><see cref="StoreFault.Damaged"/>: the row holds what no version of this program writes.</exception>
    public static TokenGrant Read(SqliteStatement row, TokenHash? known = null)
    {
        try
        {
            return new TokenGrant
            {
                Hash = known ?? TokenHash.FromBytes(row.Blob(1)),
                SessionId = row.Text(2),
                UserName = row.Text(3),
                Label = row.NullableText(4),
                UsePolicy = Policy(row.Int64(5)),
                Issuer = row.Text(6),
                IssuedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(7)),
                NotBefore = DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(8)),
                ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(9)),
                RedeemedAt = Instant(row.NullableInt64(10)),
                BoundClientAddress = row.NullableText(11),
                RevokedAt = Instant(row.NullableInt64(12)),
            };
        }
        catch (ArgumentException failure)
        {
            throw new StoreException(StoreFault.Damaged, "A grant in the store cannot be read: its hash or an instant is none.", "Restore the store from a backup.", failure);
        }
    }

    public static long Position(SqliteStatement row) => row.Int64(0);

    public static TokenGrant? ReadOne(SqliteStatement statement, TokenHash? known = null)
    {
        try
        {
            return statement.Step() ? Read(statement, known) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    public static SqliteStatement BindInsert(SqliteStatement insert, TokenGrant grant) => insert
        .Bind(1, grant.Hash.ToByteArray())
        .Bind(2, grant.SessionId)
        .Bind(3, grant.UserName)
        .Bind(4, TokenFilter.FoldCase(grant.UserName))
        .Bind(5, grant.Label)
        .Bind(6, grant.Label is null ? null : TokenFilter.FoldCase(grant.Label))
        .Bind(7, (long)grant.UsePolicy)
        .Bind(8, grant.Issuer)
        .Bind(9, grant.IssuedAt.ToUnixTimeMilliseconds())
        .Bind(10, grant.NotBefore.ToUnixTimeMilliseconds())
        .Bind(11, grant.ExpiresAt.ToUnixTimeMilliseconds())
        .Bind(12, grant.RedeemedAt?.ToUnixTimeMilliseconds())
        .Bind(13, grant.BoundClientAddress)
        .Bind(14, grant.RevokedAt?.ToUnixTimeMilliseconds());

    /// <summary>The bounds between which the hash of the grant with an id lies; every other grant lies outside.</summary>
    public static (byte[] From, byte[] To) HashRange(TokenGrantId id)
    {
        var from = id.ToHashPrefix();
        // A longer key than any hash that starts with the prefix: prefix, then 0xFF up to one byte beyond a hash.
        var to = new byte[TokenHash.Size + 1];
        for (var i = 0; i < to.Length; i++) to[i] = i < from.Length ? from[i] : (byte)0xFF;
        return (from, to);
    }

    private static TokenUsePolicy Policy(long stored) => stored is >= (long)TokenUsePolicy.SingleClient and <= (long)TokenUsePolicy.MultiUse
        ? (TokenUsePolicy)stored
        : throw new StoreException(StoreFault.Damaged, $"The store holds a grant with the use policy {stored}, which does not exist.", "Restore it from a backup.");

    private static DateTimeOffset? Instant(long? milliseconds) => milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
