using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Stores;
using DcvAdmin.Time;
using DcvAdmin.Verification;

namespace DcvAdmin.Tokens;

/// <summary>Issues and verifies tokens over any store: the same code in broker, cmdlet and function. Safe for use by many threads.</summary>
public sealed class TokenAuthenticator
{
    /// <summary>Most tokens issued, or ids revoked, in one call.</summary>
    public const int MaximumBatch = 10_000;

    private readonly ITokenStore _store;
    private readonly IAuditLog _audit;
    private readonly SteadyClock _clock;
    private readonly Action<byte[]> _fillWithRandomBytes;

    /// <summary>Creates the authenticator.</summary>
    /// <param name="store">Where grants are.</param>
    /// <param name="audit">The store's audit log.</param>
    /// <param name="clock">The clock, started no earlier than the store's last record.</param>
    /// <param name="fillWithRandomBytes">The operating system's random source.</param>
    public TokenAuthenticator(ITokenStore store, IAuditLog audit, SteadyClock clock, Action<byte[]> fillWithRandomBytes)
    {
        _store = store ?? throw new ArgumentNullException(nameof(store));
        _audit = audit ?? throw new ArgumentNullException(nameof(audit));
        _clock = clock ?? throw new ArgumentNullException(nameof(clock));
        _fillWithRandomBytes = fillWithRandomBytes ?? throw new ArgumentNullException(nameof(fillWithRandomBytes));
    }

    /// <summary>How long before its time a token is honoured: for a store that several machines use, whose clocks may be that far apart.</summary>
    public TimeSpan EarlyTolerance { get; init; }

    /// <summary>Answers a DCV server. Never throws for what a caller sends or for a store that fails: the answer is then no.</summary>
    /// <param name="request">The question.</param>
    /// <param name="verifier">Who asked, for the audit record.</param>
    /// <param name="cancellationToken">Abandons the wait; a redemption that has begun still counts.</param>
    public async Task<VerificationResult> VerifyAsync(VerificationRequest request, string verifier, CancellationToken cancellationToken)
    {
        if (request is null) throw new ArgumentNullException(nameof(request));
        try
        {
            var context = new RedemptionContext(request.SessionId, request.ClientAddress, verifier, _clock.Now()) { Presented = request.Token, EarlyTolerance = EarlyTolerance };
            var redemption = await _store.RedeemAsync(request.Token.ToHash(), context, cancellationToken).ConfigureAwait(false);
            return redemption.IsGranted
                ? new VerificationResult(redemption.Grant!.UserName, null, redemption.Grant.Id)
                : new VerificationResult(null, redemption.Denial, redemption.Grant?.Id);
        }
        catch (StoreException failure)
        {
            return new VerificationResult(null, DenialReason.StoreUnavailable, null, failure);
        }
    }

    /// <summary>Answers a request that could not be read, with a record of why.</summary>
    public async Task<VerificationResult> DenyMalformedAsync(string flaw, string verifier, CancellationToken cancellationToken)
    {
        try
        {
            await _audit.AppendAsync(AuditEntry.Malformed(verifier, flaw, _clock.Now()), cancellationToken).ConfigureAwait(false);
            return new VerificationResult(null, DenialReason.Malformed, null);
        }
        catch (StoreException failure)
        {
            return new VerificationResult(null, DenialReason.Malformed, null, failure);
        }
    }

    /// <summary>Completes when the records of everything answered so far are durable: for a host that may be stopped, without notice, after any answer.</summary>
    /// <exception cref="StoreException">They could not be written; the store tries again for as long as it is open.</exception>
    public Task FlushAsync(CancellationToken cancellationToken) => _audit.FlushAsync(cancellationToken);

    /// <summary>What an admin of this name may do here.</summary>
    public ITokenAdministration AsAdministrator(string actor) => new LocalTokenAdministration(this, actor);

    /// <summary>Removes grants that expired more than <paramref name="retention"/> ago. Returns how many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The retention is negative: it would reach grants that are still valid.</exception>
    public Task<int> PurgeAsync(TimeSpan retention, string actor, CancellationToken cancellationToken)
    {
        if (retention < TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(retention), retention, "A retention is not negative.");
        var now = _clock.Now();
        return _store.PurgeAsync(now - retention, actor, now, cancellationToken);
    }

    internal async Task<IReadOnlyList<TokenIssueResult>> IssueAsync(IReadOnlyList<TokenRequest> requests, string actor, CancellationToken cancellationToken)
    {
        if (requests is null) throw new ArgumentNullException(nameof(requests));
        if (requests.Count > MaximumBatch) throw new ArgumentException($"At most {MaximumBatch} tokens are issued in one call.", nameof(requests));

        var now = _clock.Now();
        var results = new TokenIssueResult[requests.Count];
        var grants = new List<TokenGrant>(requests.Count);
        for (var i = 0; i < requests.Count; i++)
        {
            var flaws = TokenRequestRules.Check(requests[i], now);
            if (flaws.Count > 0)
            {
                results[i] = TokenIssueResult.Refused(requests[i], flaws);
                continue;
            }

            var token = AuthToken.Generate(_fillWithRandomBytes, requests[i].TokenLength ?? AuthToken.DefaultLength);
            var grant = GrantFor(requests[i], token.ToHash(), actor, now);
            grants.Add(grant);
            results[i] = TokenIssueResult.Issued(requests[i], token, TokenGrantSummary.Of(grant, now));
        }

        if (grants.Count > 0) await _store.PutAsync(grants, cancellationToken).ConfigureAwait(false);
        return results;
    }

    internal async Task<TokenTestResult> TestAsync(VerificationRequest request, CancellationToken cancellationToken)
    {
        if (request is null) throw new ArgumentNullException(nameof(request));
        var grant = await _store.GetAsync(request.Token.ToHash(), cancellationToken).ConfigureAwait(false);
        if (grant is null && _store is IPlaintextTokens plaintext) grant = await plaintext.GetAsync(request.Token, cancellationToken).ConfigureAwait(false);
        var now = _clock.Now();
        var decision = RedemptionRules.Decide(grant, new RedemptionContext(request.SessionId, request.ClientAddress, string.Empty, now) { EarlyTolerance = EarlyTolerance });
        return new TokenTestResult(grant is null ? null : TokenGrantSummary.Of(grant, now), decision.Denial);
    }

    internal async Task<Page<TokenGrantSummary>> FindAsync(TokenFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var now = _clock.Now();
        var page = await _store.FindAsync(filter, now, cursor, pageSize, cancellationToken).ConfigureAwait(false);
        var summaries = new TokenGrantSummary[page.Items.Count];
        for (var i = 0; i < summaries.Length; i++) summaries[i] = TokenGrantSummary.Of(page.Items[i], now);
        return new Page<TokenGrantSummary>(summaries, page.NextCursor);
    }

    internal async Task<IReadOnlyList<TokenRevocation>> RevokeAsync(IReadOnlyList<TokenGrantId> ids, string actor, CancellationToken cancellationToken)
    {
        if (ids is null) throw new ArgumentNullException(nameof(ids));
        if (ids.Count > MaximumBatch) throw new ArgumentException($"At most {MaximumBatch} grants are revoked in one call.", nameof(ids));

        var now = _clock.Now();
        var stored = await _store.RevokeAsync(ids, actor, now, cancellationToken).ConfigureAwait(false);
        var results = new TokenRevocation[stored.Count];
        for (var i = 0; i < results.Length; i++)
            results[i] = new TokenRevocation(stored[i].Id, stored[i].Outcome, stored[i].Grant is { } grant ? TokenGrantSummary.Of(grant, now) : null);
        return results;
    }

    private static TokenGrant GrantFor(TokenRequest request, TokenHash hash, string actor, DateTimeOffset now) => new()
    {
        Hash = hash,
        SessionId = request.SessionId!,
        UserName = request.UserName!,
        IssuedAt = now,
        NotBefore = TokenRequestRules.StartOf(request, now),
        ExpiresAt = TokenRequestRules.ExpiryOf(request, now),
        UsePolicy = request.UsePolicy,
        Label = request.Label,
        Issuer = actor,
    };
}
