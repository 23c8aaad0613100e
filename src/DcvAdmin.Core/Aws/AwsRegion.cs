using System;
using System.Collections.Generic;

namespace DcvAdmin.Aws;

/// <summary>Names of AWS regions.</summary>
public static class AwsRegion
{
    /// <summary>
    /// Known regions with the names that AWS's console shows, for completion. A region that is not among them is as good: the list ages.
    /// Source: AWS Regions and Availability Zones User Guide, table "Available AWS Regions", and AWS China's and GovCloud's own pages.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Known => Names.Known;

    /// <summary>Reads a region's name as an admin writes it; case and surrounding blanks do not count.</summary>
    /// <param name="text">For example <c>eu-west-1</c>.</param>
    /// <param name="region">The name in lower case.</param>
    /// <returns>False where it has not the form of a region's name; an availability zone such as <c>eu-west-1a</c> has not.</returns>
    public static bool TryParse(string? text, out string region)
    {
        region = text?.Trim().ToLowerInvariant() ?? string.Empty;
        return HasForm(region);
    }

    // Partition prefix, direction, number: eu-west-1, us-gov-east-1, us-iso-west-1, eusc-de-east-1. Not a regular expression, which takes longer to make
    // than all else that a function does before it opens its store.
    private static bool HasForm(string region)
    {
        var parts = region.Split('-');
        if (parts.Length < 3 || !IsWord(parts[0], 4) || parts[parts.Length - 1] is not { Length: 1 or 2 } number) return false;
        foreach (var c in number)
        {
            if (c is < '0' or > '9') return false;
        }

        for (var i = 1; i < parts.Length - 1; i++)
        {
            if (!IsWord(parts[i], int.MaxValue)) return false;
        }

        return true;
    }

    private static bool IsWord(string part, int longest)
    {
        if (part.Length < 2 || part.Length > longest) return false;
        foreach (var c in part)
        {
            if (c is < 'a' or > 'z') return false;
        }

        return true;
    }

    /// <summary>Made when first asked for, which is never where a region is only read.</summary>
    private static class Names
    {
        internal static IReadOnlyDictionary<string, string> Known { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["af-south-1"] = "Africa (Cape Town)",
            ["ap-east-1"] = "Asia Pacific (Hong Kong)",
            ["ap-east-2"] = "Asia Pacific (Taipei)",
            ["ap-northeast-1"] = "Asia Pacific (Tokyo)",
            ["ap-northeast-2"] = "Asia Pacific (Seoul)",
            ["ap-northeast-3"] = "Asia Pacific (Osaka)",
            ["ap-south-1"] = "Asia Pacific (Mumbai)",
            ["ap-south-2"] = "Asia Pacific (Hyderabad)",
            ["ap-southeast-1"] = "Asia Pacific (Singapore)",
            ["ap-southeast-2"] = "Asia Pacific (Sydney)",
            ["ap-southeast-3"] = "Asia Pacific (Jakarta)",
            ["ap-southeast-4"] = "Asia Pacific (Melbourne)",
            ["ap-southeast-5"] = "Asia Pacific (Malaysia)",
            ["ap-southeast-7"] = "Asia Pacific (Thailand)",
            ["ca-central-1"] = "Canada (Central)",
            ["ca-west-1"] = "Canada West (Calgary)",
            ["cn-north-1"] = "China (Beijing)",
            ["cn-northwest-1"] = "China (Ningxia)",
            ["eu-central-1"] = "Europe (Frankfurt)",
            ["eu-central-2"] = "Europe (Zurich)",
            ["eu-north-1"] = "Europe (Stockholm)",
            ["eu-south-1"] = "Europe (Milan)",
            ["eu-south-2"] = "Europe (Spain)",
            ["eu-west-1"] = "Europe (Ireland)",
            ["eu-west-2"] = "Europe (London)",
            ["eu-west-3"] = "Europe (Paris)",
            ["il-central-1"] = "Israel (Tel Aviv)",
            ["me-central-1"] = "Middle East (UAE)",
            ["me-south-1"] = "Middle East (Bahrain)",
            ["mx-central-1"] = "Mexico (Central)",
            ["sa-east-1"] = "South America (São Paulo)",
            ["us-east-1"] = "US East (N. Virginia)",
            ["us-east-2"] = "US East (Ohio)",
            ["us-gov-east-1"] = "AWS GovCloud (US-East)",
            ["us-gov-west-1"] = "AWS GovCloud (US-West)",
            ["us-west-1"] = "US West (N. California)",
            ["us-west-2"] = "US West (Oregon)",
        };
    }
}
