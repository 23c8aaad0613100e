using System;
using System.Collections.Generic;

namespace DcvAdmin.Tokens;

/// <summary>Which grants are meant; every condition that is set must hold. Empty means all.</summary>
public sealed record TokenFilter
{
    /// <summary>Only the grant with this id.</summary>
    public TokenGrantId? Id { get; init; }

    /// <summary>Only grants of this user; case does not matter (a leaver's tokens must be found however they were typed).</summary>
    public string? UserName { get; init; }

    /// <summary>Only grants on this session; exact.</summary>
    public string? SessionId { get; init; }

    /// <summary>Only grants with this label; case does not matter.</summary>
    public string? Label { get; init; }

    /// <summary>Only grants in this state at the time of the call.</summary>
    public TokenGrantState? State { get; init; }

    /// <summary>True where no condition is set.</summary>
    public bool IsEmpty => Id is null && UserName is null && SessionId is null && Label is null && State is null;

    /// <summary>The form in which user names and labels are compared and indexed: invariant upper case.</summary>
    public static string FoldCase(string text) => (text ?? throw new ArgumentNullException(nameof(text))).ToUpperInvariant();

    /// <summary>The conditions in words, for a message.</summary>
    public override string ToString()
    {
        var conditions = new List<string>();
        if (Id is not null) conditions.Add($"id {Id}");
        if (UserName is not null) conditions.Add($"user '{UserName}'");
        if (SessionId is not null) conditions.Add($"session '{SessionId}'");
        if (Label is not null) conditions.Add($"label '{Label}'");
        if (State is not null) conditions.Add($"state {State}");
        return conditions.Count == 0 ? "any" : string.Join(", ", conditions);
    }

    /// <summary>Whether a grant is meant.</summary>
    public bool Matches(TokenGrant grant, DateTimeOffset now)
    {
        if (grant is null) throw new ArgumentNullException(nameof(grant));
        return (Id is null || Id.Equals(grant.Id))
            && (UserName is null || string.Equals(FoldCase(UserName), FoldCase(grant.UserName), StringComparison.Ordinal))
            && (SessionId is null || string.Equals(SessionId, grant.SessionId, StringComparison.Ordinal))
            && (Label is null || (grant.Label is not null && string.Equals(FoldCase(Label), FoldCase(grant.Label), StringComparison.Ordinal)))
            && (State is null || State == grant.StateAt(now));
    }
}
