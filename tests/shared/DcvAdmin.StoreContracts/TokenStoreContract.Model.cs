using System;
using System.Linq;
using System.Threading.Tasks;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.StoreContracts;

public abstract partial class TokenStoreContract
{
    /// <summary>How many random sequences the store is compared over, each on fresh storage.</summary>
    protected virtual int ModelSequences => 60;

    /// <summary>Puts what was stored out of reach: the next handle is opened onto fresh storage. Every handle is closed.</summary>
    protected abstract void StartAfresh();

    [Fact]
    public void Any_sequence_of_calls_is_answered_as_by_the_naive_store() =>
        RandomCases.AllSatisfy(StoreOperation.Sequences(handles: 2), CompareAsync, ModelSequences);

    private async Task CompareAsync(StoreOperation[] sequence)
    {
        StartAfresh();
        var handles = await OpenAsync(2);
        var model = new NaiveTokenStore();
        var now = Now;
        for (var step = 0; step < sequence.Length; step++)
        {
            now = now.AddMinutes(sequence[step].MinutesPassed);
            // Every step acts under its own name, so that its audit records can be told from all others.
            await CompareAsync(handles[sequence[step].Handle], model, sequence[step], $"step {step}", now);
        }

        Assert.Equal(model.Find(new TokenFilter(), now), await FindAllAsync(handles[0], new TokenFilter(), now));
        // Records that accompany no write may come later than those of another handle: the set is promised, the order is not.
        var expected = model.Audit.Select(entry => entry.ToString()).Order(StringComparer.Ordinal);
        Assert.Equal(expected, (await AuditEntriesAsync(handles)).Select(entry => entry.ToString()).Order(StringComparer.Ordinal));
        await AssertIntactAsync(handles[1]);
        foreach (var handle in handles) handle.Dispose();
    }

    private static async Task CompareAsync(StoreHandle handle, NaiveTokenStore model, StoreOperation operation, string actor, DateTimeOffset now)
    {
        switch (operation)
        {
            case StoreOperation.Put put:
                var grants = put.Grants.Select(grant => NewGrant(grant, actor, now)).ToArray();
                var failure = await Record.ExceptionAsync(() => handle.Tokens.PutAsync(grants, Cancel));
                if (model.Put(grants)) Assert.Null(failure);
                else Assert.IsType<InvalidOperationException>(failure);
                break;

            case StoreOperation.Redeem redeem:
                var context = new RedemptionContext(redeem.Session, ClientAddress.Parse(redeem.Address), actor, now);
                var hash = StoreOperation.HashOf(redeem.Token);
                Assert.Equal(model.Redeem(hash, context), await handle.Tokens.RedeemAsync(hash, context, Cancel));
                break;

            case StoreOperation.Get get:
                Assert.Equal(model.Get(StoreOperation.HashOf(get.Token)), await handle.Tokens.GetAsync(StoreOperation.HashOf(get.Token), Cancel));
                break;

            case StoreOperation.Find find:
                var filter = new TokenFilter { Id = find.Token is { } token ? StoreOperation.HashOf(token).ToGrantId() : null, UserName = find.User, Label = find.Label, State = find.State };
                Assert.Equal(model.Find(filter, now), await FindAllAsync(handle, filter, now, find.PageSize));
                break;

            case StoreOperation.Revoke revoke:
                TokenGrantId[] ids = [.. revoke.Numbers.Select(number => StoreOperation.HashOf(number).ToGrantId())];
                Assert.Equal(model.Revoke(ids, actor, now), await handle.Tokens.RevokeAsync(ids, actor, now, Cancel));
                break;

            case StoreOperation.Purge purge:
                var expiredBefore = now.AddMinutes(-purge.MinutesAgo);
                Assert.Equal(model.Purge(expiredBefore, actor, now), await handle.Tokens.PurgeAsync(expiredBefore, actor, now, Cancel));
                break;

            default:
                throw new InvalidOperationException($"The model does not know {operation}.");
        }
    }

    private static TokenGrant NewGrant(StoreOperation.NewGrant grant, string actor, DateTimeOffset now) => new()
    {
        Hash = StoreOperation.HashOf(grant.Token),
        SessionId = "console",
        UserName = grant.User,
        IssuedAt = now,
        NotBefore = now.AddMinutes(grant.ValidFrom),
        ExpiresAt = now.AddMinutes(grant.ValidFrom + grant.ValidFor),
        UsePolicy = grant.Policy,
        Label = grant.Label,
        Issuer = actor,
    };
}
