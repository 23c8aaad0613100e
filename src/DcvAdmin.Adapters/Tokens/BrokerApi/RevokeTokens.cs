using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace DcvAdmin.Tokens.BrokerApi;

/// <summary>Body of <c>POST /auth-tokens/revoke</c>: ids, or at least one of user, session and label.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RevokeTokensRequest
{
    /// <summary>1 to 10,000 grants.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Every usable grant of this user; case does not matter.</summary>
    public string? UserName { get; init; }

    /// <summary>Every usable grant on this session.</summary>
    public string? SessionId { get; init; }

    /// <summary>Every usable grant with this label; case does not matter.</summary>
    public string? Label { get; init; }
}

/// <summary>Answer to <c>POST /auth-tokens/revoke</c>.</summary>
public sealed record RevokeTokensReply
{
    /// <summary>Names this call in the broker's log.</summary>
    public required string RequestId { get; init; }

    /// <summary>How many grants this call revoked.</summary>
    public required int RevokedCount { get; init; }

    /// <summary>What became of each id, in their order; absent where a filter was given.</summary>
    public IReadOnlyList<RevocationBody>? Revocations { get; init; }
}

/// <summary>What became of one id.</summary>
public sealed record RevocationBody
{
    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>What happened.</summary>
    public required RevocationOutcome Outcome { get; init; }

    /// <summary>The grant as it is now; absent where there is none.</summary>
    public TokenGrantSummary? Grant { get; init; }
}
