using System;

namespace DcvAdmin.Tokens;

/// <summary>What is stored of an issued token. Immutable; instants are UTC with millisecond precision, so that every store gives back what it was given.</summary>
public sealed record TokenGrant
{
    /// <summary>The hash the grant is found by.</summary>
    public required TokenHash Hash { get; init; }

    /// <summary>The short public id, derived from <see cref="Hash"/>.</summary>
    public TokenGrantId Id => Hash.ToGrantId();

    /// <summary>The DCV session the token opens; compared by ordinal.</summary>
    public required string SessionId { get; init; }

    /// <summary>The user name the verifier answers with, as the admin wrote it.</summary>
    public required string UserName { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>First instant at which the token is valid.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>First instant at which the token is not valid any more.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How often and from where the token may be used.</summary>
    public required TokenUsePolicy UsePolicy { get; init; }

    /// <summary>A mark for bulk work.</summary>
    public string? Label { get; init; }

    /// <summary>Who issued it: an API client, or the account that ran the cmdlet.</summary>
    public required string Issuer { get; init; }

    /// <summary>When the first yes was given. Null while unused; not kept for <see cref="TokenUsePolicy.MultiUse"/>, where a yes writes nothing.</summary>
    public DateTimeOffset? RedeemedAt { get; init; }

    /// <summary>The address the first yes went to, in normal form: empty where the DCV server reported none, null while unbound.</summary>
    public string? BoundClientAddress { get; init; }

    /// <summary>When an admin took it back.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>What the grant is worth at <paramref name="now"/>.</summary>
    public TokenGrantState StateAt(DateTimeOffset now)
    {
        if (RevokedAt is not null) return TokenGrantState.Revoked;
        if (UsePolicy == TokenUsePolicy.SingleUse && RedeemedAt is not null) return TokenGrantState.UsedUp;
        if (now >= ExpiresAt) return TokenGrantState.Expired;
        return now < NotBefore ? TokenGrantState.NotYetValid : TokenGrantState.Active;
    }

    /// <summary>Names the grant in logs: id, user and session.</summary>
    public override string ToString() => $"{Id} ({UserName} on {SessionId})";
}
