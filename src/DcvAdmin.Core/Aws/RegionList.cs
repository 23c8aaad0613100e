using System;
using System.Collections.Generic;
using DcvAdmin.Reporting;

namespace DcvAdmin.Aws;

/// <summary>Regions in one text, as an environment variable has them.</summary>
public static class RegionList
{
    /// <summary>The environment variable that says which regions are meant by all.</summary>
    public const string Variable = "REGIONLIST";

    private static readonly char[] Separators = [',', ';', ' ', '\t', '\r', '\n'];

    /// <summary>Reads a list with commas, semicolons or blanks between its names.</summary>
    /// <param name="text">For example <c>eu-west-1,us-east-1</c>; nothing in it means that there is no list.</param>
    /// <returns>The regions, each once, ordered by name; null where there is no list.</returns>
    /// <exception cref="AwsException">Something in it is no region's name.</exception>
    public static IReadOnlyList<string>? Read(string? text)
    {
        var names = text?.Split(Separators, StringSplitOptions.RemoveEmptyEntries) ?? [];
        var regions = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            regions.Add(AwsRegion.TryParse(name, out var region)
                ? region
                : throw new AwsException(AwsFault.InvalidConfiguration, $"The environment variable {Variable} holds '{name.Visible()}', which is no region's name.", "Write names such as eu-west-1 with commas between them, or remove the variable."));
        }

        return regions.Count == 0 ? null : [.. regions];
    }
}
