using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace DcvAdmin.Tokens.BrokerApi;

/// <summary>Body of <c>POST /auth-tokens</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record IssueTokensRequest
{
    /// <summary>1 to 10,000 tokens to issue.</summary>
    public required IReadOnlyList<TokenRequestBody> Tokens { get; init; }
}

/// <summary>One token to issue.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TokenRequestBody
{
    /// <summary>The DCV session.</summary>
    public string? SessionId { get; init; }

    /// <summary>The user.</summary>
    public string? UserName { get; init; }

    /// <summary>Lifetime in seconds, 10 to 2,592,000; 3,600 where absent.</summary>
    public double? LifetimeSeconds { get; init; }

    /// <summary>First instant at which the token is valid.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary><c>SingleClient</c> where absent.</summary>
    public TokenUsePolicy UsePolicy { get; init; } = TokenUsePolicy.SingleClient;

    /// <summary>A mark for bulk work.</summary>
    public string? Label { get; init; }

    /// <summary>Characters of the token, 22 to 256; 43 where absent.</summary>
    public int? TokenLength { get; init; }

    /// <summary>The body of a request.</summary>
    public static TokenRequestBody Of(TokenRequest request)
    {
        if (request is null) throw new ArgumentNullException(nameof(request));
        return new TokenRequestBody
        {
            SessionId = request.SessionId,
            UserName = request.UserName,
            LifetimeSeconds = request.Lifetime?.TotalSeconds,
            NotBefore = request.NotBefore,
            UsePolicy = request.UsePolicy,
            Label = request.Label,
            TokenLength = request.TokenLength,
        };
    }

    /// <summary>The request in the body. A lifetime no TimeSpan can hold becomes the nearest one, which the rules then refuse.</summary>
    public TokenRequest ToRequest() => new()
    {
        SessionId = SessionId,
        UserName = UserName,
        Lifetime = LifetimeSeconds switch
        {
            null => null,
            { } seconds when seconds >= TimeSpan.MaxValue.TotalSeconds => TimeSpan.MaxValue,
            { } seconds when seconds <= TimeSpan.MinValue.TotalSeconds => TimeSpan.MinValue,
            { } seconds => TimeSpan.FromSeconds(seconds),
        },
        NotBefore = NotBefore,
        UsePolicy = UsePolicy,
        Label = Label,
        TokenLength = TokenLength,
    };
}

/// <summary>Answer to <c>POST /auth-tokens</c>: every request of the list stands in one of the two lists.</summary>
public sealed record IssueTokensReply
{
    /// <summary>Names this call in the broker's log.</summary>
    public required string RequestId { get; init; }

    /// <summary>The tokens that were issued.</summary>
    public required IReadOnlyList<IssuedTokenBody> SuccessfulList { get; init; }

    /// <summary>The requests that were refused.</summary>
    public required IReadOnlyList<RefusedTokenBody> UnsuccessfulList { get; init; }
}

/// <summary>One issued token. The secret is here and nowhere else.</summary>
public sealed record IssuedTokenBody
{
    /// <summary>Place of the request in the list, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The secret.</summary>
    public required string AuthToken { get; init; }

    /// <summary>What was stored.</summary>
    public required TokenGrantSummary Grant { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"issued {Grant.Id}";
}

/// <summary>One refused request.</summary>
public sealed record RefusedTokenBody
{
    /// <summary>Place of the request in the list, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The rules it broke, one sentence each.</summary>
    public required IReadOnlyList<string> FailureReasons { get; init; }
}
