using System;
using System.Linq;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Tokens;

namespace DcvAdmin.StoreContracts;

public abstract partial class TokenStoreContract
{
    public static TheoryData<TokenUsePolicy> Policies { get; } = [TokenUsePolicy.SingleClient, TokenUsePolicy.SingleUse, TokenUsePolicy.MultiUse];

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task A_redemption_does_what_the_rules_say(TokenUsePolicy policy)
    {
        var handles = await OpenAsync(2);
        TokenGrant[] grants =
        [
            Grant(policy),
            Grant(policy) with { NotBefore = Now.AddMinutes(5) },
            Grant(policy) with { ExpiresAt = Now.AddMinutes(5) },
            Grant(policy) with { RevokedAt = Now },
            Grant(policy) with { RedeemedAt = Now, BoundClientAddress = "192.0.2.7" },
            Grant(policy) with { RedeemedAt = Now, BoundClientAddress = string.Empty },
            Grant(policy) with { SessionId = "Console" },
        ];
        RedemptionContext[] attempts =
        [
            Attempt(), Attempt(session: "other"), Attempt(session: "Console"), Attempt(session: "console "), Attempt(address: "192.0.2.8"), Attempt(address: null),
            .. new[] { Now.AddMilliseconds(-1), Now, Now.AddMinutes(5).AddMilliseconds(-1), Now.AddMinutes(5), Now.AddHours(1).AddMilliseconds(-1), Now.AddHours(1) }.Select(at => Attempt(at: at)),
        ];

        foreach (var pattern in grants)
        {
            foreach (var attempt in attempts)
            {
                var grant = pattern with { Hash = Grant().Hash };
                await handles[0].Tokens.PutAsync([grant], Cancel);
                var decision = RedemptionRules.Decide(grant, attempt);
                var expected = decision.Update ?? grant;

                var redemption = await handles[0].Tokens.RedeemAsync(grant.Hash, attempt, Cancel);

                Assert.Equal(new Redemption(expected, decision.Denial), redemption);
                Assert.Equal(decision.IsGranted, redemption.IsGranted);
                Assert.Equal(expected, await handles[1].Tokens.GetAsync(grant.Hash, Cancel));
            }
        }
    }

    [Fact]
    public async Task A_token_that_no_grant_has_is_unknown()
    {
        var handle = await OpenAsync();
        var redemption = await handle.Tokens.RedeemAsync(TokenHash.Compute("never issued"), Attempt(), Cancel);
        Assert.Equal(new Redemption(null, DenialReason.Unknown), redemption);
    }

    [Fact]
    public async Task A_multi_use_token_is_granted_to_everyone_and_stays_as_it_was()
    {
        var handles = await OpenAsync(2);
        var grant = Grant(TokenUsePolicy.MultiUse);
        await handles[0].Tokens.PutAsync([grant], Cancel);

        for (var i = 0; i < 20; i++)
        {
            var redemption = await handles[i % 2].Tokens.RedeemAsync(grant.Hash, Attempt(address: $"192.0.2.{i}"), Cancel);
            Assert.Equal(new Redemption(grant, null), redemption);
        }

        Assert.Equal(grant, await handles[0].Tokens.GetAsync(grant.Hash, Cancel));
    }

    [Fact]
    public async Task A_single_client_token_keeps_its_first_client_and_its_first_instant()
    {
        var handles = await OpenAsync(2);
        var grant = Grant(TokenUsePolicy.SingleClient);
        await handles[0].Tokens.PutAsync([grant], Cancel);
        var bound = grant with { RedeemedAt = Now.AddMinutes(1), BoundClientAddress = "2001:db8::1" };

        Assert.Equal(new Redemption(bound, null), await handles[0].Tokens.RedeemAsync(grant.Hash, Attempt(address: "2001:db8::1"), Cancel));
        Assert.Equal(new Redemption(bound, null), await handles[1].Tokens.RedeemAsync(grant.Hash, Attempt(address: "2001:DB8:0::1", at: Now.AddMinutes(2)), Cancel));
        Assert.Equal(new Redemption(bound, DenialReason.WrongClient), await handles[1].Tokens.RedeemAsync(grant.Hash, Attempt(address: "2001:db8::2", at: Now.AddMinutes(3)), Cancel));
        Assert.Equal(new Redemption(bound, DenialReason.WrongClient), await handles[0].Tokens.RedeemAsync(grant.Hash, Attempt(address: null, at: Now.AddMinutes(3)), Cancel));
        Assert.Equal(bound, await handles[0].Tokens.GetAsync(grant.Hash, Cancel));
    }

    [Fact]
    public async Task A_single_client_token_binds_to_the_absence_of_an_address_too()
    {
        var handles = await OpenAsync(2);
        var grant = Grant(TokenUsePolicy.SingleClient);
        await handles[0].Tokens.PutAsync([grant], Cancel);

        Assert.True((await handles[0].Tokens.RedeemAsync(grant.Hash, Attempt(address: null), Cancel)).IsGranted);
        Assert.Equal(DenialReason.WrongClient, (await handles[1].Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel)).Denial);
        Assert.True((await handles[1].Tokens.RedeemAsync(grant.Hash, Attempt(address: " "), Cancel)).IsGranted);
    }

    [Fact]
    public async Task Of_all_who_race_for_a_single_use_token_exactly_one_gets_a_yes()
    {
        var handles = await OpenAsync(3);
        var grants = Grants(40);
        await handles[0].Tokens.PutAsync(grants, Cancel);

        foreach (var grant in grants)
        {
            var redemptions = await RaceAsync(9, caller => handles[caller % handles.Length].Tokens.RedeemAsync(
                grant.Hash, Attempt(address: $"192.0.2.{caller}"), Cancel));

            var winner = Assert.Single(Enumerable.Range(0, redemptions.Length), caller => redemptions[caller].IsGranted);
            Assert.All(redemptions.Where(redemption => !redemption.IsGranted), redemption => Assert.Equal(DenialReason.UsedUp, redemption.Denial));
            Assert.Equal($"192.0.2.{winner}", (await handles[0].Tokens.GetAsync(grant.Hash, Cancel))!.BoundClientAddress);
        }

        var entries = await AuditEntriesAsync(handles);
        var yes = entries.Where(entry => entry.Event == AuditEvent.TokenGranted).Select(entry => entry.GrantId!).ToArray();
        Assert.Equal(grants.Length, yes.Length);
        Assert.Equal(grants.Select(grant => grant.Id).ToHashSet(), yes.ToHashSet());
        Assert.Equal(grants.Length * 8, entries.Count(entry => entry.Denial == DenialReason.UsedUp));
        await AssertIntactAsync(handles[0]);
    }

    [Fact]
    public async Task Of_all_who_race_for_a_single_client_token_exactly_one_address_gets_in()
    {
        var handles = await OpenAsync(3);
        var grants = Grants(40, TokenUsePolicy.SingleClient);
        await handles[0].Tokens.PutAsync(grants, Cancel);

        foreach (var grant in grants)
        {
            // Three callers from each of three addresses.
            var redemptions = await RaceAsync(9, caller => handles[caller % handles.Length].Tokens.RedeemAsync(
                grant.Hash, Attempt(address: $"192.0.2.{caller / 3}"), Cancel));

            var bound = (await handles[1].Tokens.GetAsync(grant.Hash, Cancel))!.BoundClientAddress;
            for (var caller = 0; caller < redemptions.Length; caller++)
                Assert.Equal($"192.0.2.{caller / 3}" == bound ? null : DenialReason.WrongClient, redemptions[caller].Denial);
            Assert.Equal(3, redemptions.Count(redemption => redemption.IsGranted));
        }
    }

    [Fact]
    public async Task A_revocation_that_races_a_redemption_loses_neither()
    {
        var handles = await OpenAsync(2);
        var grants = Grants(60);
        await handles[0].Tokens.PutAsync(grants, Cancel);

        for (var round = 0; round < grants.Length; round++)
        {
            var grant = grants[round];
            Redemption? redemption = null;
            await RaceAsync(2, async caller =>
            {
                if (caller == round % 2) redemption = await handles[0].Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel);
                else Assert.Equal(RevocationOutcome.Revoked, Assert.Single(await handles[1].Tokens.RevokeAsync([grant.Id], Admin, Now, Cancel)).Outcome);
                return true;
            });

            var stored = (await handles[0].Tokens.GetAsync(grant.Hash, Cancel))!;
            Assert.NotNull(stored.RevokedAt);
            Assert.Equal(redemption!.IsGranted, stored.RedeemedAt is not null);
            Assert.Contains(redemption.Denial, new DenialReason?[] { null, DenialReason.Revoked });
        }
    }

    [Fact]
    public async Task A_revocation_is_seen_by_the_next_redemption_on_any_handle()
    {
        var handles = await OpenAsync(3);
        foreach (var policy in new[] { TokenUsePolicy.MultiUse, TokenUsePolicy.SingleClient })
        {
            for (var round = 0; round < 30; round++)
            {
                var grant = Grant(policy);
                await handles[round % 3].Tokens.PutAsync([grant], Cancel);
                foreach (var handle in handles) Assert.True((await handle.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel)).IsGranted);

                await handles[(round + 1) % 3].Tokens.RevokeAsync([grant.Id], Admin, Now.AddMinutes(2), Cancel);

                foreach (var handle in handles) Assert.Equal(DenialReason.Revoked, (await handle.Tokens.RedeemAsync(grant.Hash, Attempt(at: Now.AddMinutes(3)), Cancel)).Denial);
            }
        }
    }

    [Fact]
    public async Task After_a_first_yes_every_handle_knows_that_the_token_is_used_up()
    {
        var handles = await OpenAsync(3);
        for (var round = 0; round < 30; round++)
        {
            var grant = Grant();
            await handles[round % 3].Tokens.PutAsync([grant], Cancel);
            Assert.True((await handles[(round + 1) % 3].Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel)).IsGranted);
            foreach (var handle in handles) Assert.Equal(DenialReason.UsedUp, (await handle.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel)).Denial);
        }
    }

    [Fact]
    public async Task A_redemption_outlives_its_handle()
    {
        var first = await OpenAsync();
        var grant = Grant();
        await first.Tokens.PutAsync([grant], Cancel);
        Assert.True((await first.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel)).IsGranted);
        first.Dispose();

        var second = await OpenAsync();

        Assert.Equal(DenialReason.UsedUp, (await second.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel)).Denial);
    }
}
