using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.HelpBuilder.Pages;

/// <summary>What stands below a heading of the third level: an example, a parameter, a type.</summary>
/// <param name="title">The title of the example, the parameter's name without the dash, the type's full name.</param>
/// <param name="line">Line of the heading.</param>
internal sealed class PageEntry(string title, int line)
{
    private const string DefaultMark = "Default: ";

    public string Title { get; } = title;

    public int Line { get; } = line;

    public List<ProseBlock> Blocks { get; } = [];

    /// <summary>What a parameter is where it is left out, for those whose cmdlet cannot say it: the paragraph that begins with "Default:".</summary>
    public string? Default => DefaultBlock?.Text[DefaultMark.Length..].TrimEnd('.');

    /// <summary>The text without the default.</summary>
    public IEnumerable<ProseBlock> Prose => Blocks.Where(block => block != DefaultBlock);

    private ProseBlock? DefaultBlock => Blocks.FirstOrDefault(block => block is Paragraph && block.Text.StartsWith(DefaultMark, StringComparison.Ordinal));
}
