using System;

namespace DcvAdmin.Tokens;

/// <summary>What an admin asks for: one token for one user on one session. Unchecked; <see cref="TokenRequestRules"/> checks it.</summary>
public sealed record TokenRequest
{
    /// <summary>The DCV session the token opens: <c>console</c>, or the id of a virtual session. Compared exactly, by ordinal.</summary>
    public string? SessionId { get; init; }

    /// <summary>The user DCV will authorize. <c>DOMAIN\user</c> and <c>user@domain</c> are legal.</summary>
    public string? UserName { get; init; }

    /// <summary>How long the token is valid, from <see cref="NotBefore"/> or from now. Default 60 minutes, 10 seconds to 30 days.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>The instant before which the token is refused; at most 365 days ahead.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>How often and from where the token may be used.</summary>
    public TokenUsePolicy UsePolicy { get; init; } = TokenUsePolicy.SingleClient;

    /// <summary>A mark for bulk work, such as the name of a class.</summary>
    public string? Label { get; init; }

    /// <summary>Characters of the token; 43 (256 bits and more) where null.</summary>
    public int? TokenLength { get; init; }

    /// <summary>Names the request in errors: user and session.</summary>
    public override string ToString() => $"{UserName} on {SessionId}";
}
