using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Adapters.Tests.Stores;

public sealed class SqliteWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_write_that_fails_leaves_its_neighbours_in_the_group_alone()
    {
        using var database = SqliteDatabase.Open(_folder.File("store.db"), new SqliteOptions());
        var tokens = new SqliteTokenStore(database);
        var audit = new SqliteAuditLog(database);
        var stored = StoreSamples.Grant("stored");
        await tokens.PutAsync([stored], Cancel);
        using var gate = new WriterGate(database);

        var first = tokens.PutAsync([StoreSamples.Grant("first")], Cancel);
        var refused = tokens.PutAsync([StoreSamples.Grant("with the refused"), stored], Cancel);
        var second = tokens.PutAsync([StoreSamples.Grant("second")], Cancel);
        var broken = database.Writer.RunAsync(
            transaction =>
            {
                transaction.Append(AuditEntry.Issued(stored));
                transaction.Insert(stored);
                return true;
            },
            Cancel);
        var third = tokens.PutAsync([StoreSamples.Grant("third")], Cancel);
        await audit.AppendAsync(StoreSamples.Malformed(1), Cancel);
        gate.Open();

        await Task.WhenAll(first, second, third);
        await Assert.ThrowsAsync<InvalidOperationException>(() => refused);
        await Assert.ThrowsAsync<StoreException>(() => broken);
        var found = await tokens.FindAsync(new TokenFilter(), StoreSamples.Now, null, 100, Cancel);
        Assert.Equal(["stored", "first", "second", "third"], found.Items.Select(grant => grant.UserName["user of ".Length..]));
        await audit.FlushAsync(Cancel);
        Assert.Equal(4 + 1, (await audit.ReadAsync(null, 100, Cancel)).Items.Count);
        Assert.True((await audit.VerifyAsync(Cancel)).IsIntact);
    }

    [Fact]
    public async Task Cancelling_abandons_the_wait_and_not_the_work()
    {
        using var database = SqliteDatabase.Open(_folder.File("store.db"), new SqliteOptions());
        var tokens = new SqliteTokenStore(database);
        var stored = StoreSamples.Grant("stored");
        await tokens.PutAsync([stored], Cancel);
        using var impatience = new CancellationTokenSource();
        using var gate = new WriterGate(database);
        var put = tokens.PutAsync([StoreSamples.Grant("abandoned")], impatience.Token);
        var redeem = tokens.RedeemAsync(stored.Hash, StoreSamples.Attempt, impatience.Token);
        var revoke = tokens.RevokeAsync([stored.Id], "admin", StoreSamples.Now, impatience.Token);
        var flush = database.Writer.FlushAsync(impatience.Token);

        await impatience.CancelAsync();

        foreach (var wait in new[] { put, redeem, revoke, flush }) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        gate.Open();
        await database.Writer.FlushAsync(Cancel);
        Assert.NotNull(await tokens.GetAsync(TokenHash.Compute("abandoned"), Cancel));
        var grant = await tokens.GetAsync(stored.Hash, Cancel);
        Assert.NotNull(grant!.RedeemedAt);
        Assert.NotNull(grant.RevokedAt);
    }

    [Fact]
    public async Task What_is_cancelled_before_it_is_accepted_is_not_done()
    {
        using var store = StoreSamples.Open(_folder.Store());
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var grant = StoreSamples.Grant("token");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Tokens.PutAsync([grant], cancelled.Token));

        await store.Audit.FlushAsync(Cancel);
        Assert.Null(await store.Tokens.GetAsync(grant.Hash, Cancel));
    }

    [Fact]
    public async Task More_writes_than_may_wait_are_refused_and_the_others_done()
    {
        using var database = SqliteDatabase.Open(_folder.File("store.db"), new SqliteOptions());
        var done = 0;
        var waiting = new List<Task>();
        using (var gate = new WriterGate(database))
        {
            for (var i = 0; i < SqliteWriter.MaximumWaiting; i++) waiting.Add(database.Writer.RunAsync(_ => ++done, Cancel));

            var refused = database.Writer.RunAsync(_ => ++done, Cancel);

            Assert.True(refused.IsFaulted);
            Assert.Equal(StoreFault.Unavailable, (await Assert.ThrowsAsync<StoreException>(() => refused)).Fault);
            Assert.Equal(0, done);
        }

        await Task.WhenAll(waiting);
        Assert.Equal(SqliteWriter.MaximumWaiting, done);
    }

    [Fact]
    public async Task More_records_than_may_wait_are_refused_and_the_others_written()
    {
        using var database = SqliteDatabase.Open(_folder.File("store.db"), new SqliteOptions());
        var audit = new SqliteAuditLog(database);
        var entry = StoreSamples.Malformed(1);
        using (var gate = new WriterGate(database))
        {
            for (var i = 0; i < SqliteWriter.MaximumWaitingEntries; i++) await audit.AppendAsync(entry, Cancel);
            Assert.Equal(StoreFault.Unavailable, (await Assert.ThrowsAsync<StoreException>(() => audit.AppendAsync(entry, Cancel))).Fault);
        }

        await audit.FlushAsync(Cancel);
        var verification = await audit.VerifyAsync(Cancel);
        Assert.True(verification.IsIntact);
        Assert.Equal(SqliteWriter.MaximumWaitingEntries, verification.RecordsChecked);
    }

    [Fact]
    public async Task A_record_that_accompanies_no_write_is_written_after_the_delay()
    {
        using var store = StoreSamples.Open(_folder.Store(), new SqliteOptions { AuditDelay = TimeSpan.FromMilliseconds(1) });
        await store.Audit.AppendAsync(StoreSamples.Malformed(1), Cancel);
        using var other = new OtherProgram(_folder.File("store.db"));
        // Ends when the record is there; a writer that forgets it lets the run's own time limit end the test.
        while (other.Number("SELECT count(*) FROM audit_records") == 0) await Task.Yield();
        await StoreSamples.AssertIntactAsync(store);
    }

    [Fact]
    public async Task A_stop_does_what_was_accepted_and_then_refuses()
    {
        var database = SqliteDatabase.Open(_folder.File("store.db"), new SqliteOptions { AuditDelay = TimeSpan.FromDays(1) });
        var tokens = new SqliteTokenStore(database);
        var accepted = new List<Task>();
        Task stop;
        using (var gate = new WriterGate(database))
        {
            for (var i = 0; i < 1_500; i++) accepted.Add(tokens.PutAsync([StoreSamples.Grant($"token {i}")], Cancel));
            database.Writer.Append(StoreSamples.Malformed(1));
            stop = Task.Run(database.Dispose, Cancel);
            // Accepts until the stop has begun; whatever it accepted must be done.
            for (var i = 1_500; ; i++)
            {
                var late = tokens.PutAsync([StoreSamples.Grant($"token {i}")], Cancel);
                if (late.IsFaulted) break;
                accepted.Add(late);
                await Task.Yield();
            }
        }

        await stop;
        await Task.WhenAll(accepted);

        using var again = StoreSamples.Open(_folder.Store());
        Assert.Equal(accepted.Count, (await StoreSamples.FindAllAsync(again)).Count);
        Assert.Equal(accepted.Count + 1, (await StoreSamples.ReadAuditAsync(again)).Count);
        await StoreSamples.AssertIntactAsync(again);
    }

    [Fact]
    public async Task A_store_that_was_closed_says_so_to_everyone()
    {
        var store = StoreSamples.Open(_folder.Store());
        var (tokens, audit) = (store.Tokens, store.Audit);
        foreach (var policy in Enum.GetValues<TokenUsePolicy>()) await tokens.PutAsync([StoreSamples.Grant($"{policy}", policy)], Cancel);
        await tokens.GetAsync(TokenHash.Compute("MultiUse"), Cancel);
        store.Dispose();
        store.Dispose();

        Func<Task>[] calls =
        [
            () => tokens.PutAsync([StoreSamples.Grant("another")], Cancel),
            () => tokens.RedeemAsync(TokenHash.Compute("SingleUse"), StoreSamples.Attempt, Cancel),
            () => tokens.RedeemAsync(TokenHash.Compute("MultiUse"), StoreSamples.Attempt, Cancel),
            () => tokens.RedeemAsync(TokenHash.Compute("unknown"), StoreSamples.Attempt, Cancel),
            () => tokens.GetAsync(TokenHash.Compute("MultiUse"), Cancel),
            () => tokens.FindAsync(new TokenFilter(), StoreSamples.Now, null, 10, Cancel),
            () => tokens.RevokeAsync([TokenHash.Compute("MultiUse").ToGrantId()], "admin", StoreSamples.Now, Cancel),
            () => tokens.PurgeAsync(StoreSamples.Now, "admin", StoreSamples.Now, Cancel),
            () => audit.AppendAsync(StoreSamples.Malformed(1), Cancel),
            () => audit.FlushAsync(Cancel),
            () => audit.ReadAsync(null, 10, Cancel),
            () => audit.VerifyAsync(Cancel),
        ];
        for (var i = 0; i < calls.Length; i++)
        {
            var failure = Assert.IsType<StoreException>(await Record.ExceptionAsync(calls[i]));
            Assert.Equal(StoreFault.Unavailable, failure.Fault);
            Assert.Contains("is closed", failure.Message, StringComparison.Ordinal);
        }

        foreach (var policy in Enum.GetValues<TokenUsePolicy>())
            Assert.Equal(DenialReason.StoreUnavailable, (await store.Authenticator.VerifyAsync(StoreSamples.Question($"{policy}"), "10.0.0.5", Cancel)).Denial);
    }

    [Fact]
    public async Task Two_grants_never_share_an_id()
    {
        using var store = StoreSamples.Open(_folder.Store());
        var stored = StoreSamples.Grant("token");
        await store.Tokens.PutAsync([stored], Cancel);
        var bytes = stored.Hash.ToByteArray();
        bytes[^1] ^= 1;

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Tokens.PutAsync([StoreSamples.Grant("other") with { Hash = TokenHash.FromBytes(bytes) }], Cancel));

        Assert.Equal([stored], await StoreSamples.FindAllAsync(store));
    }

    /// <summary>Holds the writer's thread inside a write until it is opened: whatever is asked meanwhile waits in one queue.</summary>
    private sealed class WriterGate : IDisposable
    {
        private readonly ManualResetEventSlim _opened = new();

        public WriterGate(SqliteDatabase database)
        {
            using var entered = new ManualResetEventSlim();
            _ = database.Writer.RunAsync(
                _ =>
                {
                    entered.Set();
                    _opened.Wait(CancellationToken.None);
                    return true;
                },
                CancellationToken.None);
            entered.Wait(Cancel);
        }

        public void Open() => _opened.Set();

        // Not disposed of: the writer may still be waking up on it.
        public void Dispose() => Open();
    }
}
