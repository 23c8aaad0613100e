using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;
using DcvAdmin.Verification;

namespace DcvAdmin.Tokens;

/// <summary>Administration in this process, under one actor's name.</summary>
internal sealed class LocalTokenAdministration(TokenAuthenticator authenticator, string actor) : ITokenAdministration
{
    private readonly string _actor = string.IsNullOrWhiteSpace(actor) ? throw new ArgumentException("An actor has a name.", nameof(actor)) : actor;

    public Task<IReadOnlyList<TokenIssueResult>> IssueAsync(IReadOnlyList<TokenRequest> requests, CancellationToken cancellationToken) =>
        authenticator.IssueAsync(requests, _actor, cancellationToken);

    public Task<TokenTestResult> TestAsync(VerificationRequest request, CancellationToken cancellationToken) =>
        authenticator.TestAsync(request, cancellationToken);

    public Task<Page<TokenGrantSummary>> FindAsync(TokenFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken) =>
        authenticator.FindAsync(filter, cursor, pageSize, cancellationToken);

    public Task<IReadOnlyList<TokenRevocation>> RevokeAsync(IReadOnlyList<TokenGrantId> ids, CancellationToken cancellationToken) =>
        authenticator.RevokeAsync(ids, _actor, cancellationToken);
}
