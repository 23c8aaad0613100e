using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DcvAdmin.Terraform.Tests.Policy;

/// <summary>A breach that is wanted.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Module">The module's folder.</param>
/// <param name="Address">The resource within the module, without the keys of for_each.</param>
/// <param name="Reason">Why.</param>
internal sealed partial record PolicyException(string Rule, string Module, string Address, string Reason)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true, UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>Reads the list.</summary>
    public static IReadOnlyList<PolicyException> Read(string path) => JsonSerializer.Deserialize<PolicyException[]>(File.ReadAllText(path), Json)!;

    /// <summary>Whether this is the breach that is meant.</summary>
    public bool Covers(Finding finding)
    {
        if (finding.Rule != Rule) return false;
        var address = Keys().Replace(finding.Address, string.Empty);
        return address == Address || address.EndsWith($".{Address}", StringComparison.Ordinal);
    }

    /// <summary>The findings that nobody wanted.</summary>
    public static IReadOnlyList<Finding> Unwanted(IEnumerable<Finding> findings, IReadOnlyCollection<PolicyException> exceptions) => [.. findings.Where(finding => !exceptions.Any(exception => exception.Covers(finding)))];

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Keys();
}
