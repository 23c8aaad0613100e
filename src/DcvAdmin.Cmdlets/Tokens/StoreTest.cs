using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Verification;

namespace DcvAdmin.Tokens;

/// <summary>Tests tokens by reading a store; redeems nothing.</summary>
internal sealed class StoreTest(ITokenAdministration tokens, string store)
{
    public async Task<DcvAuthTokenTest> TestAsync(TokenUnderTest token, CancellationToken stop)
    {
        var result = token.Secret is null
            ? await ForeseeAsync(token, stop).ConfigureAwait(false)
            : await tokens.TestAsync(new VerificationRequest(token.SessionId!, token.Secret, token.Client), stop).ConfigureAwait(false);
        var sessionId = token.SessionId ?? result.Grant?.SessionId ?? string.Empty;
        var verdict = result.IsGranted ? DcvAuthTokenVerdict.Granted : DcvAuthTokenVerdict.Denied;
        return new DcvAuthTokenTest(verdict, TestExplanation.Of(result, sessionId), store, sessionId, token.Client.Value)
        {
            Id = result.Grant?.Id ?? token.Id,
            Reason = result.Denial,
            UserName = result.IsGranted ? result.Grant!.UserName : null,
            Grant = result.Grant,
        };
    }

    /// <summary>Reads the grant anew: what was piped in may be hours old.</summary>
    private async Task<TokenTestResult> ForeseeAsync(TokenUnderTest token, CancellationToken stop)
    {
        var page = await tokens.FindAsync(new TokenFilter { Id = TokenGrantId.Parse(token.Id!) }, null, 1, stop).ConfigureAwait(false);
        if (page.Items.Count == 0) return new TokenTestResult(null, DenialReason.Unknown);
        var grant = page.Items[0];
        return RedemptionRules.Foresee(grant, token.SessionId ?? grant.SessionId, token.Client);
    }
}
