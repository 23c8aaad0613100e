using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Stores;
using DcvAdmin.Time;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Core.Tests.Tokens;

public sealed class TokenAuthenticatorTests
{
    private static readonly TokenRequest Legal = new() { SessionId = "console", UserName = "alice" };
    private static readonly ClientAddress Client = ClientAddress.Parse("192.0.2.7");
    private static readonly RandomNumberGenerator OperatingSystem = RandomNumberGenerator.Create();

    private readonly InMemoryTokenStore _store = new();
    private readonly TokenAuthenticator _authenticator;
    private readonly ITokenAdministration _admin;
    private DateTimeOffset _now = Any.Noon;

    public TokenAuthenticatorTests()
    {
        _authenticator = new TokenAuthenticator(_store, _store, new SteadyClock(() => _now, () => TimeSpan.Zero), OperatingSystem.GetBytes);
        _admin = _authenticator.AsAdministrator("bob");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_issued_token_lets_its_user_in_on_its_session()
    {
        var issued = await IssueAsync(Legal);

        var result = await VerifyAsync(issued);

        Assert.True(result.IsGranted);
        Assert.Equal(("alice", null, issued.Grant!.ToGrantId()), (result.UserName, result.Denial, result.GrantId));
        Assert.Equal(AuthReply.Grant("alice"), result.ToReply());
        Assert.Null(result.Failure);
    }

    [Fact]
    public async Task A_no_tells_the_server_nothing_and_the_admin_the_reason()
    {
        var issued = await IssueAsync(Legal);

        var result = await VerifyAsync(issued, sessionId: "other");

        Assert.False(result.IsGranted);
        Assert.Equal((null, DenialReason.WrongSession, issued.Grant!.ToGrantId()), (result.UserName, result.Denial, result.GrantId));
        Assert.Equal(AuthReply.Deny(), result.ToReply());
    }

    [Fact]
    public async Task An_unknown_token_is_denied_without_a_grant()
    {
        var result = await _authenticator.VerifyAsync(new VerificationRequest("console", AuthToken.FromText("nobody's"), Client), "10.0.0.5", Cancellation);

        Assert.Equal((null, DenialReason.Unknown, null), (result.UserName, result.Denial, result.GrantId));
        Assert.Equal(("10.0.0.5", DenialReason.Unknown), (_store.Records[^1].Entry.Actor, _store.Records[^1].Entry.Denial));
    }

    [Fact]
    public async Task The_server_sees_the_same_bytes_whatever_the_reason()
    {
        var revoked = await IssueAsync(Legal);
        await _admin.RevokeAsync([revoked.Grant!.ToGrantId()], Cancellation);
        var early = await IssueAsync(Legal with { NotBefore = _now.AddMinutes(1) });
        var used = await IssueAsync(Legal with { UsePolicy = TokenUsePolicy.SingleUse });
        await VerifyAsync(used);
        var unknown = new VerificationRequest("console", AuthToken.FromText("x"), Client);

        VerificationResult[] refusals =
        [
            await VerifyAsync(revoked), await VerifyAsync(early), await VerifyAsync(used), await VerifyAsync(used, sessionId: "other"),
            await _authenticator.VerifyAsync(unknown, "server", Cancellation), await _authenticator.DenyMalformedAsync("flaw", "server", Cancellation),
        ];

        Assert.Equal(refusals.Length, refusals.Select(refusal => refusal.Denial).Distinct().Count());
        Assert.All(refusals, refusal => Assert.Equal(AuthReply.Deny(), refusal.ToReply()));
    }

    [Fact]
    public async Task A_mixed_batch_keeps_its_order_and_refuses_item_by_item()
    {
        TokenRequest[] requests = [Legal, Legal with { UserName = "" }, Legal with { SessionId = "s2", Label = "x", TokenLength = 22 }, new(), Legal with { UserName = "carol" }];

        var results = await _admin.IssueAsync(requests, Cancellation);

        Assert.Equal(requests, results.Select(result => result.Request));
        Assert.Equal([true, false, true, false, true], results.Select(result => result.Token is not null));
        Assert.All(results, result => Assert.Equal(result.Token is null, result.Flaws.Count > 0));
        Assert.All(results, result => Assert.Equal(result.Token is null, result.Grant is null));
        Assert.Equal(["The user name is empty."], results[1].Flaws);
        Assert.Equal(2, results[3].Flaws.Count);
        Assert.Equal(22, results[2].Token!.Reveal().Length);
        Assert.Equal(1, _store.Puts);
        Assert.Equal(new HashSet<string> { "alice", "carol" }, _store.Grants.Select(grant => grant.UserName).ToHashSet());
        Assert.Equal(3, _store.Grants.Count);
        Assert.Equal(["bob", "bob", "bob"], _store.Records.Select(record => record.Entry.Actor));
    }

    [Fact]
    public async Task A_batch_of_refusals_does_not_touch_the_store()
    {
        _store.Failure = Fault(StoreFault.Unavailable);

        Assert.Single(await _admin.IssueAsync([new TokenRequest()], Cancellation));
        Assert.Empty(await _admin.IssueAsync([], Cancellation));
    }

    [Fact]
    public async Task A_grant_says_what_the_request_said()
    {
        var notBefore = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(2)).AddTicks(12_345);
        var request = new TokenRequest
        {
            SessionId = "s", UserName = "CORP\\alice", Lifetime = TimeSpan.FromHours(2).Add(TimeSpan.FromTicks(1)), NotBefore = notBefore, UsePolicy = TokenUsePolicy.MultiUse, Label = "class 7",
        };

        var issued = await IssueAsync(request);

        var grant = Assert.Single(_store.Grants);
        var start = new DateTimeOffset(2026, 3, 2, 7, 0, 0, 1, TimeSpan.Zero);
        Assert.Equal(
            new TokenGrant
            {
                Hash = TokenHash.Compute(issued.Token!.Reveal()), SessionId = "s", UserName = "CORP\\alice", IssuedAt = _now, NotBefore = start, ExpiresAt = start.AddHours(2),
                UsePolicy = TokenUsePolicy.MultiUse, Label = "class 7", Issuer = "bob",
            },
            grant);
        Assert.Equal(TimeSpan.Zero, grant.NotBefore.Offset);
        Assert.Equal(TokenGrantSummary.Of(grant, _now), issued.Grant);
        Assert.Equal(TokenGrantState.NotYetValid, issued.Grant!.State);
    }

    [Fact]
    public async Task Where_nothing_is_asked_a_token_is_valid_from_now_for_an_hour_for_one_client()
    {
        var grant = (await IssueAsync(Legal)).Grant!;

        Assert.Equal((_now, _now, _now.AddMinutes(60)), (grant.IssuedAt, grant.NotBefore, grant.ExpiresAt));
        Assert.Equal((TokenUsePolicy.SingleClient, TokenGrantState.Active, null), (grant.UsePolicy, grant.State, grant.Label));
    }

    [Fact]
    public async Task Nothing_that_is_issued_is_dead_on_arrival()
    {
        // To the tick around the instant at which not-before plus lifetime is now.
        for (var ticks = -10_001L; ticks <= 20_001; ticks += 1_667)
        {
            var results = await _admin.IssueAsync([Legal with { NotBefore = _now.AddMinutes(-60).AddTicks(ticks) }], Cancellation);

            Assert.True(results[0].Grant is null or { State: TokenGrantState.Active });
        }
    }

    [Fact]
    public async Task The_store_and_its_records_hold_no_token()
    {
        var token = (await IssueAsync(Legal with { Label = "class 7" })).Token!.Reveal();
        await _authenticator.VerifyAsync(new VerificationRequest("console", AuthToken.FromText(token), Client), "server", Cancellation);
        await _authenticator.VerifyAsync(new VerificationRequest("other", AuthToken.FromText(token), Client), "server", Cancellation);
        await _admin.RevokeAsync([TokenHash.Compute(token).ToGrantId()], Cancellation);

        var grant = Assert.Single(_store.Grants);
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(token)), grant.Hash.ToByteArray());
        var kept = typeof(TokenGrant).GetProperties().Select(property => property.GetValue(grant)?.ToString())
            .Concat(_store.Records.SelectMany(record => typeof(AuditEntry).GetProperties().Select(property => property.GetValue(record.Entry)?.ToString())))
            .Append(Encoding.Latin1.GetString(grant.Hash.ToByteArray()));
        Assert.All(kept, text => Assert.DoesNotContain(token, text ?? string.Empty, StringComparison.Ordinal));
        Assert.Equal(4, _store.Records.Count);
    }

    [Fact]
    public async Task Every_token_of_a_batch_is_drawn_anew()
    {
        var results = await _admin.IssueAsync([.. Enumerable.Repeat(Legal, 500)], Cancellation);

        Assert.Equal(500, results.Select(result => result.Token!.Reveal()).Distinct().Count());
        Assert.Equal(500, _store.Grants.Count);
    }

    [Fact]
    public async Task A_batch_has_a_limit()
    {
        var tooMany = Enumerable.Repeat(new TokenRequest(), TokenAuthenticator.MaximumBatch + 1).ToList();
        var id = TokenHash.Compute("x").ToGrantId();

        await Assert.ThrowsAsync<ArgumentException>(() => _admin.IssueAsync(tooMany, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => _admin.RevokeAsync([.. Enumerable.Repeat(id, TokenAuthenticator.MaximumBatch + 1)], Cancellation));
        Assert.Equal(10_000, (await _admin.IssueAsync(tooMany[1..], Cancellation)).Count);
        Assert.Equal(10_000, (await _admin.RevokeAsync([.. Enumerable.Repeat(id, TokenAuthenticator.MaximumBatch)], Cancellation)).Count);
    }

    [Fact]
    public async Task A_store_that_fails_is_a_no()
    {
        var issued = await IssueAsync(Legal with { UsePolicy = TokenUsePolicy.MultiUse });
        foreach (var fault in Enum.GetValues<StoreFault>())
        {
            _store.Failure = Fault(fault);

            var result = await VerifyAsync(issued);

            Assert.False(result.IsGranted);
            Assert.Equal((DenialReason.StoreUnavailable, null), (result.Denial, result.UserName));
            Assert.Same(_store.Failure, result.Failure);
            Assert.Equal(AuthReply.Deny(), result.ToReply());
        }
    }

    [Fact]
    public async Task What_an_admin_asks_of_a_failing_store_throws()
    {
        _store.Failure = Fault(StoreFault.Full);

        await Assert.ThrowsAsync<StoreException>(() => _admin.IssueAsync([Legal], Cancellation));
        await Assert.ThrowsAsync<StoreException>(() => _admin.TestAsync(new VerificationRequest("console", AuthToken.FromText("x"), Client), Cancellation));
        await Assert.ThrowsAsync<StoreException>(() => _admin.FindAsync(new TokenFilter(), null, 10, Cancellation));
        await Assert.ThrowsAsync<StoreException>(() => _admin.RevokeAsync([TokenHash.Compute("x").ToGrantId()], Cancellation));
        await Assert.ThrowsAsync<StoreException>(() => _authenticator.PurgeAsync(TimeSpan.Zero, "bob", Cancellation));
    }

    [Fact]
    public async Task A_malformed_request_is_recorded_and_denied()
    {
        var result = await _authenticator.DenyMalformedAsync("a field stands twice", "10.0.0.5", Cancellation);

        Assert.Equal((false, DenialReason.Malformed, null), (result.IsGranted, result.Denial, result.Failure));
        Assert.Equal(
            new AuditEntry { Time = _now, Event = AuditEvent.TokenDenied, Actor = "10.0.0.5", Denial = DenialReason.Malformed, Detail = "a field stands twice" },
            Assert.Single(_store.Records).Entry);
    }

    [Fact]
    public async Task A_malformed_request_is_denied_even_where_it_cannot_be_recorded()
    {
        _store.Failure = Fault(StoreFault.Unavailable);

        var result = await _authenticator.DenyMalformedAsync("flaw", "server", Cancellation);

        Assert.Equal((false, DenialReason.Malformed), (result.IsGranted, result.Denial));
        Assert.Same(_store.Failure, result.Failure);
    }

    [Fact]
    public async Task A_test_gives_the_verifiers_answer_and_leaves_no_trace()
    {
        var issued = await IssueAsync(Legal with { UsePolicy = TokenUsePolicy.SingleUse });
        var request = new VerificationRequest("console", issued.Token!, Client);

        for (var i = 0; i < 3; i++) Assert.Equal(new TokenTestResult(issued.Grant, null), await _admin.TestAsync(request, Cancellation));
        Assert.Single(_store.Records);
        Assert.Null(Assert.Single(_store.Grants).RedeemedAt);

        Assert.True((await VerifyAsync(issued)).IsGranted);
        var after = await _admin.TestAsync(request, Cancellation);
        Assert.Equal((false, DenialReason.UsedUp, TokenGrantState.UsedUp), (after.IsGranted, after.Denial, after.Grant!.State));
        Assert.Equal(DenialReason.WrongSession, (await _admin.TestAsync(request with { SessionId = "other" }, Cancellation)).Denial);
        Assert.Equal(new TokenTestResult(null, DenialReason.Unknown), await _admin.TestAsync(request with { Token = AuthToken.FromText("x") }, Cancellation));
    }

    [Fact]
    public async Task Grants_are_listed_page_by_page_with_their_state_now()
    {
        for (var i = 0; i < 5; i++)
        {
            await IssueAsync(Legal with { Lifetime = TimeSpan.FromMinutes(i + 1) });
            _now = _now.AddSeconds(1);
        }

        _now = Any.Noon.AddMinutes(2.5);
        var listed = new List<TokenGrantSummary>();
        string? cursor = null;
        do
        {
            var page = await _admin.FindAsync(new TokenFilter(), cursor, 2, Cancellation);
            Assert.InRange(page.Items.Count, 1, 2);
            listed.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal([1, 2, 3, 4, 5], listed.Select(grant => (int)(grant.ExpiresAt - grant.NotBefore).TotalMinutes));
        Assert.Equal(2, listed.TakeWhile(grant => grant.State == TokenGrantState.Expired).Count());
        Assert.All(listed.Skip(2), grant => Assert.Equal(TokenGrantState.Active, grant.State));
        Assert.Equal(listed.Skip(2), (await _admin.FindAsync(new TokenFilter { State = TokenGrantState.Active }, null, 10, Cancellation)).Items);
    }

    [Fact]
    public async Task Revocation_answers_for_every_id_in_order()
    {
        var first = (await IssueAsync(Legal)).Grant!;
        var second = await IssueAsync(Legal);
        var nobody = TokenHash.Compute("nobody's").ToGrantId();
        _now = _now.AddMinutes(1);

        var results = await _admin.RevokeAsync([nobody, first.ToGrantId(), second.Grant!.ToGrantId(), first.ToGrantId()], Cancellation);

        Assert.Equal([nobody, first.ToGrantId(), second.Grant.ToGrantId(), first.ToGrantId()], results.Select(result => result.Id));
        Assert.Equal([RevocationOutcome.NotFound, RevocationOutcome.Revoked, RevocationOutcome.Revoked, RevocationOutcome.AlreadyRevoked], results.Select(result => result.Outcome));
        Assert.Null(results[0].Grant);
        Assert.Equal((TokenGrantState.Revoked, _now), (results[1].Grant!.State, results[1].Grant!.RevokedAt));
        Assert.Equal(["bob", "bob"], _store.Records.Where(record => record.Entry.Event == AuditEvent.TokenRevoked).Select(record => record.Entry.Actor));
        Assert.Equal(DenialReason.Revoked, (await VerifyAsync(second)).Denial);
    }

    [Fact]
    public async Task A_purge_removes_what_expired_longer_ago_than_the_retention()
    {
        await IssueAsync(Legal with { Lifetime = TimeSpan.FromMinutes(1) });
        await IssueAsync(Legal with { Lifetime = TimeSpan.FromMinutes(2) });
        _now = _now.AddDays(30).AddMinutes(2);

        Assert.Equal(1, await _authenticator.PurgeAsync(TimeSpan.FromDays(30), "janitor", Cancellation));

        Assert.Equal(Any.Noon.AddMinutes(2), Assert.Single(_store.Grants).ExpiresAt);
        Assert.Equal(("janitor", _now), (_store.Records[^1].Entry.Actor, _store.Records[^1].Entry.Time));
    }

    [Fact]
    public async Task A_purge_never_reaches_grants_that_are_still_valid()
    {
        await IssueAsync(Legal);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _authenticator.PurgeAsync(TimeSpan.FromDays(-1), "janitor", Cancellation));
        Assert.Equal(0, await _authenticator.PurgeAsync(TimeSpan.Zero, "janitor", Cancellation));
        Assert.Equal(0, await _authenticator.PurgeAsync(TimeSpan.FromDays(10_000), "janitor", Cancellation));
        Assert.Single(_store.Grants);
    }

    [Fact]
    public async Task Of_many_threads_with_one_single_use_token_one_gets_in()
    {
        var issued = await IssueAsync(Legal with { UsePolicy = TokenUsePolicy.SingleUse });
        const int Threads = 8;
        using var start = new Barrier(Threads);

        var results = await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(Cancellation);
                return VerifyAsync(issued);
            },
            Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

        Assert.Single(results, result => result.IsGranted);
        Assert.All(results.Where(result => !result.IsGranted), result => Assert.Equal(DenialReason.UsedUp, result.Denial));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    public void An_actor_has_a_name(string? actor) => Assert.Throws<ArgumentException>(() => _authenticator.AsAdministrator(actor!));

    [Fact]
    public async Task A_caller_that_gave_up_is_not_told_that_the_store_failed()
    {
        var giveUp = new GivenUpStore();
        var authenticator = new TokenAuthenticator(giveUp, _store, new SteadyClock(() => _now, () => TimeSpan.Zero), OperatingSystem.GetBytes);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => authenticator.VerifyAsync(new VerificationRequest("console", AuthToken.FromText("x"), Client), "server", new CancellationToken(canceled: true)));
    }

    private static StoreException Fault(StoreFault fault) => new(fault, "The store failed.", "Mend it.");

    private async Task<TokenIssueResult> IssueAsync(TokenRequest request)
    {
        var result = Assert.Single(await _admin.IssueAsync([request], Cancellation));
        Assert.Empty(result.Flaws);
        return result;
    }

    private Task<VerificationResult> VerifyAsync(TokenIssueResult issued, string? sessionId = null) =>
        _authenticator.VerifyAsync(new VerificationRequest(sessionId ?? issued.Request.SessionId!, issued.Token!, Client), "server", Cancellation);

    /// <summary>Every wait on it is abandoned by the token it is given.</summary>
    private sealed class GivenUpStore : ITokenStore
    {
        public Task PutAsync(IReadOnlyList<TokenGrant> grants, CancellationToken cancellationToken) => Task.FromCanceled(cancellationToken);

        public Task<Redemption> RedeemAsync(TokenHash hash, RedemptionContext context, CancellationToken cancellationToken) => Task.FromCanceled<Redemption>(cancellationToken);

        public Task<TokenGrant?> GetAsync(TokenHash hash, CancellationToken cancellationToken) => Task.FromCanceled<TokenGrant?>(cancellationToken);

        public Task<Page<TokenGrant>> FindAsync(TokenFilter filter, DateTimeOffset now, string? cursor, int pageSize, CancellationToken cancellationToken) =>
            Task.FromCanceled<Page<TokenGrant>>(cancellationToken);

        public Task<IReadOnlyList<RevocationResult>> RevokeAsync(IReadOnlyList<TokenGrantId> ids, string actor, DateTimeOffset now, CancellationToken cancellationToken) =>
            Task.FromCanceled<IReadOnlyList<RevocationResult>>(cancellationToken);

        public Task<int> PurgeAsync(DateTimeOffset expiredBefore, string actor, DateTimeOffset now, CancellationToken cancellationToken) => Task.FromCanceled<int>(cancellationToken);
    }
}
