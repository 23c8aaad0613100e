using System;
using System.Text.Json.Serialization;
using DcvAdmin.Tokens;
using DcvAdmin.Tokens.BrokerApi;

namespace DcvAdmin.Functions.Tokens;

/// <summary>What <c>get-token</c> takes: the two members of the published function, and our options, named and meant as in the broker's API.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GetTokenInput
{
    /// <summary>The user DCV will authorize.</summary>
    public string? User { get; init; }

    /// <summary>The DCV session.</summary>
    public string? SessionId { get; init; }

    public double? LifetimeSeconds { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    public TokenUsePolicy UsePolicy { get; init; } = TokenUsePolicy.SingleClient;

    public string? Label { get; init; }

    public int? TokenLength { get; init; }

    public TokenRequest ToRequest() => new TokenRequestBody
    {
        SessionId = SessionId,
        UserName = User,
        LifetimeSeconds = LifetimeSeconds,
        NotBefore = NotBefore,
        UsePolicy = UsePolicy,
        Label = Label,
        TokenLength = TokenLength,
    }.ToRequest();
}
