using System.Collections.Generic;

namespace DcvAdmin.HelpBuilder.Pages;

/// <summary>What stands below a heading of the second level.</summary>
internal sealed class PageSection(string name, int line)
{
    public const string Synopsis = "SYNOPSIS";
    public const string Description = "DESCRIPTION";
    public const string Examples = "EXAMPLES";
    public const string Parameters = "PARAMETERS";
    public const string Inputs = "INPUTS";
    public const string Outputs = "OUTPUTS";
    public const string Notes = "NOTES";
    public const string RelatedLinks = "RELATED LINKS";

    /// <summary>In the order of Get-Help -Full.</summary>
    public static readonly IReadOnlyList<string> Names = [Synopsis, Description, Examples, Parameters, Inputs, Outputs, Notes, RelatedLinks];

    public string Name { get; } = name;

    public int Line { get; } = line;

    /// <summary>Whether its text stands under headings of the third level.</summary>
    public bool HasEntries => Name is Examples or Parameters or Inputs or Outputs;

    public List<ProseBlock> Blocks { get; } = [];

    public List<PageEntry> Entries { get; } = [];
}
