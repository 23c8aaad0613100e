using System;

namespace DcvAdmin.Tokens;

/// <summary>A grant as admins see it: everything but the hash, with its state at the time of the call.</summary>
public sealed record TokenGrantSummary
{
    /// <summary>The short public id, as text: this record is what admins see, also as JSON and CSV. <see cref="ToGrantId"/> reads it.</summary>
    public required string Id { get; init; }

    /// <summary>The user the token lets in.</summary>
    public required string UserName { get; init; }

    /// <summary>The DCV session it opens.</summary>
    public required string SessionId { get; init; }

    /// <summary>What it was worth when it was read.</summary>
    public required TokenGrantState State { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>First instant at which the token is valid.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>First instant at which it is not valid any more.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How often and from where it may be used.</summary>
    public required TokenUsePolicy UsePolicy { get; init; }

    /// <summary>A mark for bulk work.</summary>
    public string? Label { get; init; }

    /// <summary>Who issued it.</summary>
    public required string Issuer { get; init; }

    /// <summary>When the first yes was given; not kept for multi-use tokens.</summary>
    public DateTimeOffset? RedeemedAt { get; init; }

    /// <summary>The address the first yes went to; empty where none was reported, null while unbound.</summary>
    public string? BoundClientAddress { get; init; }

    /// <summary>When it was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The summary of a stored grant.</summary>
    public static TokenGrantSummary Of(TokenGrant grant, DateTimeOffset now)
    {
        if (grant is null) throw new ArgumentNullException(nameof(grant));
        return new TokenGrantSummary
        {
            Id = grant.Id.Value,
            UserName = grant.UserName,
            SessionId = grant.SessionId,
            State = grant.StateAt(now),
            IssuedAt = grant.IssuedAt,
            NotBefore = grant.NotBefore,
            ExpiresAt = grant.ExpiresAt,
            UsePolicy = grant.UsePolicy,
            Label = grant.Label,
            Issuer = grant.Issuer,
            RedeemedAt = grant.RedeemedAt,
            BoundClientAddress = grant.BoundClientAddress,
            RevokedAt = grant.RevokedAt,
        };
    }

    /// <summary>The id as the value it is.</summary>
    public TokenGrantId ToGrantId() => TokenGrantId.Parse(Id);

    /// <summary>Names the grant: id, user and session.</summary>
    public override string ToString() => $"{Id} ({UserName} on {SessionId})";
}
