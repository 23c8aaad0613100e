using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Adapters.Tests.Stores;

/// <summary>What the tests of the SQLite store put in and read out.</summary>
internal static class StoreSamples
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static SqliteStore Open(StoreUri.Sqlite uri, SqliteOptions? options = null) => SqliteStore.Open(uri, options ?? new SqliteOptions(), () => Now, "opener");

    public static TokenGrant Grant(string token, TokenUsePolicy policy = TokenUsePolicy.SingleUse) => new()
    {
        Hash = TokenHash.Compute(token),
        SessionId = "console",
        UserName = $"user of {token}",
        IssuedAt = Now,
        NotBefore = Now,
        ExpiresAt = Now.AddHours(1),
        UsePolicy = policy,
        Issuer = "admin",
    };

    public static RedemptionContext Attempt { get; } = new("console", ClientAddress.Parse("192.0.2.7"), "10.0.0.5", Now);

    public static VerificationRequest Question(string token) => new("console", AuthToken.FromText(token), ClientAddress.Parse("192.0.2.7"));

    public static AuditEntry Malformed(int number) => AuditEntry.Malformed("10.0.0.5", $"flaw {number}", Now);

    public static async Task<List<TokenGrant>> FindAllAsync(SqliteStore store)
    {
        var found = new List<TokenGrant>();
        string? cursor = null;
        do
        {
            var page = await store.Tokens.FindAsync(new TokenFilter(), Now, cursor, 1000, TestContext.Current.CancellationToken);
            found.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return found;
    }

    public static async Task<List<AuditEntry>> ReadAuditAsync(SqliteStore store)
    {
        var entries = new List<AuditEntry>();
        string? cursor = null;
        do
        {
            var page = await store.Audit.ReadAsync(cursor, 1000, TestContext.Current.CancellationToken);
            entries.AddRange(page.Items.Select(record => record.Entry));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return entries;
    }

    public static async Task AssertIntactAsync(SqliteStore store) =>
        Assert.Null((await store.Audit.VerifyAsync(TestContext.Current.CancellationToken)).Flaw);
}
