using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Adapters.Tests.Stores;

public sealed class SqliteStoreLockTests : IDisposable
{
    private static readonly SqliteOptions Impatient = new() { LockTimeout = TimeSpan.FromMilliseconds(40), AuditDelay = TimeSpan.FromDays(1) };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_store_that_another_process_has_locked_refuses_writes_and_goes_on_reading()
    {
        using var store = StoreSamples.Open(_folder.Store(), Impatient);
        var single = StoreSamples.Grant("single");
        await store.Tokens.PutAsync([single, StoreSamples.Grant("multi", TokenUsePolicy.MultiUse)], Cancel);
        using var other = new OtherProgram(_folder.File("store.db"));
        other.Execute("BEGIN IMMEDIATE");

        var failure = await Assert.ThrowsAsync<StoreException>(() => store.Tokens.PutAsync([StoreSamples.Grant("another")], Cancel));
        Assert.Equal(StoreFault.Unavailable, failure.Fault);
        Assert.Contains("locked by another process", failure.Message, StringComparison.Ordinal);
        Assert.Equal(DenialReason.StoreUnavailable, (await store.Authenticator.VerifyAsync(StoreSamples.Question("single"), "10.0.0.5", Cancel)).Denial);
        Assert.True((await store.Authenticator.VerifyAsync(StoreSamples.Question("multi"), "10.0.0.5", Cancel)).IsGranted);
        Assert.Equal(2, (await StoreSamples.FindAllAsync(store)).Count);

        other.Execute("ROLLBACK");
        Assert.True((await store.Authenticator.VerifyAsync(StoreSamples.Question("single"), "10.0.0.5", Cancel)).IsGranted);
        await store.Audit.FlushAsync(Cancel);
        Assert.Equal(4, (await StoreSamples.ReadAuditAsync(store)).Count);
        await StoreSamples.AssertIntactAsync(store);
    }

    [Fact]
    public void A_store_that_is_locked_is_not_opened()
    {
        StoreSamples.Open(_folder.Store()).Dispose();
        using var other = new OtherProgram(_folder.File("store.db"));
        other.Execute("BEGIN EXCLUSIVE");

        Assert.Equal(StoreFault.Unavailable, Assert.Throws<StoreException>(() => StoreSamples.Open(_folder.Store(), Impatient)).Fault);

        other.Execute("ROLLBACK");
        StoreSamples.Open(_folder.Store(), Impatient).Dispose();
    }

    [Fact]
    public async Task Writes_that_wait_together_for_a_lock_give_up_together()
    {
        // Long enough for the writes to be queued while the first one waits.
        using var store = StoreSamples.Open(_folder.Store(), Impatient with { LockTimeout = TimeSpan.FromSeconds(1) });
        using var other = new OtherProgram(_folder.File("store.db"));
        other.Execute("BEGIN IMMEDIATE");

        var first = store.Tokens.PutAsync([StoreSamples.Grant("first")], Cancel);
        var group = Enumerable.Range(0, 20).Select(i => store.Tokens.PutAsync([StoreSamples.Grant($"token {i}")], Cancel)).ToArray();
        await Assert.ThrowsAsync<StoreException>(() => first);
        await Assert.ThrowsAsync<StoreException>(() => group[0]);
        other.Execute("ROLLBACK");

        // If each waited for the lock on its own, those behind the first would find it free now, after as many timeouts as there are writes.
        foreach (var write in group) Assert.Equal(StoreFault.Unavailable, (await Assert.ThrowsAsync<StoreException>(() => write)).Fault);
        Assert.Empty(await StoreSamples.FindAllAsync(store));
    }

    [Fact]
    public async Task A_write_that_waits_for_a_lock_is_done_when_the_lock_is_released()
    {
        using var store = StoreSamples.Open(_folder.Store(), Impatient with { LockTimeout = TimeSpan.FromMinutes(10) });
        using var other = new OtherProgram(_folder.File("store.db"));
        other.Execute("BEGIN IMMEDIATE");

        var put = store.Tokens.PutAsync([StoreSamples.Grant("token")], Cancel);
        Assert.False(put.IsCompleted);
        other.Execute("COMMIT");
        await put;

        Assert.Single(await StoreSamples.FindAllAsync(store));
    }
}
