using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Amazon.DynamoDBv2.Model;
using DcvAdmin.Adapters.Tests.Aws;
using DcvAdmin.Adapters.Tests.Stores.DynamoDb;
using DcvAdmin.Audit;
using DcvAdmin.Emulators;
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
        Assert.Single(row["PendingRecords"].SS);
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
    public async Task Records_that_cannot_be_written_wait_and_follow()
    {
        var store = await OpenAsync();
        await store.Tokens.PutAsync([Grant("token")], Cancel);
        Table.Tap.Instead = (operation, context) => operation == "PutItem" ? TableTap.RefuseAsync(context, "AccessDeniedException") : Task.FromResult(false);
        Assert.Equal(DenialReason.Unknown, (await store.Tokens.RedeemAsync(TokenHash.Compute("unknown"), Attempt(), Cancel)).Denial);
        await AssertFailsAsync(DcvAdmin.Stores.StoreFault.AccessDenied, () => store.Audit.FlushAsync(Cancel));
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
        for (var i = 0; i < 4; i++) await store.Tokens.PutAsync([Grant($"token {i}")], Cancel);
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
