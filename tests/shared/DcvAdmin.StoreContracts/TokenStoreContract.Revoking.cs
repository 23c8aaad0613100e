using System.Linq;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Tokens;

namespace DcvAdmin.StoreContracts;

public abstract partial class TokenStoreContract
{
    /// <summary>As many ids as one call may name; fewer where an emulator stands for the engine and takes minutes for what the engine does in seconds.</summary>
    protected virtual int LargestRevocation => TokenAuthenticator.MaximumBatch;

    [Fact]
    public async Task Revocations_are_answered_one_by_one_in_the_order_of_the_ids()
    {
        var handles = await OpenAsync(2);
        var before = Grant() with { RevokedAt = Now.AddMinutes(-1) };
        var used = Grant() with { RedeemedAt = Now, BoundClientAddress = string.Empty };
        var fresh = Grant(TokenUsePolicy.MultiUse);
        await handles[0].Tokens.PutAsync([before, used, fresh], Cancel);
        var unknown = TokenHash.Compute("never issued").ToGrantId();

        var results = await handles[0].Tokens.RevokeAsync([fresh.Id, unknown, before.Id, fresh.Id, used.Id], Admin, Now.AddMinutes(1), Cancel);

        Assert.Equal(
            [
                new RevocationResult(fresh.Id, RevocationOutcome.Revoked, fresh with { RevokedAt = Now.AddMinutes(1) }),
                new RevocationResult(unknown, RevocationOutcome.NotFound, null),
                new RevocationResult(before.Id, RevocationOutcome.AlreadyRevoked, before),
                new RevocationResult(fresh.Id, RevocationOutcome.AlreadyRevoked, fresh with { RevokedAt = Now.AddMinutes(1) }),
                new RevocationResult(used.Id, RevocationOutcome.Revoked, used with { RevokedAt = Now.AddMinutes(1) }),
            ],
            results);
        Assert.Equal([before, used with { RevokedAt = Now.AddMinutes(1) }, fresh with { RevokedAt = Now.AddMinutes(1) }], await FindAllAsync(handles[1], new TokenFilter(), Now));
        Assert.Equal([fresh.Id, used.Id], (await AuditEntriesAsync(handles)).Where(entry => entry.Event == AuditEvent.TokenRevoked).Select(entry => entry.GrantId));
    }

    [Fact]
    public async Task A_second_revocation_keeps_the_instant_of_the_first()
    {
        var handles = await OpenAsync(2);
        var grant = Grant();
        await handles[0].Tokens.PutAsync([grant], Cancel);
        await handles[0].Tokens.RevokeAsync([grant.Id], Admin, Now, Cancel);

        var again = Assert.Single(await handles[1].Tokens.RevokeAsync([grant.Id], "another admin", Now.AddMinutes(5), Cancel));

        Assert.Equal(new RevocationResult(grant.Id, RevocationOutcome.AlreadyRevoked, grant with { RevokedAt = Now }), again);
        Assert.Equal(grant with { RevokedAt = Now }, await handles[0].Tokens.GetAsync(grant.Hash, Cancel));
    }

    [Fact]
    public async Task Revoking_nothing_answers_nothing()
    {
        var handle = await OpenAsync();
        Assert.Empty(await handle.Tokens.RevokeAsync([], Admin, Now, Cancel));
        Assert.Empty(await AuditEntriesAsync(handle));
    }

    [Fact]
    public async Task Of_all_who_race_to_revoke_a_grant_one_does_it()
    {
        var handles = await OpenAsync(2);
        var grants = Grants(30);
        await handles[0].Tokens.PutAsync(grants, Cancel);

        foreach (var grant in grants)
        {
            var results = await RaceAsync(4, caller => handles[caller % 2].Tokens.RevokeAsync([grant.Id], $"admin {caller}", Now.AddMilliseconds(caller), Cancel));

            var winner = Assert.Single(Enumerable.Range(0, 4), caller => results[caller][0].Outcome == RevocationOutcome.Revoked);
            Assert.All(results, result => Assert.Equal(Now.AddMilliseconds(winner), result[0].Grant!.RevokedAt));
        }

        Assert.Equal(grants.Length, (await AuditEntriesAsync(handles)).Count(entry => entry.Event == AuditEvent.TokenRevoked));
    }

    [Fact]
    public async Task The_largest_batch_of_ids_is_revoked_whole()
    {
        var handles = await OpenAsync(2);
        var grants = Grants(LargestRevocation);
        await handles[0].Tokens.PutAsync(grants, Cancel);

        var results = await handles[1].Tokens.RevokeAsync([.. grants.Select(grant => grant.Id)], Admin, Now, Cancel);

        Assert.Equal(grants.Select(grant => grant.Id), results.Select(result => result.Id));
        Assert.All(results, result => Assert.Equal(RevocationOutcome.Revoked, result.Outcome));
        Assert.Equal(grants.Length, (await FindAllAsync(handles[0], new TokenFilter { State = TokenGrantState.Revoked }, Now)).Count);
    }
}
