using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using DcvAdmin.HelpBuilder.Rules;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DcvAdmin.HelpBuilder.Pages;

/// <summary>Reads a page block by block. What help cannot hold is a flaw, never dropped in silence.</summary>
internal sealed partial class PageReader
{
    /// <summary>Get-Help indents code by four: longer lines wrap in a window of 80 columns, and wrapped code cannot be copied.</summary>
    private const int LongestCodeLine = 76;

    private readonly List<HelpFlaw> _flaws;
    private readonly HelpPage _page;
    private PageSection? _section;
    private PageEntry? _entry;
    private bool _isTitled;

    private PageReader(string path, List<HelpFlaw> flaws)
    {
        _flaws = flaws;
        _page = new HelpPage(path);
    }

    /// <summary>Reads a page.</summary>
    /// <param name="path">Its file, for its name and for the places of flaws.</param>
    /// <param name="text">Its Markdown.</param>
    /// <param name="flaws">Takes what is wrong with it.</param>
    public static HelpPage Read(string path, string text, List<HelpFlaw> flaws)
    {
        var reader = new PageReader(path, flaws);
        foreach (var block in Markdown.Parse(text)) reader.Read(block);
        if (!reader._isTitled) reader.Flaw(1, FlawKind.HeadingUnknown, $"The page has no title: it begins with '# {(reader._page.IsShared ? "Shared parameters" : reader._page.Name)}'.");
        return reader._page;
    }

    /// <summary>Reads a page from its file.</summary>
    public static HelpPage Read(string path, List<HelpFlaw> flaws) => Read(path, File.ReadAllText(path), flaws);

    private void Read(Block block)
    {
        var line = block.Line + 1;
        switch (block)
        {
            case HeadingBlock heading:
                ReadHeading(heading.Level, TextOf(heading, line), line);
                break;
            case LinkReferenceDefinitionGroup:
                Flaw(line, FlawKind.ContentUnfit, "Write the address of a link where the link stands.");
                break;
            case ListBlock list when _section?.Name == PageSection.RelatedLinks:
                foreach (var item in list.Cast<ListItemBlock>()) ReadLink(item);
                break;
            case ListBlock list:
                Add(new ItemList([.. list.Cast<ListItemBlock>().Select(TextOfItem)], list.IsOrdered, line));
                break;
            case ParagraphBlock paragraph:
                Add(new Paragraph(TextOf(paragraph, line), line));
                break;
            case FencedCodeBlock fence:
                ReadFence(fence, line);
                break;
            default:
                Flaw(line, FlawKind.ContentUnfit, $"Help shows paragraphs, lists and the code of examples; this is a {block.GetType().Name.Replace("Block", string.Empty, StringComparison.Ordinal)}.");
                break;
        }
    }

    private void ReadHeading(int level, string text, int line)
    {
        switch (level)
        {
            case 1 when !_isTitled:
                _isTitled = true;
                if (!_page.IsShared && text != _page.Name) Flaw(line, FlawKind.HeadingUnknown, $"The title is '{text}', but the page is that of {_page.Name}.");
                break;
            case 2:
                ReadSection(text, line);
                break;
            case 3 when _section is { HasEntries: true }:
                ReadEntry(_section, text, line);
                break;
            default:
                Flaw(line, FlawKind.HeadingUnknown, $"A page has no heading '{text}' of level {level} here.");
                break;
        }
    }

    private void ReadSection(string text, int line)
    {
        _entry = null;
        _section = new PageSection(text, line);
        var isKnown = PageSection.Names.Contains(text) && (!_page.IsShared || text == PageSection.Parameters);
        if (!isKnown) Flaw(line, FlawKind.HeadingUnknown, $"A page has no section '{text}'; its sections are {string.Join(", ", _page.IsShared ? [PageSection.Parameters] : PageSection.Names)}.");
        else if (!_page.Sections.TryAdd(text, _section)) Flaw(line, FlawKind.HeadingUnknown, $"The section '{text}' stands twice.");
    }

    private void ReadEntry(PageSection section, string text, int line)
    {
        var title = text;
        if (section.Name == PageSection.Examples)
        {
            var match = ExampleHeading().Match(text);
            var number = section.Entries.Count + 1;
            if (!match.Success || match.Groups["number"].Value != number.ToString(CultureInfo.InvariantCulture))
                Flaw(line, FlawKind.HeadingUnknown, $"The heading '{text}' should be 'Example {number}: ' and a title.");
            if (match.Success) title = match.Groups["title"].Value;
        }
        else if (section.Name == PageSection.Parameters)
        {
            if (!text.StartsWith('-')) Flaw(line, FlawKind.HeadingUnknown, $"The heading '{text}' should be a parameter's name with its dash.");
            title = text.TrimStart('-');
        }

        _entry = new PageEntry(title, line);
        if (section.Entries.Any(entry => entry.Title == title)) Flaw(line, FlawKind.HeadingUnknown, $"The heading '{text}' stands twice.");
        section.Entries.Add(_entry);
    }

    private void ReadLink(ListItemBlock item)
    {
        var line = item.Line + 1;
        var inlines = (item.FirstOrDefault() as ParagraphBlock)?.Inline;
        var link = inlines?.FirstOrDefault() as LinkInline;
        if (item.Count != 1 || inlines is null || (link is not null && link.NextSibling is not null))
        {
            Flaw(line, FlawKind.ContentUnfit, "A related link is one link, or one name.");
            return;
        }

        _page.Links.Add(new RelatedLink(link is null ? TextOf((ParagraphBlock)item[0], line) : link.FirstChild is null ? string.Empty : InlineText.Of(link, out _), link?.Url, line));
    }

    private void ReadFence(FencedCodeBlock fence, int line)
    {
        var language = fence.Info ?? string.Empty;
        if (_section?.Name != PageSection.Examples)
        {
            Flaw(line, FlawKind.ContentUnfit, "Code stands in examples only: there it is run by a test.");
            return;
        }

        if (language is not (Fence.Code or Fence.Output)) Flaw(line, FlawKind.ContentUnfit, $"The language of a code block is {Fence.Code} or {Fence.Output}, not '{language}'.");
        var lines = fence.Lines.Lines.Take(fence.Lines.Count).Select(text => text.ToString().TrimEnd()).ToList();
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Length > LongestCodeLine) Flaw(line + 1 + i, FlawKind.ContentUnfit, $"A line of code has {lines[i].Length} characters; more than {LongestCodeLine} wrap in a window of 80 columns.");
        }

        Add(new Fence(language, string.Join('\n', lines), line));
    }

    private void Add(ProseBlock block)
    {
        if (_entry is not null) _entry.Blocks.Add(block);
        else if (_section is { HasEntries: false } && _section.Name != PageSection.RelatedLinks) _section.Blocks.Add(block);
        else if (!_page.IsShared || _section is not null) Flaw(block.Line, FlawKind.ContentUnfit, "This text stands under no heading that takes text.");
    }

    private string TextOfItem(ListItemBlock item)
    {
        var line = item.Line + 1;
        if (item.Count == 1 && item[0] is ParagraphBlock paragraph) return TextOf(paragraph, line);
        Flaw(line, FlawKind.ContentUnfit, "An item of a list is one paragraph: a console shows no list within a list.");
        return string.Empty;
    }

    private string TextOf(LeafBlock block, int line)
    {
        var text = InlineText.Of(block.Inline, out var unfit);
        if (unfit is not null) Flaw(line, FlawKind.ContentUnfit, $"A console cannot show '{unfit}'.");
        return text;
    }

    private void Flaw(int line, FlawKind kind, string message) => _flaws.Add(new HelpFlaw(_page.Path, line, kind, message));

    [GeneratedRegex("^Example (?<number>[0-9]+): (?<title>.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex ExampleHeading();
}
