using System;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Authorization;

namespace DcvAdmin.Workspaces.Portal;

/// <summary>Finds out who asks, by a bearer token (RFC 6750 2.1) that is verified here, whatever verified it before.</summary>
internal sealed class PortalGate(JwtVerifier verifier, PortalOptions options)
{
    private const string Scheme = "Bearer ";

    /// <exception cref="PortalProblem">There is no token, it is not valid, or it names nobody with a role.</exception>
    public async Task<(PortalCaller? Caller, JwtRefusal Refusal)> RecognizeAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) throw PortalProblem.Unauthorized(hasToken: false);
        var verdict = await verifier.VerifyAsync(authorization[Scheme.Length..].Trim(), cancellationToken).ConfigureAwait(false);
        return verdict.IsValid ? (options.Rules.CallerOf(verdict.Claims.GetText(options.UserClaim), verdict.Claims.GetList(options.GroupsClaim)), JwtRefusal.None) : (null, verdict.Refusal);
    }
}
