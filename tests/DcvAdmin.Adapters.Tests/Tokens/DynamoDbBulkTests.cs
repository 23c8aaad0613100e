using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Aws;
using DcvAdmin.Adapters.Tests.Stores.DynamoDb;
using DcvAdmin.Audit;
using DcvAdmin.Emulators;
using DcvAdmin.Tokens;

namespace DcvAdmin.Adapters.Tests.Tokens;

/// <summary>A bulk issue whose requests are sent again, or arrive late, never undoes what happened to a grant since.</summary>
[Collection(AwsSurroundings.Name)]
public sealed class DynamoDbBulkTests(MotoServer moto) : TableTest(moto)
{
    [Theory]
    [InlineData(2)]
    [InlineData(26)]
    [InlineData(60)]
    public async Task What_was_revoked_before_a_request_is_sent_again_stays_revoked(int count)
    {
        var (store, other) = (await OpenAsync(), await OpenAsync());
        var grants = Grants(count);
        var revoked = grants[^1];
        var key = $"grant#{revoked.Id}";
        var isLost = false;
        // Between the write whose answer is lost and its repetition somebody revokes the grant.
        Table.Tap.Instead = async (operation, context) =>
        {
            var body = (string)context.Items["body"]!;
            if (isLost || operation is not ("PutItem" or "TransactWriteItems") || !body.Contains(key, StringComparison.Ordinal)) return false;
            isLost = true;
            await Table.Tap.ArriveAsync(operation, body);
            Assert.Equal(RevocationOutcome.Revoked, (await other.Tokens.RevokeAsync([revoked.Id], "admin", Now, Cancel))[0].Outcome);
            return await TableTap.RefuseAsync(context, "InternalServerError", 500);
        };

        await store.Tokens.PutAsync(grants, Cancel);

        Assert.True(isLost);
        Assert.Equal(DenialReason.Revoked, (await other.Tokens.RedeemAsync(revoked.Hash, Attempt(), Cancel)).Denial);
        Assert.Equal(count, (await ReadAuditAsync(store)).Count(entry => entry.Event == AuditEvent.TokenIssued));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(26)]
    public async Task A_first_attempt_that_arrives_after_the_redemptions_gives_nobody_a_second_yes(int count)
    {
        var store = await OpenAsync();
        var grants = Grants(count);
        var (held, isHolding) = (new ConcurrentQueue<(string Operation, string Body)>(), true);
        var seen = new ConcurrentDictionary<string, bool>();
        Table.Tap.Instead = async (operation, context) =>
        {
            var body = (string)context.Items["body"]!;
            if (!isHolding || operation is not ("PutItem" or "TransactWriteItems") || !body.Contains("grant#", StringComparison.Ordinal) || !seen.TryAdd(body, true)) return false;
            held.Enqueue((operation, body));
            return await TableTap.RefuseAsync(context, "InternalServerError", 500);
        };
        await store.Tokens.PutAsync(grants, Cancel);
        isHolding = false;
        foreach (var grant in grants) Assert.True((await store.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel)).IsGranted);

        Assert.NotEmpty(held);
        foreach (var (operation, body) in held) await Table.Tap.ArriveAsync(operation, body);

        var fresh = await OpenAsync();
        foreach (var grant in grants) Assert.Equal(DenialReason.UsedUp, (await fresh.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel)).Denial);
    }

    [Fact]
    public async Task A_grant_that_exists_among_many_new_ones_is_left_alone_and_the_others_are_not_stored()
    {
        var store = await OpenAsync();
        var grants = Grants(40);
        // Another process stores it between the look and the write.
        Table.Tap.Afterwards = (operation, body) =>
        {
            if (operation != "BatchGetItem") return (200, body);
            Table.Tap.Afterwards = null;
            Task.Run(() => OpenAsync().ContinueWith(other => other.Result.Tokens.PutAsync([grants[30]], Cancel), TaskScheduler.Default).Unwrap()).GetAwaiter().GetResult();
            return (200, body);
        };

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Tokens.PutAsync(grants, Cancel));

        Assert.Equal([grants[30]], await FindAllAsync(store, new TokenFilter()));
    }
}
