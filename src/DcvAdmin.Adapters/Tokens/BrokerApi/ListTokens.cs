using System.Collections.Generic;

namespace DcvAdmin.Tokens.BrokerApi;

/// <summary>Answer to <c>GET /auth-tokens</c>.</summary>
public sealed record ListTokensReply
{
    /// <summary>Names this call in the broker's log.</summary>
    public required string RequestId { get; init; }

    /// <summary>One page of grants, oldest first; it may be empty and still have a successor.</summary>
    public required IReadOnlyList<TokenGrantSummary> Grants { get; init; }

    /// <summary>Ask for the next page with it; absent on the last page.</summary>
    public string? NextToken { get; init; }
}
