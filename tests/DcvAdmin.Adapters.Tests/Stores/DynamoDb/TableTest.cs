using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Emulators;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Adapters.Tests.Stores.DynamoDb;

/// <summary>What tests of the DynamoDB store put in and ask.</summary>
public abstract class TableTest(MotoServer moto) : IAsyncDisposable
{
    /// <summary>The instant of the tests, and of the table's answers.</summary>
    protected static readonly DateTimeOffset Now = new(2046, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly List<DynamoDbStore> _stores = [];
    private int _drawn;

    private protected EmulatedTable Table { get; } = new();

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected MotoServer Moto { get; } = moto;

    public async ValueTask DisposeAsync()
    {
        Table.Tap.Instead = null;
        Table.Tap.Afterwards = null;
        foreach (var store in _stores)
        {
            try
            {
                store.Dispose();
            }
            catch (StoreException)
            {
                // Records of a store that was made to fail: the test said what it expects of them.
            }
        }

        await Table.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task<DynamoDbStore> OpenAsync(DynamoDbOptions? options = null, bool honoursPlaintext = false, DateTimeOffset? now = null)
    {
        if (Table.Name is null) await Table.CreateAsync(Moto);
        Table.Tap.Date ??= Now;
        var store = await Table.OpenAsync(now ?? Now, options, honoursPlaintext);
        _stores.Add(store);
        // As a broker and a function do at their start; the first verification is then one request.
        await store.FindFaultAsync(Cancel);
        return store;
    }

    private protected TokenGrant Grant(string token, TokenUsePolicy policy = TokenUsePolicy.SingleUse) => new()
    {
        Hash = TokenHash.Compute(token),
        SessionId = "console",
        UserName = $"user {_drawn++}",
        IssuedAt = Now,
        NotBefore = Now,
        ExpiresAt = Now.AddHours(1),
        UsePolicy = policy,
        Issuer = "admin",
    };

    private protected TokenGrant[] Grants(int count) => [.. Enumerable.Range(0, count).Select(i => Grant($"token {i} of many"))];

    private protected static RedemptionContext Attempt(string? address = "192.0.2.7") => new("console", ClientAddress.Parse(address), "10.0.0.5", Now.AddMinutes(1));

    private protected static VerificationRequest Question(string token, string session = "console") => new(session, AuthToken.FromText(token), ClientAddress.Parse("192.0.2.7"));

    private protected static async Task<List<TokenGrant>> FindAllAsync(DynamoDbStore store, TokenFilter filter, int pageSize = 1000)
    {
        var found = new List<TokenGrant>();
        string? cursor = null;
        do
        {
            var page = await store.Tokens.FindAsync(filter, Now, cursor, pageSize, Cancel);
            found.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return found;
    }

    private protected static async Task<List<AuditEntry>> ReadAuditAsync(DynamoDbStore store)
    {
        await store.Audit.FlushAsync(Cancel);
        var page = await store.Audit.ReadAsync(null, 1000, Cancel);
        Assert.Null(page.NextCursor);
        return [.. page.Items.Select(record => record.Entry)];
    }

    private protected static async Task<StoreException> AssertFailsAsync(StoreFault fault, Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<StoreException>(call);
        Assert.Equal(fault, failure.Fault);
        return failure;
    }
}
