using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace DcvAdmin.Authorization;

/// <summary>The claims of a token that was accepted (RFC 7519 4). Read-only; it does not show them when printed.</summary>
public sealed class JwtClaims
{
    private readonly JsonElement _claims;

    internal JwtClaims(JsonElement claims, DateTimeOffset expiresAt)
    {
        _claims = claims;
        ExpiresAt = expiresAt;
    }

    /// <summary><c>exp</c>: when it ends, without any clock skew.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary><c>sub</c>; null where there is none.</summary>
    public string? Subject => GetText("sub");

    /// <summary>The names of all claims.</summary>
    public IReadOnlyList<string> Names => [.. _claims.EnumerateObject().Select(claim => claim.Name)];

    /// <summary>The text of a claim; null where there is no such claim or it is not a string.</summary>
    public string? GetText(string name) => _claims.Text(name);

    /// <summary>
    /// A claim as a list, in each of the forms in which providers write one: a JSON array, of which the strings count; one value; or all values in
    /// one string, as Amazon Cognito writes an attribute that it mapped from several values of a SAML attribute: <c>[a, b]</c>.
    /// </summary>
    /// <remarks>A value with a comma in it cannot be told from two in the last form: give such values no rights, or have the provider send identifiers.</remarks>
    /// <returns>No value where there is no such claim, or it is of another kind. Empty values are left out.</returns>
    public IReadOnlyList<string> GetList(string name)
    {
        if (!_claims.TryGetProperty(name, out var claim)) return [];
        if (claim.ValueKind == JsonValueKind.Array)
            return [.. claim.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).Where(item => item.Length > 0)];
        if (claim.ValueKind != JsonValueKind.String || claim.GetString() is not { Length: > 0 } text) return [];
        return text is ['[', .., ']'] ? text[1..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [text];
    }

    /// <summary>Whether a claim is one of the accepted strings, or an array of nothing but strings with one of them.</summary>
    internal static bool HoldsOneOf(JsonElement claims, string name, bool mayBeArray, IReadOnlyCollection<string> accepted)
    {
        if (!claims.TryGetProperty(name, out var claim)) return false;
        if (claim.ValueKind == JsonValueKind.String) return accepted.Contains(claim.GetString()!, StringComparer.Ordinal);
        if (!mayBeArray || claim.ValueKind != JsonValueKind.Array) return false;
        var values = claim.EnumerateArray().ToArray();
        return values.All(value => value.ValueKind == JsonValueKind.String) && values.Any(value => accepted.Contains(value.GetString()!, StringComparer.Ordinal));
    }
}
