using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Tokens;

namespace DcvAdmin.StoreContracts;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task A_purge_removes_what_expired_before_the_instant_and_nothing_else()
    {
        var handles = await OpenAsync(2);
        var limit = Now.AddDays(-1);
        TokenGrant Expiring(double milliseconds, TokenUsePolicy policy = TokenUsePolicy.SingleUse) =>
            Grant(policy) with { IssuedAt = Now.AddDays(-3), NotBefore = Now.AddDays(-2), ExpiresAt = limit.AddMilliseconds(milliseconds) };
        TokenGrant[] gone =
        [
            Expiring(-1), Expiring(-1, TokenUsePolicy.MultiUse), Expiring(-100_000) with { RevokedAt = limit.AddDays(-1) },
            Expiring(-1) with { RedeemedAt = limit.AddDays(-1), BoundClientAddress = "192.0.2.7" },
        ];
        TokenGrant[] kept = [Expiring(0), Expiring(1), Expiring(0) with { RevokedAt = limit.AddDays(-1) }, Grant()];
        await handles[0].Tokens.PutAsync([.. gone.Zip(kept).SelectMany(pair => new[] { pair.First, pair.Second })], Cancel);

        Assert.Equal(gone.Length, await handles[1].Tokens.PurgeAsync(limit, Admin, Now, Cancel));

        Assert.Equal(kept, await FindAllAsync(handles[0], new TokenFilter(), Now));
        foreach (var grant in gone)
        {
            Assert.Null(await handles[0].Tokens.GetAsync(grant.Hash, Cancel));
            Assert.Empty(await FindAllAsync(handles[0], new TokenFilter { Id = grant.Id }, Now));
            Assert.Equal(DenialReason.Unknown, (await handles[0].Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel)).Denial);
            Assert.Equal(RevocationOutcome.NotFound, (await handles[0].Tokens.RevokeAsync([grant.Id], Admin, Now, Cancel))[0].Outcome);
        }

        Assert.Equal(0, await handles[0].Tokens.PurgeAsync(limit, Admin, Now, Cancel));
    }

    [Fact]
    public async Task A_purge_is_recorded_and_the_records_of_the_removed_grants_stay()
    {
        var handle = await OpenAsync();
        var old = Grants(7).Select(grant => grant with { ExpiresAt = Now.AddDays(-1) }).ToArray();
        await handle.Tokens.PutAsync([.. old, Grant()], Cancel);
        var before = await AuditEntriesAsync(handle);

        await handle.Tokens.PurgeAsync(Now.AddHours(-1), "retention", Now.AddMinutes(3), Cancel);

        var after = await AuditEntriesAsync(handle);
        Assert.Equal(before, after.Take(before.Count));
        Assert.Equal(AuditEntry.Purged(7, Now.AddHours(-1), "retention", Now.AddMinutes(3)), Assert.Single(after.Skip(before.Count)));
        await AssertIntactAsync(handle);
    }

    [Fact]
    public async Task A_purge_that_finds_nothing_removes_nothing()
    {
        var handle = await OpenAsync();
        var grants = Grants(3);
        await handle.Tokens.PutAsync(grants, Cancel);
        Assert.Equal(0, await handle.Tokens.PurgeAsync(Now, Admin, Now, Cancel));
        Assert.Equal(grants, await FindAllAsync(handle, new TokenFilter(), Now));
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(2500)]
    public async Task A_purge_of_many_grants_counts_and_records_all_of_them(int count)
    {
        var handles = await OpenAsync(2);
        var kept = Grants(50);
        var old = Grants(count).Select((grant, i) => grant with { ExpiresAt = Now.AddDays(-1).AddMilliseconds(-i) });
        await handles[0].Tokens.PutAsync([.. kept.Take(25), .. old, .. kept.Skip(25)], Cancel);

        Assert.Equal(count, await handles[1].Tokens.PurgeAsync(Now, Admin, Now, Cancel));

        Assert.Equal(kept, await FindAllAsync(handles[0], new TokenFilter(), Now));
        var purges = (await AuditEntriesAsync(handles)).Where(entry => entry.Event == AuditEvent.GrantsPurged);
        Assert.Equal(count, purges.Sum(entry => int.Parse(entry.Detail!.Split(' ')[0], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Purges_that_race_count_every_grant_once()
    {
        var handles = await OpenAsync(2);
        await handles[0].Tokens.PutAsync([.. Grants(ManyGrants).Select(grant => grant with { ExpiresAt = Now.AddDays(-1) })], Cancel);

        var counts = await RaceAsync(4, caller => handles[caller % 2].Tokens.PurgeAsync(Now, Admin, Now, Cancel));

        Assert.Equal(ManyGrants, counts.Sum());
        Assert.Empty(await FindAllAsync(handles[1], new TokenFilter(), Now));
        await AssertIntactAsync(handles[0]);
    }
}
