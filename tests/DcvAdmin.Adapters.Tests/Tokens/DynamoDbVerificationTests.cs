using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Aws;
using DcvAdmin.Adapters.Tests.Stores.DynamoDb;
using DcvAdmin.Emulators;
using DcvAdmin.StoreContracts;
using DcvAdmin.Tokens;
using FsCheck.Fluent;

namespace DcvAdmin.Adapters.Tests.Tokens;

/// <summary>What a logon costs, and that the condition of the table and the rules of Core say the same.</summary>
[Collection(AwsSurroundings.Name)]
public sealed class DynamoDbVerificationTests(MotoServer moto) : TableTest(moto)
{
    [Theory]
    [InlineData(TokenUsePolicy.SingleUse)]
    [InlineData(TokenUsePolicy.SingleClient)]
    public async Task A_first_redemption_is_one_conditional_update(TokenUsePolicy policy)
    {
        var store = await OpenAsync();
        var grant = Grant("token", policy);
        await store.Tokens.PutAsync([grant], Cancel);

        Assert.Equal(["UpdateItem"], await RequestsOfAsync(() => store.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel), expectedDenial: null));
    }

    [Fact]
    public async Task Every_later_verification_is_one_read_in_this_process_and_one_refused_update_in_another()
    {
        var (here, there) = (await OpenAsync(), await OpenAsync());
        var bound = Grant("bound", TokenUsePolicy.SingleClient);
        var used = Grant("used");
        var multi = Grant("multi", TokenUsePolicy.MultiUse);
        await here.Tokens.PutAsync([bound, used, multi], Cancel);
        foreach (var grant in new[] { bound, used, multi }) await here.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel);

        foreach (var (grant, denial) in new[] { (bound, null), (used, DenialReason.UsedUp), (multi, (DenialReason?)null) })
        {
            Assert.Equal(["GetItem"], await RequestsOfAsync(() => here.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel), denial));
            Assert.Equal(["UpdateItem"], await RequestsOfAsync(() => there.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel), denial));
            Assert.Equal(["GetItem"], await RequestsOfAsync(() => there.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel), denial));
        }
    }

    [Fact]
    public async Task A_read_is_consistent_and_a_refused_update_brings_the_item()
    {
        var store = await OpenAsync();
        var grant = Grant("token", TokenUsePolicy.MultiUse);
        await store.Tokens.PutAsync([grant], Cancel);
        Table.Tap.Forget();
        for (var i = 0; i < 2; i++) await store.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel);

        Assert.Contains("\"ReturnValuesOnConditionCheckFailure\":\"ALL_OLD\"", Table.Tap.Requests[0].Body, StringComparison.Ordinal);
        Assert.Contains("\"ConsistentRead\":true", Table.Tap.Requests[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_token_is_one_request()
    {
        var store = await OpenAsync();
        Assert.Equal(["UpdateItem"], await RequestsOfAsync(() => store.Tokens.RedeemAsync(TokenHash.Compute("unknown"), Attempt(), Cancel), DenialReason.Unknown));
    }

    [Fact]
    public async Task Another_token_of_the_same_id_is_unknown_and_leaves_the_grant_alone()
    {
        var store = await OpenAsync();
        var bytes = TokenHash.Compute("token").ToByteArray();
        var grant = Grant("token");
        await store.Tokens.PutAsync([grant], Cancel);
        bytes[^1] ^= 1;
        var twin = TokenHash.FromBytes(bytes);
        Assert.Equal(grant.Id, twin.ToGrantId());

        for (var i = 0; i < 2; i++) Assert.Equal(new Redemption(null, DenialReason.Unknown), await store.Tokens.RedeemAsync(twin, Attempt(), Cancel));
        Assert.Null(await store.Tokens.GetAsync(twin, Cancel));
        Assert.Equal(grant, await store.Tokens.GetAsync(grant.Hash, Cancel));
        Assert.True((await store.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel)).IsGranted);
    }

    [Fact]
    public async Task An_answer_that_is_lost_after_the_write_costs_nobody_the_logon_and_gives_nobody_a_second()
    {
        var store = await OpenAsync();
        var grant = Grant("token");
        await store.Tokens.PutAsync([grant], Cancel);
        var isLost = false;
        Table.Tap.Afterwards = (operation, body) => operation == "UpdateItem" && !isLost ? (isLost = true, (500, "{}")).Item2 : (200, body);

        var redemption = await store.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel);

        Assert.True(isLost);
        Assert.True(redemption.IsGranted);
        Assert.Equal(grant with { RedeemedAt = Now.AddMinutes(1), BoundClientAddress = "192.0.2.7" }, redemption.Grant);
        Assert.Equal(DenialReason.UsedUp, (await store.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel)).Denial);
    }

    [Fact]
    public async Task A_grant_that_is_revoked_before_the_repetition_lets_nobody_in_and_says_why()
    {
        var (store, other) = (await OpenAsync(), await OpenAsync());
        var grant = Grant("token");
        await store.Tokens.PutAsync([grant], Cancel);
        var isLost = false;
        Table.Tap.Instead = async (operation, context) =>
        {
            if (isLost || operation != "UpdateItem") return false;
            isLost = true;
            await Table.Tap.ArriveAsync(operation, (string)context.Items["body"]!);
            await other.Tokens.RevokeAsync([grant.Id], "admin", Now, Cancel);
            return await TableTap.RefuseAsync(context, "InternalServerError", 500);
        };

        Assert.Equal(DenialReason.Revoked, (await store.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel)).Denial);
        Assert.True(isLost);
    }

    [Fact]
    public async Task An_attempt_for_another_session_leaves_the_right_one_at_one_request()
    {
        var store = await OpenAsync();
        var grant = Grant("token");
        await store.Tokens.PutAsync([grant], Cancel);
        Assert.Equal(["UpdateItem"], await RequestsOfAsync(() => store.Tokens.RedeemAsync(grant.Hash, Attempt() with { SessionId = "other" }, Cancel), DenialReason.WrongSession));
        Assert.Equal(["UpdateItem"], await RequestsOfAsync(() => store.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel), expectedDenial: null));
    }

    [Fact]
    public async Task The_tables_condition_lets_through_what_the_rules_let_through()
    {
        await OpenAsync();
        var instants = Gen.Elements(-60_000, -1, 0, 1, 60_000);
        var cases = from policy in Gen.Elements(TokenUsePolicy.SingleClient, TokenUsePolicy.SingleUse, TokenUsePolicy.MultiUse)
                    from notBefore in instants
                    from expires in instants
                    from isRevoked in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
                    from redeemed in Gen.Elements<int?>(null, null, 0)
                    from bound in Gen.Elements(null, null, string.Empty, "192.0.2.7", "192.0.2.8")
                    from session in Gen.Frequency((5, Gen.Constant("console")), (1, Gen.Constant("Console")))
                    from address in Gen.Elements(null, "192.0.2.7")
                    select (policy, notBefore, expires, isRevoked, redeemed, bound, session, address);
        var drawn = 0;
        RandomCases.AllSatisfy(cases.ToArbitrary(), CompareAsync, times: 300);

        async Task CompareAsync((TokenUsePolicy Policy, int NotBefore, int Expires, bool IsRevoked, int? Redeemed, string? Bound, string Session, string? Address) one)
        {
            var store = await OpenAsync();
            var attempt = Attempt(one.Address);
            var grant = Grant($"case {drawn++}", one.Policy) with
            {
                SessionId = one.Session,
                NotBefore = attempt.Now.AddMilliseconds(one.NotBefore),
                ExpiresAt = attempt.Now.AddMilliseconds(one.Expires),
                RevokedAt = one.IsRevoked ? Now : null,
                RedeemedAt = one.Redeemed is null ? null : Now,
                BoundClientAddress = one.Bound,
            };
            await store.Tokens.PutAsync([grant], Cancel);
            var decision = RedemptionRules.Decide(grant, attempt);
            Assert.Equal(["UpdateItem"], await RequestsOfAsync(() => store.Tokens.RedeemAsync(grant.Hash, attempt, Cancel), decision.Denial));
            Assert.Equal(decision.Update ?? grant, await store.Tokens.GetAsync(grant.Hash, Cancel));
        }
    }

    private async Task<IReadOnlyList<string>> RequestsOfAsync(Func<Task<Redemption>> call, DenialReason? expectedDenial)
    {
        Table.Tap.Forget();
        Assert.Equal(expectedDenial, (await call()).Denial);
        return [.. Table.Tap.Operations];
    }
}
