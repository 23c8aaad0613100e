using System;
using System.Text.Json.Serialization;

namespace DcvAdmin.Functions.Tokens;

/// <summary>The published function's answer to a direct invocation, status and token, with what can be done with the token later.</summary>
internal sealed record GetTokenOutput
{
    /// <summary>200, 400 for input that breaks a rule, 500 where no token could be stored.</summary>
    public required int StatusCode { get; init; }

    /// <summary>The token, or what is wrong.</summary>
    public required string Body { get; init; }

    /// <summary>The grant's id, by which it is listed and revoked.</summary>
    public string? Id { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Without the body, which may be a token.</summary>
    public override string ToString() => $"get-token output, status {StatusCode}";
}

/// <summary>The body of an API's answer with a token.</summary>
internal sealed record IssuedToken
{
    public required string AuthToken { get; init; }

    public required string Id { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"issued {Id}";
}

/// <summary>The body of an API's answer without one, in the shape of the broker's.</summary>
internal sealed record RefusedToken
{
    [JsonPropertyName("error")]
    public required string Error { get; init; }
}
