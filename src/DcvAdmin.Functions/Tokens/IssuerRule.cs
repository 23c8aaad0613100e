using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using DcvAdmin.Functions.Gateway;

namespace DcvAdmin.Functions.Tokens;

/// <summary>
/// Who of an API's callers may have tokens issued, and for whom. To be known is not to be allowed: whoever is in a user pool is known. A signed call
/// has passed IAM's policies; everybody else needs what is set here, and where nothing is set, may do nothing.
/// </summary>
internal sealed record IssuerRule
{
    public const string ScopeVariable = "DCVADMIN_ISSUERSCOPE";

    public const string ClaimVariable = "DCVADMIN_ISSUERCLAIM";

    public const string ValueVariable = "DCVADMIN_ISSUERVALUE";

    public const string OwnUserVariable = "DCVADMIN_OWNUSERCLAIM";

    private const string ScopeClaim = "scope";

    /// <summary>Nobody but signed callers.</summary>
    public static IssuerRule None { get; } = new();

    /// <summary>The scope that the caller's access token must have; null where none is asked for.</summary>
    public string? Scope { get; init; }

    /// <summary>The claim that must hold <see cref="Value"/>, as in <c>cognito:groups</c>; null where none is asked for.</summary>
    public string? Claim { get; init; }

    public string? Value { get; init; }

    /// <summary>The claim whose value is the name of the one user for whom anyone else may have tokens issued; null where nobody else may.</summary>
    public string? OwnUserClaim { get; init; }

    /// <summary>Whether nothing is set.</summary>
    public bool IsEmpty => this == None;

    /// <summary>Reads the rule from the environment.</summary>
    public static IssuerRule Read(Func<string, string?> read, ICollection<string> flaws)
    {
        var rule = new IssuerRule { Scope = Text(ScopeVariable), Claim = Text(ClaimVariable), Value = Text(ValueVariable), OwnUserClaim = Text(OwnUserVariable) };
        if (rule.Scope is { } scope && scope.Any(char.IsWhiteSpace)) flaws.Add($"{ScopeVariable} is '{scope}'; it is one scope, without blanks.");
        if (rule.Claim is null != rule.Value is null) flaws.Add($"{ClaimVariable} and {ValueVariable} go together: the claim's name, and what it must hold.");
        return rule;

        string? Text(string name)
        {
            if (read(name) is not { } text) return null;
            // A condition that is empty by mistake must not be one condition less.
            if (string.IsNullOrWhiteSpace(text)) flaws.Add($"{name} is empty: say what is meant, or leave it out.");
            return text.Trim();
        }
    }

    /// <summary>What a caller may do.</summary>
    public IssuerRight RightOf(GatewayCaller caller)
    {
        if (caller.Claims is not { } claims) return IssuerRight.ForAnyone;
        var refusal = Refusal(claims, caller.HasBlanksInLists);
        if (refusal is null) return IssuerRight.ForAnyone;
        return OwnUserClaim is not null && Member(claims, OwnUserClaim) is { ValueKind: JsonValueKind.String } own && own.GetString() is { Length: > 0 } user
            ? IssuerRight.For(user)
            : IssuerRight.Nothing(refusal);
    }

    /// <summary>Why claims do not meet the conditions; null where they do. For the log: a caller is not told what it would take.</summary>
    private string? Refusal(JsonElement claims, bool hasBlanksInLists)
    {
        if (Scope is null && Claim is null) return $"Neither {ScopeVariable} nor {ClaimVariable} is set, so only signed callers may issue for anyone";
        if (Scope is not null && !(Member(claims, ScopeClaim) is { ValueKind: JsonValueKind.String } scopes && scopes.GetString()!.Split(' ').Contains(Scope, StringComparer.Ordinal)))
            return $"The caller's token does not have the scope of {ScopeVariable}";
        if (Claim is not null && !(Member(claims, Claim) is { } held && Values(held, hasBlanksInLists).Contains(Value, StringComparer.Ordinal)))
            return $"The caller's claim {Claim} does not hold the value of {ValueVariable}";
        return null;
    }

    /// <summary>
    /// The values of a claim. API Gateway, user pools and the identity providers behind them hand lists over as text, each in its own way: <c>a,b</c>,
    /// <c>[a, b]</c>, <c>["a","b"]</c>, and an HTTP API <c>[a b]</c>. Blanks divide nothing elsewhere: <c>not issuers</c> is no issuer.
    /// </summary>
    private static IEnumerable<string> Values(JsonElement claim, bool hasBlanksInLists)
    {
        if (claim.ValueKind == JsonValueKind.Array) return claim.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!);
        if (claim.ValueKind != JsonValueKind.String) return [];
        var text = claim.GetString()!.Trim();
        var isBracketed = text.Length > 1 && text[0] == '[' && text[^1] == ']';
        var list = isBracketed ? text[1..^1] : text;
        var values = list.Split(',').Select(value => value.Trim());
        if (!isBracketed) return values.Append(text);
        if (hasBlanksInLists && !list.Contains(',', StringComparison.Ordinal)) return list.Split(' ').Append(list);
        return values.Select(value => value.Length > 1 && value.StartsWith('"') && value.EndsWith('"') ? value[1..^1] : value);
    }

    private static JsonElement? Member(JsonElement claims, string name) => claims.TryGetProperty(name, out var member) ? member : null;
}
