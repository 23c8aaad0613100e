using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Adapters.Tests.Stores;

public sealed class SqliteStoreFullTests : IDisposable
{
    private static readonly SqliteOptions Small = new() { MaximumPages = 120, AuditDelay = TimeSpan.FromDays(1) };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_disk_that_is_full_at_the_opening_is_reported_and_leaves_nothing_half_made(int pages)
    {
        var failure = Assert.Throws<StoreException>(() => StoreSamples.Open(_folder.Store(), new SqliteOptions { MaximumPages = pages }));
        Assert.Equal(StoreFault.Full, failure.Fault);
        Assert.Contains(_folder.File("store.db"), failure.Message, StringComparison.Ordinal);

        using var store = StoreSamples.Open(_folder.Store());
        await store.Tokens.PutAsync([StoreSamples.Grant("token")], Cancel);
        await StoreSamples.AssertIntactAsync(store);
    }

    [Fact]
    public async Task On_a_full_disk_nothing_acknowledged_is_lost_and_reads_go_on()
    {
        using var store = StoreSamples.Open(_folder.Store(), Small);
        var acknowledged = await FillAsync(store);

        Assert.Equal(acknowledged, await StoreSamples.FindAllAsync(store));
        Assert.Equal(acknowledged[0], await store.Tokens.GetAsync(acknowledged[0].Hash, Cancel));
        Assert.Equal(acknowledged.Select(grant => grant.Id), (await StoreSamples.ReadAuditAsync(store)).Where(entry => entry.Event == AuditEvent.TokenIssued).Select(entry => entry.GrantId));
        await StoreSamples.AssertIntactAsync(store);
        MakeRoom();
        await store.Audit.FlushAsync(Cancel);
    }

    [Fact]
    public async Task On_a_full_disk_what_cannot_be_recorded_is_refused()
    {
        using var store = StoreSamples.Open(_folder.Store(), Small);
        var acknowledged = await FillAsync(store);
        var single = acknowledged.First(grant => grant.UsePolicy == TokenUsePolicy.SingleUse);

        Assert.Equal(StoreFault.Full, (await Assert.ThrowsAsync<StoreException>(() => store.Tokens.RedeemAsync(single.Hash, StoreSamples.Attempt, Cancel))).Fault);
        Assert.Equal(StoreFault.Full, (await Assert.ThrowsAsync<StoreException>(() => store.Tokens.RevokeAsync([single.Id], "admin", StoreSamples.Now, Cancel))).Fault);
        Assert.Equal(StoreFault.Full, (await Assert.ThrowsAsync<StoreException>(() => store.Audit.FlushAsync(Cancel))).Fault);
        var answer = await store.Authenticator.VerifyAsync(StoreSamples.Question("single"), "10.0.0.5", Cancel);
        Assert.Equal(DenialReason.StoreUnavailable, answer.Denial);
        Assert.Equal(StoreFault.Full, answer.Failure!.Fault);

        Assert.Equal(single, await store.Tokens.GetAsync(single.Hash, Cancel));
        Assert.Equal(acknowledged, await StoreSamples.FindAllAsync(store));
        MakeRoom();
        Assert.True((await store.Authenticator.VerifyAsync(StoreSamples.Question("single"), "10.0.0.5", Cancel)).IsGranted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public async Task A_full_disk_shows_as_a_fault_until_room_returns(int callers)
    {
        using var store = StoreSamples.Open(_folder.Store(), Small);
        Assert.Null(await store.FindFaultAsync(Cancel));
        var acknowledged = await FillAsync(store);
        var singles = acknowledged.Where(grant => grant.UsePolicy == TokenUsePolicy.SingleUse).ToArray();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(i => Assert.ThrowsAsync<StoreException>(() => store.Tokens.RedeemAsync(singles[i % singles.Length].Hash, StoreSamples.Attempt, Cancel))));

        // Twice: asking must not make it well.
        Assert.Equal(StoreFault.Full, (await store.FindFaultAsync(Cancel))!.Fault);
        Assert.Equal(StoreFault.Full, (await store.FindFaultAsync(Cancel))!.Fault);
        MakeRoom();
        Assert.Null(await store.FindFaultAsync(Cancel));
        await StoreSamples.AssertIntactAsync(store);
    }

    [Fact]
    public async Task When_room_returns_the_records_that_waited_are_written()
    {
        using var store = StoreSamples.Open(_folder.Store(), Small);
        await FillAsync(store);
        var before = (await StoreSamples.ReadAuditAsync(store)).Count;
        for (var i = 0; i < 40; i++) Assert.True((await store.Tokens.RedeemAsync(TokenHash.Compute("multi"), StoreSamples.Attempt, Cancel)).IsGranted);
        await Assert.ThrowsAsync<StoreException>(() => store.Audit.FlushAsync(Cancel));
        Assert.Equal(before, (await StoreSamples.ReadAuditAsync(store)).Count);

        MakeRoom();
        await store.Audit.FlushAsync(Cancel);

        var entries = (await StoreSamples.ReadAuditAsync(store)).Skip(before).ToArray();
        // The record that the disk was found full with stands in line before them.
        Assert.Equal(1 + 40, entries.Length);
        Assert.Equal(40, entries.Skip(1).Count(entry => entry.Event == AuditEvent.TokenGranted));
        await StoreSamples.AssertIntactAsync(store);
    }

    [Fact]
    public async Task Records_that_wait_for_room_are_bounded_and_then_nothing_more_is_acknowledged()
    {
        using var store = StoreSamples.Open(_folder.Store(), Small);
        await FillAsync(store);
        var entry = StoreSamples.Malformed(1);
        // One stands in line from the filling.
        for (var i = 1; i < SqliteWriter.MaximumWaitingEntries; i++) await store.Audit.AppendAsync(entry, Cancel);
        await Assert.ThrowsAsync<StoreException>(() => store.Audit.FlushAsync(Cancel));

        Assert.Equal(StoreFault.Full, (await Assert.ThrowsAsync<StoreException>(() => store.Audit.AppendAsync(entry, Cancel))).Fault);
        var multi = await store.Authenticator.VerifyAsync(StoreSamples.Question("multi"), "10.0.0.5", Cancel);
        Assert.Equal(DenialReason.StoreUnavailable, multi.Denial);
        Assert.Equal(StoreFault.Full, multi.Failure!.Fault);
        Assert.Equal(StoreFault.Full, Assert.Throws<StoreException>(store.Dispose).Fault);
    }

    [Fact]
    public async Task Many_records_that_wait_for_room_are_not_tried_without_a_pause()
    {
        // Large enough for all of them to find room when it returns.
        using var store = StoreSamples.Open(_folder.Store(), Small with { MaximumPages = 1_500 });
        await FillAsync(store);
        for (var i = 0; i < 10_000; i++) await store.Audit.AppendAsync(StoreSamples.Malformed(i), Cancel);
        await Assert.ThrowsAsync<StoreException>(() => store.Audit.FlushAsync(Cancel));
        using var other = new OtherProgram(_folder.File("store.db"));
        var before = other.Number("SELECT count(*) FROM audit_records");
        MakeRoom();

        // A writer that tries again and again finds the room while this reads; one that waits for its delay does not.
        for (var i = 0; i < 500; i++) Assert.Equal(before, other.Number("SELECT count(*) FROM audit_records"));

        await store.Audit.FlushAsync(Cancel);
        Assert.Equal(before + 1 + 10_000, other.Number("SELECT count(*) FROM audit_records"));
    }

    [Fact]
    public async Task A_stop_on_a_full_disk_tells_what_is_lost_and_lets_go_of_the_file()
    {
        var store = StoreSamples.Open(_folder.Store(), Small);
        var acknowledged = await FillAsync(store);
        for (var i = 0; i < 4; i++) await store.Tokens.RedeemAsync(TokenHash.Compute("multi"), StoreSamples.Attempt, Cancel);

        var failure = Assert.Throws<StoreException>(store.Dispose);

        Assert.Equal(StoreFault.Full, failure.Fault);
        Assert.StartsWith("5 audit records", failure.Message, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.DoesNotContain(
                Directory.GetFiles("/proc/self/fd").Select(link => new FileInfo(link).LinkTarget),
                target => target?.StartsWith(_folder.Path, StringComparison.Ordinal) == true);
        }

        using var again = StoreSamples.Open(_folder.Store());
        Assert.Equal(acknowledged, await StoreSamples.FindAllAsync(again));
        await StoreSamples.AssertIntactAsync(again);
    }

    /// <summary>Puts grants until no page is free, then audit records until none fits any more; the last of those stays in line.</summary>
    private static async Task<List<TokenGrant>> FillAsync(SqliteStore store)
    {
        var grants = new List<TokenGrant> { StoreSamples.Grant("single"), StoreSamples.Grant("multi", TokenUsePolicy.MultiUse) };
        await store.Tokens.PutAsync(grants, Cancel);
        for (var size = 200; size > 0;)
        {
            var batch = Enumerable.Range(grants.Count, size).Select(i => StoreSamples.Grant($"filler {i}")).ToArray();
            try
            {
                await store.Tokens.PutAsync(batch, Cancel);
                grants.AddRange(batch);
            }
            catch (StoreException full) when (full.Fault == StoreFault.Full)
            {
                size /= 2;
            }
        }

        for (var i = 0; ; i++)
        {
            await store.Audit.AppendAsync(AuditEntry.Malformed("v", "f", StoreSamples.Now), Cancel);
            try
            {
                await store.Audit.FlushAsync(Cancel);
            }
            catch (StoreException full) when (full.Fault == StoreFault.Full)
            {
                return grants;
            }

            Assert.True(i < 10_000, "The disk does not get full.");
        }
    }

    /// <summary>As when an admin frees space: pages become free without the store's doing.</summary>
    private void MakeRoom()
    {
        using var other = new OtherProgram(_folder.File("store.db"));
        other.Execute("DELETE FROM token_grants WHERE user_name LIKE 'user of filler%'");
    }
}
