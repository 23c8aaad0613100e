using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using DcvAdmin.Tokens;

namespace DcvAdmin.StoreContracts;

public abstract partial class TokenStoreContract
{
    /// <summary>More grants than any store reads at one go.</summary>
    protected virtual int ManyGrants => 2_500;

    [Fact]
    public async Task An_empty_store_has_one_empty_page()
    {
        var handle = await OpenAsync();
        Assert.Empty(await FindAllAsync(handle, new TokenFilter(), Now));
    }

    [Fact]
    public async Task Grants_are_listed_in_the_order_in_which_they_were_put()
    {
        var handles = await OpenAsync(2);
        var expected = new List<TokenGrant>();
        for (var i = 0; i < 12; i++)
        {
            // Later ones are issued earlier by their clock: the order is that of the store.
            var grants = Grants(3).Select(grant => grant with { IssuedAt = Now.AddMinutes(-i) }).ToArray();
            await handles[i % 2].Tokens.PutAsync(grants, Cancel);
            expected.AddRange(grants);
        }

        Assert.Equal(expected.Select(grant => grant.Id), (await FindAllAsync(handles[0], new TokenFilter(), Now)).Select(grant => grant.Id));
    }

    [Fact]
    public async Task An_id_finds_its_grant_and_not_the_neighbours()
    {
        var handle = await OpenAsync();
        var grants = new[] { (0xFF, 0x00, 0xFF), (0xFF, 0x01, 0x00), (0xFF, 0x7F, 0xFF), (0xFF, 0x80, 0x00), (0xFF, 0xFE, 0xFF), (0xFF, 0xFF, 0xFF), (0x00, 0x00, 0x00), (0x00, 0x02, 0xFF) }
            .Select(bytes => Grant() with { Hash = HashOf(bytes.Item1, bytes.Item2, bytes.Item3) })
            .ToArray();
        await handle.Tokens.PutAsync(grants, Cancel);

        foreach (var grant in grants)
        {
            Assert.Equal([grant], await FindAllAsync(handle, new TokenFilter { Id = grant.Id }, Now));
            Assert.Equal(grant, Assert.Single(await handle.Tokens.RevokeAsync([grant.Id], Admin, Now, Cancel)).Grant! with { RevokedAt = null });
        }

        Assert.Empty(await FindAllAsync(handle, new TokenFilter { Id = TokenGrantId.Parse("0000000000000001") }, Now));
    }

    [Theory]
    [InlineData("alice", "ALICE", true)]
    [InlineData("ALICE", "alice", true)]
    [InlineData(@"CORP\Jürgen", @"corp\JÜRGEN", true)]
    [InlineData("Ωμέγα", "ωΜΈΓΑ", true)]
    [InlineData("ДМИТРИЙ", "дмитрий", true)]
    [InlineData("Jurgen", "Jürgen", false)]
    [InlineData("alice", "alic", false)]
    [InlineData("alice", "alice ", false)]
    [InlineData("alice", "a%", false)]
    [InlineData("alice", "_lice", false)]
    [InlineData("alice", "*", false)]
    [InlineData("100%", "100%", true)]
    public async Task User_and_label_are_found_whatever_their_case(string stored, string asked, bool isFound)
    {
        var handle = await OpenAsync();
        var byUser = Grant() with { UserName = stored };
        var byLabel = Grant() with { UserName = "nobody", Label = stored };
        await handle.Tokens.PutAsync([byUser, byLabel, Grant() with { UserName = "nobody", Label = "else" }], Cancel);

        Assert.Equal(isFound ? [byUser] : [], await FindAllAsync(handle, new TokenFilter { UserName = asked }, Now));
        Assert.Equal(isFound ? [byLabel] : [], await FindAllAsync(handle, new TokenFilter { Label = asked }, Now));
    }

    [Fact]
    public async Task A_session_is_found_by_its_exact_name()
    {
        var handle = await OpenAsync();
        var grants = new[] { "console", "Console", "console2", "CONSOLE" }.Select(session => Grant() with { SessionId = session }).ToArray();
        await handle.Tokens.PutAsync(grants, Cancel);

        Assert.Equal([grants[1]], await FindAllAsync(handle, new TokenFilter { SessionId = "Console" }, Now));
        Assert.Empty(await FindAllAsync(handle, new TokenFilter { SessionId = "cOnsole" }, Now));
    }

    [Fact]
    public async Task A_state_is_judged_at_the_instant_of_the_call()
    {
        var handle = await OpenAsync();
        TokenGrant[] grants =
        [
            Grant() with { NotBefore = Now.AddMinutes(10) },
            Grant() with { RedeemedAt = Now, BoundClientAddress = "192.0.2.7" },
            Grant(TokenUsePolicy.SingleClient) with { RedeemedAt = Now, BoundClientAddress = "192.0.2.7" },
            Grant(TokenUsePolicy.MultiUse) with { ExpiresAt = Now.AddMinutes(10) },
            Grant() with { RevokedAt = Now },
            Grant(),
        ];
        await handle.Tokens.PutAsync(grants, Cancel);

        foreach (var now in new[] { Now, Now.AddMinutes(10).AddMilliseconds(-1), Now.AddMinutes(10), Now.AddHours(1) })
        {
            foreach (var state in Enum.GetValues<TokenGrantState>())
                Assert.Equal(grants.Where(grant => grant.StateAt(now) == state), await FindAllAsync(handle, new TokenFilter { State = state }, now));
        }
    }

    [Fact]
    public async Task All_conditions_of_a_filter_must_hold()
    {
        var handle = await OpenAsync();
        var grants = (from user in new[] { "alice", "Bob" }
                      from session in new[] { "console", "s-2" }
                      from label in new[] { null, "class 7", "Class 8" }
                      from revoked in new DateTimeOffset?[] { null, Now }
                      select Grant() with { UserName = user, SessionId = session, Label = label, RevokedAt = revoked }).ToArray();
        await handle.Tokens.PutAsync(grants, Cancel);

        foreach (var user in new[] { null, "ALICE", "bob", "carol" })
        {
            foreach (var session in new[] { null, "console", "s-2", "s-3" })
            {
                foreach (var label in new[] { null, "CLASS 7", "class 8", "class 9" })
                {
                    foreach (var state in new TokenGrantState?[] { null, TokenGrantState.Active, TokenGrantState.Revoked })
                    {
                        foreach (var id in new[] { null, grants[0].Id, grants[^1].Id })
                        {
                            var filter = new TokenFilter { Id = id, UserName = user, SessionId = session, Label = label, State = state };
                            Assert.Equal(grants.Where(grant => filter.Matches(grant, Now)), await FindAllAsync(handle, filter, Now));
                        }
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(29)]
    [InlineData(30)]
    [InlineData(31)]
    public async Task Pages_of_any_size_hold_every_grant_once_and_in_order(int pageSize)
    {
        var handle = await OpenAsync();
        var grants = Enumerable.Range(0, 60).Select(i => Grant() with { UserName = i % 2 == 0 ? "alice" : "bob", RevokedAt = i % 3 == 0 ? Now : null }).ToArray();
        await handle.Tokens.PutAsync(grants, Cancel);

        foreach (var filter in new[] { new TokenFilter(), new TokenFilter { UserName = "alice" }, new TokenFilter { State = TokenGrantState.Active }, new TokenFilter { UserName = "bob", State = TokenGrantState.Revoked } })
            Assert.Equal(grants.Where(grant => filter.Matches(grant, Now)), await FindAllAsync(handle, filter, Now, pageSize));
    }

    [Fact]
    public async Task A_rare_state_is_found_among_many_grants()
    {
        var handle = await OpenAsync();
        var grants = Grants(ManyGrants);
        foreach (var place in new[] { 0, 1_234, ManyGrants - 1 }) grants[place] = grants[place] with { RevokedAt = Now };
        await handle.Tokens.PutAsync(grants, Cancel);

        var found = await FindAllAsync(handle, new TokenFilter { State = TokenGrantState.Revoked }, Now, pageSize: 2);

        Assert.Equal([grants[0], grants[1_234], grants[^1]], found);
    }

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1001)]
    [InlineData(int.MaxValue)]
    public async Task A_page_of_no_or_too_many_grants_is_refused(int pageSize)
    {
        var handle = await OpenAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => handle.Tokens.FindAsync(new TokenFilter(), Now, null, pageSize, Cancel));
    }

    [Fact]
    public async Task The_largest_page_is_a_thousand_grants()
    {
        var handle = await OpenAsync();
        var grants = Grants(1001);
        await handle.Tokens.PutAsync(grants, Cancel);
        Assert.Equal(grants, await FindAllAsync(handle, new TokenFilter(), Now, pageSize: 1000));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("next")]
    [InlineData("-1")]
    [InlineData("1; DROP TABLE token_grants")]
    [InlineData("99999999999999999999999999")]
    public async Task A_cursor_that_no_page_ended_with_is_refused(string cursor)
    {
        var handle = await OpenAsync();
        await handle.Tokens.PutAsync([Grant()], Cancel);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => handle.Tokens.FindAsync(new TokenFilter(), Now, cursor, 10, Cancel));
    }

    [Fact]
    public async Task A_cursor_stays_right_while_grants_are_put_and_purged()
    {
        var handles = await OpenAsync(2);
        // Every third is long expired: a purge takes it away before, behind and at the cursor.
        var grants = Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? Grant() with { IssuedAt = Now.AddDays(-2), ExpiresAt = Now.AddDays(-1) } : Grant()).ToArray();
        await handles[0].Tokens.PutAsync(grants, Cancel);
        var added = Grants(20);

        var found = new List<TokenGrant>();
        string? cursor = null;
        var page = 0;
        do
        {
            var next = await handles[page % 2].Tokens.FindAsync(new TokenFilter(), Now, cursor, 7, Cancel);
            found.AddRange(next.Items);
            cursor = next.NextCursor;
            if (page == 2) Assert.Equal(20, await handles[1].Tokens.PurgeAsync(Now, Admin, Now, Cancel));
            if (page == 3) await handles[1].Tokens.PutAsync(added, Cancel);
            page++;
        }
        while (cursor is not null);

        Assert.Equal(found.Count, found.Distinct().Count());
        var expected = grants.Take(21).Concat(grants.Skip(21).Where(grant => grant.ExpiresAt > Now)).Concat(added).ToArray();
        Assert.Equal(expected, found);
    }

    [Fact]
    public async Task A_purge_of_everything_behind_the_cursor_leaves_it_usable()
    {
        var handle = await OpenAsync();
        var old = Grants(10).Select(grant => grant with { ExpiresAt = Now.AddDays(-1) }).ToArray();
        var first = Grants(1);
        await handle.Tokens.PutAsync([.. first, .. old], Cancel);
        var page = await handle.Tokens.FindAsync(new TokenFilter(), Now, null, 10, Cancel);
        await handle.Tokens.PurgeAsync(Now, Admin, Now, Cancel);
        var late = Grants(3);
        await handle.Tokens.PutAsync(late, Cancel);

        var rest = await handle.Tokens.FindAsync(new TokenFilter(), Now, page.NextCursor, 100, Cancel);

        Assert.NotNull(page.NextCursor);
        Assert.Equal(late, rest.Items);
        Assert.Null(rest.NextCursor);
    }

    /// <summary>A hash of chosen bytes: the first nine, the tenth (the last that counts for the id), and the rest.</summary>
    private static TokenHash HashOf(int head, int tenth, int rest)
    {
        var bytes = new byte[TokenHash.Size];
        Array.Fill(bytes, (byte)head, 0, TokenGrantId.PrefixSize - 1);
        bytes[TokenGrantId.PrefixSize - 1] = (byte)tenth;
        Array.Fill(bytes, (byte)rest, TokenGrantId.PrefixSize, TokenHash.Size - TokenGrantId.PrefixSize);
        return TokenHash.FromBytes(bytes);
    }
}
