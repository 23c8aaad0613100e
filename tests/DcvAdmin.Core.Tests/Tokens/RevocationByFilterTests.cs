using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Core.Tests.Tokens;

public sealed class RevocationByFilterTests
{
    [Fact]
    public async Task It_looks_again_until_nothing_more_is_found()
    {
        // A list that lags: each look shows one grant more.
        var tokens = new LaggingTokens(3);
        Assert.Equal(3, await tokens.RevokeMatchingAsync(new TokenFilter { UserName = "leaver" }, CancellationToken.None));
        Assert.Equal(4, tokens.Looks);
    }

    [Fact]
    public async Task Where_nothing_is_found_it_looks_once()
    {
        var tokens = new LaggingTokens(0);
        Assert.Equal(0, await tokens.RevokeMatchingAsync(new TokenFilter { UserName = "leaver" }, CancellationToken.None));
        Assert.Equal(1, tokens.Looks);
    }

    private sealed class LaggingTokens(int count) : ITokenAdministration
    {
        private readonly TokenGrant[] _grants = [.. Enumerable.Range(0, count).Select(i => new TokenGrant
        {
            Hash = TokenHash.Compute($"token {i}"),
            SessionId = "console",
            UserName = "leaver",
            IssuedAt = DateTimeOffset.UnixEpoch,
            NotBefore = DateTimeOffset.UnixEpoch,
            ExpiresAt = DateTimeOffset.UnixEpoch.AddHours(1),
            UsePolicy = TokenUsePolicy.MultiUse,
            Issuer = "admin",
        })];

        private readonly HashSet<TokenGrantId> _revoked = [];

        public int Looks { get; private set; }

        public Task<Page<TokenGrantSummary>> FindAsync(TokenFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken) =>
            Task.FromResult(new Page<TokenGrantSummary>([.. _grants.Take(++Looks).Where(grant => !_revoked.Contains(grant.Id)).Select(grant => TokenGrantSummary.Of(grant, DateTimeOffset.UnixEpoch))], null));

        public Task<IReadOnlyList<TokenRevocation>> RevokeAsync(IReadOnlyList<TokenGrantId> ids, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<TokenRevocation>>([.. ids.Select(id => new TokenRevocation(id, _revoked.Add(id) ? RevocationOutcome.Revoked : RevocationOutcome.AlreadyRevoked, null))]);

        public Task<IReadOnlyList<TokenIssueResult>> IssueAsync(IReadOnlyList<TokenRequest> requests, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<TokenTestResult> TestAsync(VerificationRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
