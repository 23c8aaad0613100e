using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.StoreContracts;

/// <summary>Every sentence of <see cref="ITokenAdministration"/>: an admin must not notice whether a store of this machine or a broker does the work.</summary>
public abstract class TokenAdministrationContract
{
    private const string Verifier = "10.0.0.5";

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens fresh storage; called once in a test. The subclass disposes of it with itself.</summary>
    protected abstract Task<AdministrationUnderTest> OpenAsync(CancellationToken cancellationToken);

    [Fact]
    public async Task A_mixed_batch_is_answered_in_the_order_of_the_requests()
    {
        var (tokens, _, authenticator, audit) = await OpenAsync(Cancel);
        TokenRequest[] requests =
        [
            Request("alice"), Request(string.Empty), Request("bob") with { Lifetime = TimeSpan.FromSeconds(9) }, Request("carol"),
            Request("dave") with { SessionId = null, TokenLength = 21 }, Request("erin") with { TokenLength = 22 },
        ];

        var results = await tokens.IssueAsync(requests, Cancel);

        Assert.Equal(requests, results.Select(result => result.Request));
        Assert.Equal([true, false, false, true, false, true], results.Select(result => result.Token is not null));
        Assert.Equal([0, 1, 1, 0, 2, 0], results.Select(result => result.Flaws.Count));
        Assert.All(results, result => Assert.Equal(result.Token is null, result.Grant is null));
        Assert.Equal(["alice", "carol", "erin"], results.Where(result => result.Grant is not null).Select(result => result.Grant!.UserName));
        Assert.Equal(22, results[5].Token!.Reveal().Length);
        foreach (var result in results.Where(result => result.Token is not null))
            Assert.Equal(result.Grant!.UserName, (await authenticator.VerifyAsync(Question(result.Token!), Verifier, Cancel)).UserName);
        Assert.Equal(3, (await FindAllAsync(tokens, new TokenFilter())).Count);
        Assert.Equal(3, (await AuditEntriesAsync(audit)).Count(entry => entry.Event == AuditEvent.TokenIssued));
    }

    [Fact]
    public async Task A_batch_of_nothing_but_refusals_issues_nothing()
    {
        var (tokens, _, _, audit) = await OpenAsync(Cancel);
        var results = await tokens.IssueAsync([Request(" alice"), Request("bob") with { Lifetime = TimeSpan.FromDays(31) }], Cancel);
        Assert.All(results, result => Assert.Null(result.Token));
        Assert.All(results, result => Assert.Single(result.Flaws));
        Assert.Empty(await FindAllAsync(tokens, new TokenFilter()));
        Assert.Empty(await AuditEntriesAsync(audit));
    }

    [Fact]
    public async Task Asking_for_no_token_issues_none()
    {
        var (tokens, _, _, audit) = await OpenAsync(Cancel);
        Assert.Empty(await tokens.IssueAsync([], Cancel));
        Assert.Empty(await AuditEntriesAsync(audit));
    }

    [Fact]
    public async Task Every_field_of_a_request_stands_in_the_grant()
    {
        var under = await OpenAsync(Cancel);
        var notBefore = under.Now.AddDays(2).AddMilliseconds(7);
        var request = new TokenRequest
        {
            SessionId = "session <&> ü",
            UserName = @"CORP\Jürgen 👩🏽‍💻",
            Label = "class 7 + 100%",
            Lifetime = TimeSpan.FromMilliseconds(90_500),
            NotBefore = notBefore,
            UsePolicy = TokenUsePolicy.MultiUse,
            TokenLength = 256,
        };

        var result = Assert.Single(await under.Tokens.IssueAsync([request], Cancel));

        var grant = result.Grant!;
        Assert.Equal(256, result.Token!.Reveal().Length);
        Assert.Equal(result.Token.ToHash().ToGrantId(), grant.ToGrantId());
        Assert.Equal(request.SessionId, grant.SessionId);
        Assert.Equal(request.UserName, grant.UserName);
        Assert.Equal(request.Label, grant.Label);
        Assert.Equal(TokenUsePolicy.MultiUse, grant.UsePolicy);
        Assert.Equal(under.Actor, grant.Issuer);
        Assert.Equal(TokenGrantState.NotYetValid, grant.State);
        Assert.Equal(notBefore.ToUnixTimeMilliseconds(), grant.NotBefore.ToUnixTimeMilliseconds());
        Assert.Equal(TimeSpan.FromMilliseconds(90_500), grant.ExpiresAt - grant.NotBefore);
        Assert.True(grant.IssuedAt >= under.Now);
        Assert.Equal(TimeSpan.Zero, grant.IssuedAt.Offset);
        Assert.Null(grant.RedeemedAt);
        Assert.Null(grant.BoundClientAddress);
        Assert.Null(grant.RevokedAt);
        Assert.Equal([grant], await FindAllAsync(under.Tokens, new TokenFilter { Id = grant.ToGrantId() }));
    }

    [Fact]
    public async Task Left_out_fields_take_the_defaults()
    {
        var (tokens, _, _, _) = await OpenAsync(Cancel);
        var result = Assert.Single(await tokens.IssueAsync([new TokenRequest { SessionId = "console", UserName = "alice" }], Cancel));
        Assert.Equal(AuthToken.DefaultLength, result.Token!.Reveal().Length);
        Assert.Equal(TokenUsePolicy.SingleClient, result.Grant!.UsePolicy);
        Assert.Equal(TokenRequestRules.DefaultLifetime, result.Grant.ExpiresAt - result.Grant.NotBefore);
        Assert.Equal(result.Grant.IssuedAt, result.Grant.NotBefore);
        Assert.Equal(TokenGrantState.Active, result.Grant.State);
        Assert.Null(result.Grant.Label);
    }

    [Fact]
    public async Task More_tokens_than_a_batch_holds_are_refused_at_once()
    {
        var (tokens, _, _, audit) = await OpenAsync(Cancel);
        var requests = Enumerable.Repeat(Request("alice"), TokenAuthenticator.MaximumBatch + 1).ToArray();
        Assert.NotNull(await Record.ExceptionAsync(() => tokens.IssueAsync(requests, Cancel)));
        Assert.Empty(await AuditEntriesAsync(audit));
    }

    [Theory]
    [InlineData(TokenUsePolicy.SingleUse)]
    [InlineData(TokenUsePolicy.SingleClient)]
    [InlineData(TokenUsePolicy.MultiUse)]
    public async Task A_test_says_yes_and_redeems_nothing(TokenUsePolicy policy)
    {
        var (tokens, _, authenticator, audit) = await OpenAsync(Cancel);
        var (token, grant) = await IssueAsync(tokens, Request("alice") with { UsePolicy = policy });
        var before = await AuditEntriesAsync(audit);

        for (var i = 0; i < 3; i++)
        {
            var test = await tokens.TestAsync(Question(token, address: $"192.0.2.{i}"), Cancel);
            Assert.True(test.IsGranted);
            Assert.Equal(grant, test.Grant);
        }

        Assert.Equal(before, await AuditEntriesAsync(audit));
        Assert.True((await authenticator.VerifyAsync(Question(token), Verifier, Cancel)).IsGranted);
    }

    [Fact]
    public async Task A_test_tells_why_the_answer_would_be_no()
    {
        var under = await OpenAsync(Cancel);
        var (tokens, _, authenticator, _) = under;
        var (used, _) = await IssueAsync(tokens, Request("used") with { UsePolicy = TokenUsePolicy.SingleUse });
        var (bound, _) = await IssueAsync(tokens, Request("bound"));
        var (early, _) = await IssueAsync(tokens, Request("early") with { NotBefore = under.Now.AddDays(1) });
        var (revoked, revokedGrant) = await IssueAsync(tokens, Request("revoked"));
        foreach (var token in new[] { used, bound }) Assert.True((await authenticator.VerifyAsync(Question(token), Verifier, Cancel)).IsGranted);
        await tokens.RevokeAsync([revokedGrant.ToGrantId()], Cancel);
        (AuthToken Token, string Session, string Address, DenialReason? Denial, string? User)[] questions =
        [
            (used, "console", "192.0.2.7", DenialReason.UsedUp, "used"),
            (bound, "console", "192.0.2.8", DenialReason.WrongClient, "bound"),
            (bound, "console", "192.0.2.7", null, "bound"),
            (bound, "other", "192.0.2.7", DenialReason.WrongSession, "bound"),
            (early, "console", "192.0.2.7", DenialReason.NotYetValid, "early"),
            (revoked, "console", "192.0.2.7", DenialReason.Revoked, "revoked"),
            (AuthToken.FromText("never issued by anyone"), "console", "192.0.2.7", DenialReason.Unknown, null),
        ];

        foreach (var (token, session, address, denial, user) in questions)
        {
            var test = await tokens.TestAsync(Question(token, session, address), Cancel);
            Assert.Equal(denial, test.Denial);
            Assert.Equal(denial is null, test.IsGranted);
            Assert.Equal(user, test.Grant?.UserName);
        }
    }

    [Fact]
    public async Task A_redeemed_grant_shows_when_and_to_whom()
    {
        var (tokens, _, authenticator, _) = await OpenAsync(Cancel);
        var (withAddress, _) = await IssueAsync(tokens, Request("alice"));
        var (withoutAddress, _) = await IssueAsync(tokens, Request("bob"));
        await authenticator.VerifyAsync(Question(withAddress, address: "2001:db8::7"), Verifier, Cancel);
        await authenticator.VerifyAsync(Question(withoutAddress, address: null), Verifier, Cancel);

        var grants = await FindAllAsync(tokens, new TokenFilter());

        Assert.Equal(["2001:db8::7", string.Empty], grants.Select(grant => grant.BoundClientAddress));
        Assert.All(grants, grant => Assert.InRange(grant.RedeemedAt!.Value, grant.IssuedAt, grant.ExpiresAt));
        Assert.Equal(grants[1], (await tokens.TestAsync(Question(withoutAddress, address: null), Cancel)).Grant);
    }

    [Fact]
    public async Task Grants_are_listed_oldest_first_page_by_page()
    {
        var (tokens, _, _, _) = await OpenAsync(Cancel);
        var users = Enumerable.Range(0, 23).Select(i => $"user {i}").ToArray();
        foreach (var part in users.Chunk(10)) await tokens.IssueAsync([.. part.Select(user => Request(user))], Cancel);

        foreach (var pageSize in new[] { 1, 5, 22, 23, 24, 1000 })
            Assert.Equal(users, (await FindAllAsync(tokens, new TokenFilter(), pageSize)).Select(grant => grant.UserName));
    }

    [Fact]
    public async Task A_filter_finds_what_it_names_and_nothing_else()
    {
        var (tokens, _, _, _) = await OpenAsync(Cancel);
        var requests = (from user in new[] { @"CORP\Jürgen", "o'Brien & sons" }
                        from session in new[] { "console", "a=b&c#d%20+" }
                        from label in new[] { null, "class 7", "100% <ü>" }
                        select Request(user) with { SessionId = session, Label = label }).ToArray();
        var grants = (await tokens.IssueAsync(requests, Cancel)).Select(result => result.Grant!).ToArray();
        await tokens.RevokeAsync([grants[0].ToGrantId(), grants[^1].ToGrantId()], Cancel);
        grants = [.. await FindAllAsync(tokens, new TokenFilter())];

        async Task AssertFindsAsync(TokenFilter filter, Func<TokenGrantSummary, bool> isMeant)
        {
            Assert.Contains(grants, grant => isMeant(grant));
            Assert.Equal(grants.Where(isMeant), await FindAllAsync(tokens, filter, pageSize: 2));
        }

        await AssertFindsAsync(new TokenFilter { Id = grants[3].ToGrantId() }, grant => grant.Id == grants[3].Id);
        await AssertFindsAsync(new TokenFilter { UserName = @"corp\JÜRGEN" }, grant => grant.UserName == @"CORP\Jürgen");
        await AssertFindsAsync(new TokenFilter { SessionId = "a=b&c#d%20+" }, grant => grant.SessionId == "a=b&c#d%20+");
        await AssertFindsAsync(new TokenFilter { Label = "100% <Ü>" }, grant => grant.Label == "100% <ü>");
        await AssertFindsAsync(new TokenFilter { State = TokenGrantState.Revoked }, grant => grant.State == TokenGrantState.Revoked);
        await AssertFindsAsync(
            new TokenFilter { UserName = "O'BRIEN & SONS", SessionId = "console", State = TokenGrantState.Active, Label = "CLASS 7" },
            grant => grant is { UserName: "o'Brien & sons", SessionId: "console", Label: "class 7" });
        Assert.Empty(await FindAllAsync(tokens, new TokenFilter { SessionId = "A=b&c#d%20+" }));
    }

    [Fact]
    public async Task Revocations_are_answered_in_the_order_of_the_ids_and_take_effect_at_once()
    {
        var (tokens, actor, authenticator, audit) = await OpenAsync(Cancel);
        var (aliceToken, alice) = await IssueAsync(tokens, Request("alice") with { UsePolicy = TokenUsePolicy.MultiUse });
        var (_, bob) = await IssueAsync(tokens, Request("bob"));
        var (aliceId, bobId) = (alice.ToGrantId(), bob.ToGrantId());
        var unknown = TokenGrantId.Parse("0123456789abcdef");
        Assert.True((await authenticator.VerifyAsync(Question(aliceToken), Verifier, Cancel)).IsGranted);

        var results = await tokens.RevokeAsync([bobId, unknown, aliceId, bobId], Cancel);

        Assert.Equal([bobId, unknown, aliceId, bobId], results.Select(result => result.Id));
        Assert.Equal([RevocationOutcome.Revoked, RevocationOutcome.NotFound, RevocationOutcome.Revoked, RevocationOutcome.AlreadyRevoked], results.Select(result => result.Outcome));
        Assert.Equal(["bob", null, "alice", "bob"], results.Select(result => result.Grant?.UserName));
        Assert.All(results.Where(result => result.Grant is not null), result => Assert.Equal(TokenGrantState.Revoked, result.Grant!.State));
        Assert.All(results.Where(result => result.Grant is not null), result => Assert.NotNull(result.Grant!.RevokedAt));
        Assert.Equal(DenialReason.Revoked, (await authenticator.VerifyAsync(Question(aliceToken), Verifier, Cancel)).Denial);
        var records = (await AuditEntriesAsync(audit)).Where(entry => entry.Event == AuditEvent.TokenRevoked).ToArray();
        Assert.Equal([bobId, aliceId], records.Select(entry => entry.GrantId));
        Assert.All(records, entry => Assert.Equal(actor, entry.Actor));
    }

    [Fact]
    public async Task Revoking_nothing_answers_nothing()
    {
        var (tokens, _, _, _) = await OpenAsync(Cancel);
        Assert.Empty(await tokens.RevokeAsync([], Cancel));
    }

    [Fact]
    public async Task Revoking_by_filter_takes_what_still_opens_a_door_and_counts_it()
    {
        var under = await OpenAsync(Cancel);
        var (tokens, _, authenticator, _) = under;
        await tokens.IssueAsync([.. Enumerable.Repeat(Request("leaver"), 1_203)], Cancel);
        var (used, usedGrant) = await IssueAsync(tokens, Request("Leaver") with { UsePolicy = TokenUsePolicy.SingleUse });
        await authenticator.VerifyAsync(Question(used), Verifier, Cancel);
        var (_, revokedBefore) = await IssueAsync(tokens, Request("leaver"));
        await tokens.RevokeAsync([revokedBefore.ToGrantId()], Cancel);
        await IssueAsync(tokens, Request("LEAVER") with { NotBefore = under.Now.AddDays(3) });
        var (staying, _) = await IssueAsync(tokens, Request("stayer"));

        Assert.Equal(1_204, await tokens.RevokeMatchingAsync(new TokenFilter { UserName = "leaver" }, Cancel));

        Assert.True((await authenticator.VerifyAsync(Question(staying), Verifier, Cancel)).IsGranted);
        Assert.Equal(TokenGrantState.UsedUp, Assert.Single(await FindAllAsync(tokens, new TokenFilter { Id = usedGrant.ToGrantId() })).State);
        Assert.Equal(1_205, (await FindAllAsync(tokens, new TokenFilter { UserName = "leaver", State = TokenGrantState.Revoked })).Count);
        Assert.Equal(0, await tokens.RevokeMatchingAsync(new TokenFilter { UserName = "leaver" }, Cancel));
    }

    [Fact]
    public async Task Revoking_by_state_does_not_skip_what_moves_off_the_list()
    {
        var (tokens, _, _, _) = await OpenAsync(Cancel);
        await tokens.IssueAsync([.. Enumerable.Repeat(Request("alice"), 2_100)], Cancel);
        Assert.Equal(2_100, await tokens.RevokeMatchingAsync(new TokenFilter { State = TokenGrantState.Active }, Cancel));
        Assert.Empty(await FindAllAsync(tokens, new TokenFilter { State = TokenGrantState.Active }));
    }

    [Fact]
    public async Task Revoking_by_an_empty_filter_is_refused()
    {
        var (tokens, _, _, _) = await OpenAsync(Cancel);
        var (_, grant) = await IssueAsync(tokens, Request("alice"));
        await Assert.ThrowsAsync<ArgumentException>(() => tokens.RevokeMatchingAsync(new TokenFilter(), Cancel));
        Assert.Equal(TokenGrantState.Active, Assert.Single(await FindAllAsync(tokens, new TokenFilter { Id = grant.ToGrantId() })).State);
    }

    private static TokenRequest Request(string user) => new() { SessionId = "console", UserName = user };

    private static VerificationRequest Question(AuthToken token, string session = "console", string? address = "192.0.2.7") =>
        new(session, token, ClientAddress.Parse(address));

    private static async Task<(AuthToken Token, TokenGrantSummary Grant)> IssueAsync(ITokenAdministration tokens, TokenRequest request)
    {
        var result = Assert.Single(await tokens.IssueAsync([request], Cancel));
        Assert.Empty(result.Flaws);
        return (result.Token!, result.Grant!);
    }

    private static async Task<List<TokenGrantSummary>> FindAllAsync(ITokenAdministration tokens, TokenFilter filter, int pageSize = 1000)
    {
        var found = new List<TokenGrantSummary>();
        string? cursor = null;
        var pages = 0;
        do
        {
            var page = await tokens.FindAsync(filter, cursor, pageSize, Cancel);
            Assert.True(page.Items.Count <= pageSize, $"A page of {pageSize} holds {page.Items.Count}.");
            Assert.True(++pages < 10_000, "The list does not end.");
            found.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return found;
    }

    private static async Task<List<AuditEntry>> AuditEntriesAsync(IAuditLog audit)
    {
        await audit.FlushAsync(Cancel);
        var entries = new List<AuditEntry>();
        string? cursor = null;
        do
        {
            var page = await audit.ReadAsync(cursor, 1000, Cancel);
            entries.AddRange(page.Items.Select(record => record.Entry));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return entries;
    }
}
