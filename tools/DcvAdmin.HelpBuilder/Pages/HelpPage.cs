using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.HelpBuilder.Pages;

/// <summary>The prose about one cmdlet, as its page holds it.</summary>
internal sealed class HelpPage(string path)
{
    /// <summary>The page whose parameters count for every cmdlet that has them and does not describe them itself.</summary>
    public const string SharedFileName = "shared-parameters.md";

    public string Path { get; } = path;

    /// <summary>The name of the cmdlet.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public bool IsShared => System.IO.Path.GetFileName(Path) == SharedFileName;

    public IDictionary<string, PageSection> Sections { get; } = new Dictionary<string, PageSection>(StringComparer.Ordinal);

    public IReadOnlyList<ProseBlock> Synopsis => BlocksOf(PageSection.Synopsis);

    public IReadOnlyList<ProseBlock> Description => BlocksOf(PageSection.Description);

    public IReadOnlyList<ProseBlock> Notes => BlocksOf(PageSection.Notes);

    public IReadOnlyList<PageEntry> Examples => EntriesOf(PageSection.Examples);

    public IReadOnlyList<PageEntry> Parameters => EntriesOf(PageSection.Parameters);

    public IReadOnlyList<PageEntry> Inputs => EntriesOf(PageSection.Inputs);

    public IReadOnlyList<PageEntry> Outputs => EntriesOf(PageSection.Outputs);

    public IList<RelatedLink> Links { get; } = [];

    /// <summary>Where a section begins; the first line of the page where it has none.</summary>
    public int LineOf(string section) => Sections.TryGetValue(section, out var found) ? found.Line : 1;

    public PageEntry? FindParameter(string name) => Parameters.FirstOrDefault(entry => string.Equals(entry.Title, name, StringComparison.Ordinal));

    private List<ProseBlock> BlocksOf(string section) => Sections.TryGetValue(section, out var found) ? found.Blocks : [];

    private List<PageEntry> EntriesOf(string section) => Sections.TryGetValue(section, out var found) ? found.Entries : [];
}
