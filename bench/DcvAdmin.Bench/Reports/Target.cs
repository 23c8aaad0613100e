using System.Collections.Generic;
using System.Globalization;

namespace DcvAdmin.Bench.Reports;

/// <summary>A figure that was to be reached, and the one that was.</summary>
internal sealed record Target(string Name, string Wanted, double Measured, bool IsMet)
{
    public static Target AtLeast(string name, double least, double measured) => new(name, string.Create(CultureInfo.InvariantCulture, $">= {least:0.00}"), measured, measured >= least);

    public static Target AtMost(string name, double most, double measured) => new(name, string.Create(CultureInfo.InvariantCulture, $"<= {most:0.##}"), measured, measured <= most);

    /// <summary>The table that ends every report.</summary>
    public static void Write(MarkdownText text, IEnumerable<Target> targets)
    {
        text.Line($"| target | wanted | measured | |");
        text.Line($"|---|---:|---:|---|");
        foreach (var target in targets) text.Line($"| {target.Name} | {target.Wanted} | {target.Measured:0.00} | {(target.IsMet ? "met" : "**missed**")} |");
    }
}
