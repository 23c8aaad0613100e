using System;
using System.Globalization;
using DcvAdmin.Tokens;

namespace DcvAdmin.Audit;

/// <summary>What one audit record says, before it has its place in the chain. It never holds a token.</summary>
public sealed record AuditEntry
{
    /// <summary>When it happened, UTC, to the millisecond.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What happened.</summary>
    public required AuditEvent Event { get; init; }

    /// <summary>Who did it: API client, account, or the address of the DCV server that asked.</summary>
    public required string Actor { get; init; }

    /// <summary>The grant concerned.</summary>
    public TokenGrantId? GrantId { get; init; }

    /// <summary>The session concerned; for a denial, the session that was asked for.</summary>
    public string? SessionId { get; init; }

    /// <summary>The user concerned.</summary>
    public string? UserName { get; init; }

    /// <summary>The client address the DCV server reported; empty where it reported none.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>The true reason of a no.</summary>
    public DenialReason? Denial { get; init; }

    /// <summary>What else is worth knowing, one short sentence.</summary>
    public string? Detail { get; init; }

    /// <summary>The record of an issue.</summary>
    public static AuditEntry Issued(TokenGrant grant)
    {
        if (grant is null) throw new ArgumentNullException(nameof(grant));
        return new AuditEntry
        {
            Time = grant.IssuedAt,
            Event = AuditEvent.TokenIssued,
            Actor = grant.Issuer,
            GrantId = grant.Id,
            SessionId = grant.SessionId,
            UserName = grant.UserName,
            Detail = string.Format(CultureInfo.InvariantCulture, "{0}, valid {1:yyyy-MM-ddTHH:mm:ssZ} to {2:yyyy-MM-ddTHH:mm:ssZ}{3}",
                grant.UsePolicy, grant.NotBefore, grant.ExpiresAt, grant.Label is null ? string.Empty : $", label {grant.Label}"),
        };
    }

    /// <summary>The record of a yes or a no.</summary>
    public static AuditEntry Redeemed(TokenGrant? grant, RedemptionContext context, RedemptionDecision decision)
    {
        if (context is null) throw new ArgumentNullException(nameof(context));
        if (decision is null) throw new ArgumentNullException(nameof(decision));
        return new AuditEntry
        {
            Time = context.Now,
            Event = decision.IsGranted ? AuditEvent.TokenGranted : AuditEvent.TokenDenied,
            Actor = context.Verifier,
            GrantId = grant?.Id,
            SessionId = context.SessionId,
            UserName = grant?.UserName,
            ClientAddress = context.ClientAddress.Value,
            Denial = decision.Denial,
        };
    }

    /// <summary>The record of a request that could not be read.</summary>
    public static AuditEntry Malformed(string verifier, string flaw, DateTimeOffset now) => new()
    {
        Time = now,
        Event = AuditEvent.TokenDenied,
        Actor = verifier,
        Denial = DenialReason.Malformed,
        Detail = flaw,
    };

    /// <summary>The record of a revocation.</summary>
    public static AuditEntry Revoked(TokenGrant grant, string actor, DateTimeOffset now)
    {
        if (grant is null) throw new ArgumentNullException(nameof(grant));
        return new AuditEntry
        {
            Time = now,
            Event = AuditEvent.TokenRevoked,
            Actor = actor,
            GrantId = grant.Id,
            SessionId = grant.SessionId,
            UserName = grant.UserName,
        };
    }

    /// <summary>The record of a purge.</summary>
    public static AuditEntry Purged(int count, DateTimeOffset expiredBefore, string actor, DateTimeOffset now) => new()
    {
        Time = now,
        Event = AuditEvent.GrantsPurged,
        Actor = actor,
        Detail = string.Format(CultureInfo.InvariantCulture, "{0} grants that expired before {1:yyyy-MM-ddTHH:mm:ssZ}", count, expiredBefore),
    };
}
