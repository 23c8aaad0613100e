using System;
using DcvAdmin.Verification;

namespace DcvAdmin.Tokens;

/// <summary>
/// Whether a token lets a client in. The only place where these rules stand: stores call it inside their atomic step,
/// cmdlets call it to explain. Pure: no clock, no store.
/// </summary>
public static class RedemptionRules
{
    /// <summary>Decides one attempt.</summary>
    /// <param name="grant">The stored grant, or null where no grant has the token.</param>
    /// <param name="context">The attempt.</param>
    public static RedemptionDecision Decide(TokenGrant? grant, RedemptionContext context)
    {
        if (context is null) throw new ArgumentNullException(nameof(context));
        if (grant is null) return RedemptionDecision.Denied(DenialReason.Unknown);
        if (grant.RevokedAt is not null) return RedemptionDecision.Denied(DenialReason.Revoked);
        if (!string.Equals(grant.SessionId, context.SessionId, StringComparison.Ordinal)) return RedemptionDecision.Denied(DenialReason.WrongSession);
        if (context.Now + context.EarlyTolerance < grant.NotBefore) return RedemptionDecision.Denied(DenialReason.NotYetValid);
        if (context.Now >= grant.ExpiresAt) return RedemptionDecision.Denied(DenialReason.Expired);

        return grant.UsePolicy switch
        {
            TokenUsePolicy.MultiUse => RedemptionDecision.Granted,
            TokenUsePolicy.SingleUse => grant.RedeemedAt is null ? FirstYes(grant, context) : RedemptionDecision.Denied(DenialReason.UsedUp),
            TokenUsePolicy.SingleClient => grant.BoundClientAddress switch
            {
                null => FirstYes(grant, context),
                { } bound when string.Equals(bound, context.ClientAddress.Value, StringComparison.Ordinal) => RedemptionDecision.Granted,
                _ => RedemptionDecision.Denied(DenialReason.WrongClient),
            },
            _ => throw new InvalidOperationException($"Grant {grant.Id} has the use policy {(int)grant.UsePolicy}, which this version does not know."),
        };
    }

    /// <summary>What <see cref="Decide"/> would say of a grant whose token is not at hand.</summary>
    /// <param name="grant">The grant, with its state as the store judged it by its own clock.</param>
    /// <param name="sessionId">The session that is asked for.</param>
    /// <param name="client">The client that asks.</param>
    public static TokenTestResult Foresee(TokenGrantSummary grant, string sessionId, ClientAddress client)
    {
        if (grant is null) throw new ArgumentNullException(nameof(grant));
        if (client is null) throw new ArgumentNullException(nameof(client));
        DenialReason? denial = grant.State switch
        {
            TokenGrantState.Revoked => DenialReason.Revoked,
            _ when !string.Equals(grant.SessionId, sessionId, StringComparison.Ordinal) => DenialReason.WrongSession,
            TokenGrantState.NotYetValid => DenialReason.NotYetValid,
            TokenGrantState.Expired => DenialReason.Expired,
            TokenGrantState.UsedUp => DenialReason.UsedUp,
            _ when grant is { UsePolicy: TokenUsePolicy.SingleClient, BoundClientAddress: { } bound } && !string.Equals(bound, client.Value, StringComparison.Ordinal) => DenialReason.WrongClient,
            _ => null,
        };
        return new TokenTestResult(grant, denial);
    }

    private static RedemptionDecision FirstYes(TokenGrant grant, RedemptionContext context) =>
        RedemptionDecision.GrantedBy(grant with { RedeemedAt = context.Now, BoundClientAddress = context.ClientAddress.Value });
}
