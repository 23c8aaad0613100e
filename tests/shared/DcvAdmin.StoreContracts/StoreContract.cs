using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.StoreContracts;

/// <summary>What the contracts of token stores and audit logs have in common: fresh storage for each test, and handles onto it.</summary>
public abstract class StoreContract : IAsyncDisposable
{
    protected const string Verifier = "10.0.0.5";
    protected const string Admin = "api-client-1";

    private readonly List<StoreHandle> _handles = [];
    private int _drawn;

    /// <summary>The instant the tests start at. Stores take every instant as a parameter, so it need not be the machine's.</summary>
    protected virtual DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens one more handle onto the storage of this test; the first call makes the storage.</summary>
    protected abstract Task<StoreHandle> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Removes the storage; every handle is closed.</summary>
    protected virtual ValueTask DeleteStorageAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var handle in _handles) handle.Dispose();
        }
        finally
        {
            await DeleteStorageAsync();
        }

        GC.SuppressFinalize(this);
    }

    protected async Task<StoreHandle> OpenAsync()
    {
        var handle = await ConnectAsync(Cancel);
        _handles.Add(handle);
        return handle;
    }

    protected async Task<StoreHandle[]> OpenAsync(int count)
    {
        var handles = new StoreHandle[count];
        for (var i = 0; i < count; i++) handles[i] = await OpenAsync();
        return handles;
    }

    protected Type NamedImplementation() =>
        GetType().GetCustomAttribute<ContractForAttribute>()?.Implementation ?? throw new InvalidOperationException($"{GetType()} does not say which class it proves.");

    /// <summary>A grant as it is issued, valid for an hour from <see cref="Now"/>; no two are alike.</summary>
    protected TokenGrant Grant(TokenUsePolicy policy = TokenUsePolicy.SingleUse) => new()
    {
        Hash = TokenHash.Compute($"token {_drawn++} of {GetType().FullName}"),
        SessionId = "console",
        UserName = "alice",
        IssuedAt = Now,
        NotBefore = Now,
        ExpiresAt = Now.AddHours(1),
        UsePolicy = policy,
        Issuer = Admin,
    };

    protected TokenGrant[] Grants(int count, TokenUsePolicy policy = TokenUsePolicy.SingleUse) =>
        [.. Enumerable.Range(0, count).Select(_ => Grant(policy))];

    protected RedemptionContext Attempt(string session = "console", string? address = "192.0.2.7", DateTimeOffset? at = null, string verifier = Verifier) =>
        new(session, ClientAddress.Parse(address), verifier, at ?? Now.AddMinutes(1));

    /// <summary>Runs callers that all stand ready before the first may go.</summary>
    protected static async Task<T[]> RaceAsync<T>(int callers, Func<int, Task<T>> call)
    {
        using var start = new Barrier(callers);
        // Threads of their own: the pool starts with as many as there are cores, and a barrier of more would wait for it to grow.
        return await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(Cancel);
                return call(caller);
            },
            Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
    }

    protected static async Task<List<TokenGrant>> FindAllAsync(StoreHandle handle, TokenFilter filter, DateTimeOffset now, int pageSize = 1000)
    {
        var found = new List<TokenGrant>();
        string? cursor = null;
        var pages = 0;
        do
        {
            var page = await handle.Tokens.FindAsync(filter, now, cursor, pageSize, Cancel);
            Assert.True(page.Items.Count <= pageSize, $"A page of {pageSize} holds {page.Items.Count}.");
            // Empty pages are legal, a list without end is not.
            Assert.True(++pages < 10_000, "The list does not end.");
            found.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return found;
    }

    protected static async Task<List<AuditRecord>> ReadAuditAsync(StoreHandle handle, int pageSize = 1000)
    {
        var records = new List<AuditRecord>();
        string? cursor = null;
        var pages = 0;
        do
        {
            var page = await handle.Audit.ReadAsync(cursor, pageSize, Cancel);
            Assert.True(page.Items.Count <= pageSize, $"A page of {pageSize} holds {page.Items.Count}.");
            Assert.True(++pages < 10_000, "The log does not end.");
            records.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return records;
    }

    /// <summary>The entries of the log when every handle has made its own durable.</summary>
    protected static async Task<List<AuditEntry>> AuditEntriesAsync(params StoreHandle[] handles)
    {
        foreach (var handle in handles) await handle.Audit.FlushAsync(Cancel);
        return [.. (await ReadAuditAsync(handles[0])).Select(record => record.Entry)];
    }

    protected static async Task AssertIntactAsync(StoreHandle handle)
    {
        var records = await ReadAuditAsync(handle);
        var verification = await handle.Audit.VerifyAsync(Cancel);
        Assert.Null(verification.Flaw);
        Assert.True(verification.IsIntact);
        Assert.Equal(records.Count, verification.RecordsChecked);
        Assert.Equal(records.Count, verification.Head.Sequence);

        // The store's own word is not enough: the chain is walked here once more.
        var chain = new AuditChain(AuditHead.Empty);
        foreach (var record in records) Assert.Null(chain.Check(record));
        Assert.Null(chain.CheckEnd(verification.Head));
    }
}
