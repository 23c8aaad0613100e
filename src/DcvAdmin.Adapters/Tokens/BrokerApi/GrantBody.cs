using System;

namespace DcvAdmin.Tokens.BrokerApi;

/// <summary>A grant in a JSON reply.</summary>
public sealed record GrantBody
{
    /// <summary>The short public id.</summary>
    public required string Id { get; init; }

    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    /// <summary>The DCV session.</summary>
    public required string SessionId { get; init; }

    /// <summary>What it was worth when it was read.</summary>
    public required TokenGrantState State { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>First instant at which it is valid.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>First instant at which it is not valid any more.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How often and from where it may be used.</summary>
    public required TokenUsePolicy UsePolicy { get; init; }

    /// <summary>A mark for bulk work.</summary>
    public string? Label { get; init; }

    /// <summary>Who issued it.</summary>
    public required string Issuer { get; init; }

    /// <summary>When the first yes was given.</summary>
    public DateTimeOffset? RedeemedAt { get; init; }

    /// <summary>The address the first yes went to.</summary>
    public string? BoundClientAddress { get; init; }

    /// <summary>When it was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The body of a summary.</summary>
    public static GrantBody Of(TokenGrantSummary grant)
    {
        if (grant is null) throw new ArgumentNullException(nameof(grant));
        return new GrantBody
        {
            Id = grant.Id,
            UserName = grant.UserName,
            SessionId = grant.SessionId,
            State = grant.State,
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

    /// <summary>The summary in the body.</summary>
    /// <exception cref="FormatException">The id is none.</exception>
    public TokenGrantSummary ToSummary() => new()
    {
        Id = TokenGrantId.Parse(Id).Value,
        UserName = UserName,
        SessionId = SessionId,
        State = State,
        IssuedAt = IssuedAt,
        NotBefore = NotBefore,
        ExpiresAt = ExpiresAt,
        UsePolicy = UsePolicy,
        Label = Label,
        Issuer = Issuer,
        RedeemedAt = RedeemedAt,
        BoundClientAddress = BoundClientAddress,
        RevokedAt = RevokedAt,
    };
}
