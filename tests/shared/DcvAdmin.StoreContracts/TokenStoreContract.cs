using System;
using System.Linq;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Tokens;

namespace DcvAdmin.StoreContracts;

/// <summary>Every sentence of <see cref="ITokenStore"/>. A store derives from it and changes nothing.</summary>
public abstract partial class TokenStoreContract : StoreContract
{
    public static TheoryData<string> Names { get; } =
        ["alice", @"CORP\Jürgen", "alice@example.com", "Ωμέγα", "李 小龍", "𝒜lice 👩🏽‍💻", "o'Brien; DROP TABLE--", "e\u0301", "İstanbul ı", "100%_*?[a-z]", "\u202Eevil"];

    [Fact]
    public async Task The_store_under_test_is_the_one_that_the_class_names() =>
        Assert.Equal(NamedImplementation(), (await OpenAsync()).Tokens.GetType());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_grant_comes_back_with_every_name_as_it_was_put(string name)
    {
        var handles = await OpenAsync(2);
        var grant = Grant() with { SessionId = name, UserName = name, Label = name, Issuer = name };

        await handles[0].Tokens.PutAsync([grant], Cancel);

        Assert.Equal(grant, await handles[0].Tokens.GetAsync(grant.Hash, Cancel));
        Assert.Equal(grant, await handles[1].Tokens.GetAsync(grant.Hash, Cancel));
    }

    [Fact]
    public async Task A_grant_comes_back_with_every_instant_to_the_millisecond()
    {
        var handles = await OpenAsync(2);
        var plain = Grant();
        TokenGrant[] grants =
        [
            plain,
            Grant(TokenUsePolicy.MultiUse) with { NotBefore = Now.AddDays(365).AddMilliseconds(1), ExpiresAt = Now.AddDays(395).AddMilliseconds(999) },
            Grant(TokenUsePolicy.SingleClient) with { RedeemedAt = Now.AddMilliseconds(7), BoundClientAddress = "2001:db8::1" },
            Grant(TokenUsePolicy.SingleClient) with { RedeemedAt = Now, BoundClientAddress = string.Empty },
            Grant() with { RevokedAt = Now.AddMilliseconds(1), Label = "class 7" },
            Grant() with { IssuedAt = DateTimeOffset.UnixEpoch, NotBefore = DateTimeOffset.UnixEpoch, ExpiresAt = new DateTimeOffset(9999, 12, 31, 23, 59, 59, 999, TimeSpan.Zero) },
        ];

        await handles[0].Tokens.PutAsync(grants, Cancel);

        foreach (var grant in grants) Assert.Equal(grant, await handles[1].Tokens.GetAsync(grant.Hash, Cancel));
        Assert.Equal(grants, await FindAllAsync(handles[1], new TokenFilter(), Now));
        // Null and empty are different answers to "bound to which address?".
        Assert.Null((await handles[1].Tokens.GetAsync(plain.Hash, Cancel))!.BoundClientAddress);
        Assert.Equal(string.Empty, (await handles[1].Tokens.GetAsync(grants[3].Hash, Cancel))!.BoundClientAddress);
    }

    [Fact]
    public async Task A_token_that_was_not_put_has_no_grant()
    {
        var handle = await OpenAsync();
        await handle.Tokens.PutAsync([Grant()], Cancel);
        Assert.Null(await handle.Tokens.GetAsync(TokenHash.Compute("another"), Cancel));
    }

    [Fact]
    public async Task Putting_nothing_writes_nothing()
    {
        var handle = await OpenAsync();
        await handle.Tokens.PutAsync([], Cancel);
        Assert.Empty(await AuditEntriesAsync(handle));
    }

    [Fact]
    public async Task The_largest_batch_is_stored_whole()
    {
        var handles = await OpenAsync(2);
        var grants = Grants(TokenAuthenticator.MaximumBatch);

        await handles[0].Tokens.PutAsync(grants, Cancel);

        Assert.Equal(grants, await FindAllAsync(handles[1], new TokenFilter(), Now));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(29)]
    public async Task A_batch_with_one_stored_grant_is_refused_whole(int place)
    {
        var handles = await OpenAsync(2);
        var stored = Grant();
        await handles[0].Tokens.PutAsync([stored], Cancel);
        var batch = Grants(30);
        batch[place] = batch[place] with { Hash = stored.Hash };

        foreach (var handle in handles)
            await Assert.ThrowsAsync<InvalidOperationException>(() => handle.Tokens.PutAsync(batch, Cancel));

        Assert.Equal([stored], await FindAllAsync(handles[1], new TokenFilter(), Now));
        Assert.Single(await AuditEntriesAsync(handles));
    }

    [Fact]
    public async Task A_batch_that_names_one_token_twice_is_refused_whole()
    {
        var handle = await OpenAsync();
        var batch = Grants(3);
        batch[2] = batch[2] with { Hash = batch[0].Hash };

        await Assert.ThrowsAsync<InvalidOperationException>(() => handle.Tokens.PutAsync(batch, Cancel));

        Assert.Empty(await FindAllAsync(handle, new TokenFilter(), Now));
        Assert.Empty(await AuditEntriesAsync(handle));
    }

    [Fact]
    public async Task Of_callers_who_put_the_same_grant_one_succeeds()
    {
        var handles = await OpenAsync(2);
        for (var round = 0; round < 20; round++)
        {
            var contested = Grant();
            var batches = Enumerable.Range(0, 6).Select(_ => new[] { Grant(), contested }).ToArray();

            var succeeded = await RaceAsync(batches.Length, async caller =>
            {
                try
                {
                    await handles[caller % handles.Length].Tokens.PutAsync(batches[caller], Cancel);
                    return true;
                }
                catch (InvalidOperationException)
                {
                    return false;
                }
            });

            Assert.Equal(1, succeeded.Count(yes => yes));
            for (var caller = 0; caller < batches.Length; caller++)
                Assert.Equal(succeeded[caller], await handles[0].Tokens.GetAsync(batches[caller][0].Hash, Cancel) is not null);
        }

        Assert.Equal(40, (await AuditEntriesAsync(handles)).Count(entry => entry.Event == AuditEvent.TokenIssued));
    }

    [Fact]
    public async Task Batches_put_at_the_same_time_are_all_there()
    {
        var handles = await OpenAsync(3);
        var batches = Enumerable.Range(0, 9).Select(_ => Grants(25)).ToArray();

        await RaceAsync(batches.Length, async caller =>
        {
            await handles[caller % handles.Length].Tokens.PutAsync(batches[caller], Cancel);
            return true;
        });

        var found = await FindAllAsync(handles[0], new TokenFilter(), Now);
        Assert.Equal(batches.Sum(batch => batch.Length), found.Count);
        Assert.Equal(batches.SelectMany(batch => batch).ToHashSet(), found.ToHashSet());
    }

    [Fact]
    public async Task What_was_put_outlives_its_handle()
    {
        var first = await OpenAsync();
        var grants = Grants(10);
        await first.Tokens.PutAsync(grants, Cancel);
        first.Dispose();

        var second = await OpenAsync();

        Assert.Equal(grants, await FindAllAsync(second, new TokenFilter(), Now));
        await AssertIntactAsync(second);
    }
}
