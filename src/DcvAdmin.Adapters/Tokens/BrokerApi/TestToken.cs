using System.Text.Json.Serialization;

namespace DcvAdmin.Tokens.BrokerApi;

/// <summary>Body of <c>POST /auth-tokens/test</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TestTokenRequest
{
    /// <summary>The secret.</summary>
    public required string AuthToken { get; init; }

    /// <summary>The DCV session.</summary>
    public required string SessionId { get; init; }

    /// <summary>The client, as a DCV server would report it.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"test of a token on {SessionId}";
}

/// <summary>Answer to <c>POST /auth-tokens/test</c>.</summary>
public sealed record TestTokenReply
{
    /// <summary>Names this call in the broker's log.</summary>
    public required string RequestId { get; init; }

    /// <summary>Whether a DCV server would be answered yes.</summary>
    public required bool IsGranted { get; init; }

    /// <summary>The reason of a no.</summary>
    public DenialReason? Denial { get; init; }

    /// <summary>The grant of the token; absent where none has it.</summary>
    public TokenGrantSummary? Grant { get; init; }
}
