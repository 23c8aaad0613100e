using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Amazon.DynamoDBv2.Model;
using DcvAdmin.Adapters.Tests.Aws;
using DcvAdmin.Adapters.Tests.Stores.DynamoDb;
using DcvAdmin.Audit;
using DcvAdmin.Emulators;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Adapters.Tests.Audit;

/// <summary>Records that outlive their process, enter the chain once, and are missed when someone takes them away.</summary>
[Collection(AwsSurroundings.Name)]
public sealed class DynamoDbAuditChainTests(MotoServer moto) : TableTest(moto)
{
    [Fact]
    public async Task The_record_of_a_first_yes_is_in_the_same_write()
    {
        var store = await OpenAsync();
        await store.Tokens.PutAsync([Grant("token")], Cancel);
        Table.Tap.Forget();

        await store.Tokens.RedeemAsync(TokenHash.Compute("token"), Attempt(), Cancel);

        Assert.Equal(["UpdateItem"], Table.Tap.Operations);
        var row = Assert.Single(await Table.ReadAllAsync(), item => item.ContainsKey("TokenHash"));
        Assert.Equal(2, row["PendingRecords"].SS.Count);
    }

    [Fact]
    public async Task What_a_process_that_died_left_in_its_grants_enters_the_chain_once()
    {
        // It never says goodbye: what it holds in memory is gone.
        var dead = await OpenAsync();
        var grants = Grants(5);
        await dead.Tokens.PutAsync(grants, Cancel);
        foreach (var grant in grants) await dead.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel);
        await dead.Tokens.RevokeAsync([grants[0].Id], "admin", Now.AddMinutes(5), Cancel);

        var (one, other) = (await OpenAsync(), await OpenAsync());
        await Task.WhenAll(one.Audit.ReadAsync(null, 1000, Cancel), other.Audit.ReadAsync(null, 1000, Cancel), one.Audit.FlushAsync(Cancel));

        var entries = await ReadAuditAsync(other);
        Assert.Equal(5 + 5 + 1, entries.Count);
        Assert.Equal(grants.Select(grant => grant.UserName).Order(), entries.Where(entry => entry.Event == AuditEvent.TokenGranted).Select(entry => entry.UserName).Order());
        Assert.DoesNotContain(await Table.ReadAllAsync(), item => item.ContainsKey("PendingRecords") || item.ContainsKey("AuditPending"));
        // Should it live on after all, its own records are there already.
        Assert.Equal(11, (await ReadAuditAsync(dead)).Count);
        Assert.Null((await one.Audit.VerifyAsync(Cancel)).Flaw);
    }

    [Fact]
    public async Task A_record_that_another_process_took_from_a_grant_that_is_purged_since_is_not_repeated()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        var grant = Grant("token");
        await one.Tokens.PutAsync([grant], Cancel);
        await one.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel);

        Assert.Equal(1, await other.Tokens.PurgeAsync(grant.ExpiresAt.AddDays(1), "admin", Now.AddDays(2), Cancel));

        Assert.Equal([AuditEvent.TokenIssued, AuditEvent.TokenGranted, AuditEvent.GrantsPurged], (await ReadAuditAsync(one)).Select(entry => entry.Event));
    }

    [Fact]
    public async Task An_append_whose_answer_is_lost_appends_once()
    {
        var store = await OpenAsync();
        await store.Tokens.PutAsync([Grant("token")], Cancel);
        var lost = 0;
        Table.Tap.Afterwards = (operation, body) => operation == "PutItem" && ++lost <= 2 ? (500, "{}") : (200, body);

        for (var i = 0; i < 3; i++) await store.Audit.AppendAsync(AuditEntry.Malformed("10.0.0.5", $"flaw {i}", Now), Cancel);

        Assert.Equal(4, (await ReadAuditAsync(store)).Count);
        Assert.True(lost > 1);
        Assert.Null((await store.Audit.VerifyAsync(Cancel)).Flaw);
    }

    [Fact]
    public async Task Whoever_issues_verifies_or_revokes_never_touches_the_end_of_the_chain()
    {
        var store = await OpenAsync();
        var grants = Grants(30);
        Table.Tap.Forget();
        await store.Tokens.PutAsync(grants, Cancel);
        foreach (var grant in grants.Take(3)) await store.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel);
        await store.Tokens.RevokeAsync([grants[0].Id], "admin", Now, Cancel);
        // After a first yes there is nothing to wait for.
        var before = Table.Tap.Operations.Count;
        await store.Audit.FlushAsync(Cancel);
        Assert.Equal(before, Table.Tap.Operations.Count);

        for (var i = 0; i < 20; i++) await store.Tokens.RedeemAsync(grants[1].Hash, Attempt(), Cancel);
        Table.Tap.Forget();
        await store.Audit.FlushAsync(Cancel);

        Assert.Equal(["PutItem"], Table.Tap.Operations);
        Assert.DoesNotContain(await Table.ReadAllAsync(), item => item["AuthToken"].S.StartsWith("audit#", StringComparison.Ordinal));
        Assert.Equal(30 + 3 + 1 + 20, (await ReadAuditAsync(store)).Count);
    }

    [Fact]
    public async Task An_item_may_expire_only_when_its_records_are_in_the_chain()
    {
        await Table.CreateAsync(Moto, asPublished: true);
        var store = await OpenAsync();
        var grant = Grant("token");
        await store.Tokens.PutAsync([grant], Cancel);
        await AssertExpiryAsync(isSet: false);
        await ReadAuditAsync(store);
        await AssertExpiryAsync(isSet: true);
        await store.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel);
        await AssertExpiryAsync(isSet: false);
        // Its process dies. Also without an index another one finds the record.
        var other = await OpenAsync();
        Assert.Equal([AuditEvent.TokenIssued, AuditEvent.TokenGranted], (await ReadAuditAsync(other)).Select(entry => entry.Event));
        await AssertExpiryAsync(isSet: true);
        await store.Tokens.RevokeAsync([grant.Id], "admin", Now, Cancel);
        await AssertExpiryAsync(isSet: false);

        async Task AssertExpiryAsync(bool isSet)
        {
            var row = Assert.Single(await Table.ReadAllAsync(), item => item.ContainsKey("TokenHash"));
            Assert.Equal(isSet ? $"{Now.AddHours(1).AddDays(1).ToUnixTimeSeconds()}" : null, row.TryGetValue("ExpirationTime", out var expiry) ? expiry.N : null);
        }
    }

    [Fact]
    public async Task Records_that_were_written_without_an_answer_are_in_the_chain_once()
    {
        var (store, other) = (await OpenAsync(), await OpenAsync());
        for (var i = 0; i < 3; i++) await store.Audit.AppendAsync(AuditEntry.Malformed("10.0.0.5", "flaw", Now), Cancel);
        // Every attempt arrives, no answer does, and meanwhile another process collects them.
        Table.Tap.Instead = async (operation, context) =>
        {
            if (operation != "PutItem") return false;
            await Table.Tap.ArriveAsync(operation, (string)context.Items["body"]!);
            return await TableTap.RefuseAsync(context, "InternalServerError", 500);
        };
        await AssertFailsAsync(StoreFault.Unavailable, () => store.Audit.FlushAsync(Cancel));
        Table.Tap.Instead = null;
        Assert.Equal(3, (await ReadAuditAsync(other)).Count);

        Assert.Equal(3, (await ReadAuditAsync(store)).Count);
        Assert.Null((await store.Audit.VerifyAsync(Cancel)).Flaw);
    }

    [Fact]
    public async Task The_lease_of_a_process_that_died_is_taken_over_and_is_of_no_use_any_more()
    {
        var store = await OpenAsync(EmulatedTable.Patient with { LeasePatience = TimeSpan.FromMilliseconds(300) });
        await store.Tokens.PutAsync([Grant("token")], Cancel);
        // The first collector is held before it replaces the head; it is not dead, but everybody has to think so.
        var (isHeld, mayGo) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Table.Tap.Instead = async (operation, context) =>
        {
            if (operation != "PutItem" || !((string)context.Items["body"]!).Contains("audit#head", StringComparison.Ordinal) || !isHeld.TrySetResult()) return false;
            await mayGo.Task;
            return false;
        };
        var late = (await OpenAsync()).Audit.ReadAsync(null, 1000, Cancel);
        await isHeld.Task;

        Assert.Single(await ReadAuditAsync(store));
        await store.Tokens.PutAsync([Grant("another")], Cancel);
        mayGo.SetResult();
        await late;

        Assert.Equal(2, (await ReadAuditAsync(store)).Count);
        Assert.Null((await store.Audit.VerifyAsync(Cancel)).Flaw);
        Assert.DoesNotContain(await Table.ReadAllAsync(), item => item.ContainsKey("PendingRecords") || item.ContainsKey("LeaseId"));
    }

    [Fact]
    public async Task Many_records_of_several_processes_come_into_the_chain_in_their_order()
    {
        var stores = new[] { await OpenAsync(), await OpenAsync() };
        for (var i = 0; i < 260; i++)
        {
            await stores[i % 2].Audit.AppendAsync(AuditEntry.Malformed("10.0.0.5", $"flaw {i} " + new string('x', 700), Now), Cancel);
            if (i % 100 > 97) await stores[i % 2].Audit.FlushAsync(Cancel);
        }

        await stores[0].Audit.FlushAsync(Cancel);
        var details = (await ReadAuditAsync(stores[1])).Select(entry => int.Parse(entry.Detail!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(Enumerable.Range(0, 260), details);
        Assert.Contains(await Table.ReadAllAsync(), item => item["AuthToken"].S == "audit#000000000000002");
        Assert.Null((await stores[0].Audit.VerifyAsync(Cancel)).Flaw);
    }

    [Fact]
    public async Task A_segment_that_arrives_again_when_the_next_one_is_written_changes_nothing()
    {
        var store = await OpenAsync();
        for (var i = 0; i < 100; i++) await store.Audit.AppendAsync(AuditEntry.Malformed("10.0.0.5", new string('x', 700), Now), Cancel);
        await store.Audit.FlushAsync(Cancel);
        var heads = new List<string>();
        Table.Tap.Instead = async (operation, context) =>
        {
            var body = (string)context.Items["body"]!;
            if (operation != "PutItem" || !body.Contains("audit#head", StringComparison.Ordinal)) return false;
            heads.Add(body);
            if (heads.Count == 1) return await TableTap.RefuseAsync(context, "InternalServerError", 500);
            // The first attempt at the first segment, while the lease is still the same.
            if (heads.Count == 4) await Table.Tap.ArriveAsync(operation, heads[0]);
            return false;
        };

        Assert.Equal(100, (await ReadAuditAsync(store)).Count);
        Table.Tap.Instead = null;
        Assert.True(heads.Count >= 4);
        Assert.Null((await store.Audit.VerifyAsync(Cancel)).Flaw);
    }

    [Fact]
    public async Task Records_that_cannot_be_written_wait_and_follow()
    {
        var store = await OpenAsync();
        await store.Tokens.PutAsync([Grant("token")], Cancel);
        Table.Tap.Instead = (operation, context) => operation == "PutItem" ? TableTap.RefuseAsync(context, "AccessDeniedException") : Task.FromResult(false);
        Assert.Equal(DenialReason.Unknown, (await store.Tokens.RedeemAsync(TokenHash.Compute("unknown"), Attempt(), Cancel)).Denial);
        await AssertFailsAsync(StoreFault.AccessDenied, () => store.Audit.FlushAsync(Cancel));
        Assert.NotNull(await store.FindFaultAsync(Cancel));

        Table.Tap.Instead = null;
        Assert.Equal([AuditEvent.TokenIssued, AuditEvent.TokenDenied], (await ReadAuditAsync(store)).Select(entry => entry.Event));
        Assert.Null(await store.FindFaultAsync(Cancel));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("removed")]
    [InlineData("cut off")]
    [InlineData("swapped")]
    public async Task What_is_done_to_the_records_is_found(string how)
    {
        var store = await OpenAsync();
        for (var i = 0; i < 4; i++)
        {
            await store.Tokens.PutAsync([Grant($"token {i}")], Cancel);
            await ReadAuditAsync(store);
        }

        Assert.Null((await store.Audit.VerifyAsync(Cancel)).Flaw);
        using var client = Table.Client();
        var segments = (await Table.ReadAllAsync()).Where(item => item["AuthToken"].S.StartsWith("audit#0", StringComparison.Ordinal)).OrderBy(item => item["AuthToken"].S, StringComparer.Ordinal).ToArray();
        var head = (await Table.ReadAllAsync()).Single(item => item["AuthToken"].S == "audit#head");
        Assert.Equal(3, segments.Length);
        switch (how)
        {
            case "changed":
                segments[1]["Records"].S = segments[1]["Records"].S.Replace("user 1", "user 7", StringComparison.Ordinal);
                await client.PutItemAsync(Table.Name, segments[1], Cancel);
                break;
            case "removed":
                await client.DeleteItemAsync(Table.Name, new Dictionary<string, AttributeValue> { ["AuthToken"] = segments[1]["AuthToken"] }, Cancel);
                break;
            case "cut off":
                head["Records"].S = "[]";
                await client.PutItemAsync(Table.Name, head, Cancel);
                break;
            default:
                (segments[0]["Records"], segments[1]["Records"]) = (segments[1]["Records"], segments[0]["Records"]);
                foreach (var segment in segments.Take(2)) await client.PutItemAsync(Table.Name, segment, Cancel);
                break;
        }

        var verification = await store.Audit.VerifyAsync(Cancel);

        Assert.False(verification.IsIntact);
        Assert.Equal(how switch { "changed" or "removed" => 1, "cut off" => 3, _ => 0 }, verification.RecordsChecked);
    }
}
