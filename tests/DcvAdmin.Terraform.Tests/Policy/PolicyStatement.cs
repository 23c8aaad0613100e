using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace DcvAdmin.Terraform.Tests.Policy;

/// <summary>A statement of an IAM policy document.</summary>
/// <param name="Element">As it is written.</param>
internal sealed record PolicyStatement(JsonElement Element)
{
    public bool Allows => Element.TryGetProperty("Effect", out var effect) && effect.GetString() == "Allow";

    public IReadOnlyList<string> Actions => Texts("Action");

    public IReadOnlyList<string> Resources => Texts("Resource");

    /// <summary>The services among the principals.</summary>
    public IReadOnlyList<string> Services => Element.TryGetProperty("Principal", out var principal) && principal.ValueKind == JsonValueKind.Object && principal.TryGetProperty("Service", out var services) ? Texts(services) : [];

    /// <summary>Whether anybody at all is meant.</summary>
    public bool IsForEveryone => Element.TryGetProperty("Principal", out var principal) && (principal.ValueKind == JsonValueKind.Object
        ? principal.EnumerateObject().Any(kind => Texts(kind.Value).Contains("*"))
        : Texts(principal).Contains("*"));

    /// <summary>Whether everything but the named is meant.</summary>
    public bool IsNegated => Element.TryGetProperty("NotAction", out _) || Element.TryGetProperty("NotResource", out _) || Element.TryGetProperty("NotPrincipal", out _);

    /// <summary>The keys that its conditions test, in small letters.</summary>
    public IReadOnlyList<string> ConditionKeys => Element.TryGetProperty("Condition", out var condition) && condition.ValueKind == JsonValueKind.Object
        ? [.. condition.EnumerateObject().Where(test => test.Value.ValueKind == JsonValueKind.Object).SelectMany(test => test.Value.EnumerateObject()).Select(key => key.Name.ToLowerInvariant())]
        : [];

    /// <summary>Its Sid, or nothing.</summary>
    public string Sid => Element.TryGetProperty(nameof(Sid), out var sid) ? sid.GetString() ?? string.Empty : string.Empty;

    /// <summary>The statements of a document.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static IReadOnlyList<PolicyStatement> Read(string document)
    {
        var root = JsonDocument.Parse(document).RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("Statement", out var statements)) return [];
        return statements.ValueKind == JsonValueKind.Array ? [.. statements.EnumerateArray().Select(statement => new PolicyStatement(statement))] : [new PolicyStatement(statements)];
    }

    private IReadOnlyList<string> Texts(string name) => Element.TryGetProperty(name, out var value) ? Texts(value) : [];

    private static IReadOnlyList<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => [.. value.EnumerateArray().Select(text => text.GetString()!)],
        _ => [],
    };
}
