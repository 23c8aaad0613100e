using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using DcvAdmin.HelpBuilder.Cmdlets;
using DcvAdmin.HelpBuilder.Pages;

namespace DcvAdmin.HelpBuilder.Rules;

/// <summary>Holds the pages against the compiled cmdlets.</summary>
internal sealed class PageRules(IReadOnlyList<CmdletShape> cmdlets, IReadOnlyList<HelpPage> pages, IReadOnlyCollection<string> topics, string folder)
{
    private const int FewestExamples = 2;

    private readonly HelpPage? _shared = pages.FirstOrDefault(page => page.IsShared);

    /// <summary>Everything that is wrong, page by page.</summary>
    public IEnumerable<HelpFlaw> Check()
    {
        var own = pages.Where(page => !page.IsShared).ToList();
        foreach (var cmdlet in cmdlets.Where(cmdlet => own.All(page => page.Name != cmdlet.Name)))
            yield return new HelpFlaw(Path.Combine(folder, cmdlet.Name + ".md"), 1, FlawKind.PageMissing, $"The cmdlet {cmdlet.Name} has no help page.");

        foreach (var page in own)
        {
            var cmdlet = cmdlets.FirstOrDefault(candidate => candidate.Name == page.Name);
            if (cmdlet is null) yield return new HelpFlaw(page.Path, 1, FlawKind.CmdletMissing, $"There is no cmdlet {page.Name}.");
            else foreach (var flaw in Check(page, cmdlet)) yield return flaw;
        }

        foreach (var flaw in SharedFlaws()) yield return flaw;
    }

    private IEnumerable<HelpFlaw> Check(HelpPage page, CmdletShape cmdlet) =>
        SectionFlaws(page).Concat(ParameterFlaws(page, cmdlet)).Concat(ExampleFlaws(page)).Concat(OutputFlaws(page, cmdlet)).Concat(LinkFlaws(page));

    private static IEnumerable<HelpFlaw> SectionFlaws(HelpPage page)
    {
        if (page.Synopsis is not [Paragraph]) yield return Empty(page, PageSection.Synopsis, "one paragraph");
        if (page.Description.Count == 0) yield return Empty(page, PageSection.Description, "text");
        if (page.Inputs.Count == 0) yield return Empty(page, PageSection.Inputs, "a type, or None");
        if (page.Outputs.Count == 0) yield return Empty(page, PageSection.Outputs, "a type, or None");
        if (page.Links.Count == 0) yield return Empty(page, PageSection.RelatedLinks, "a link");
        foreach (var entry in page.Inputs.Concat(page.Outputs).Where(entry => entry.Blocks.Count == 0))
            yield return new HelpFlaw(page.Path, entry.Line, FlawKind.SectionEmpty, $"Nothing is said about {entry.Title}.");
    }

    private static HelpFlaw Empty(HelpPage page, string section, string content) =>
        new(page.Path, page.LineOf(section), FlawKind.SectionEmpty, $"The section {section} of {page.Name} holds {content}; it is missing or empty.");

    private IEnumerable<HelpFlaw> ParameterFlaws(HelpPage page, CmdletShape cmdlet)
    {
        foreach (var parameter in cmdlet.Parameters.Where(parameter => !parameter.IsOfEngine))
        {
            var entry = page.FindParameter(parameter.Name) ?? _shared?.FindParameter(parameter.Name);
            if (entry is null || !entry.Prose.Any())
                yield return new HelpFlaw(page.Path, page.FindParameter(parameter.Name)?.Line ?? page.LineOf(PageSection.Parameters), FlawKind.ParameterUndescribed, $"The parameter -{parameter.Name} of {cmdlet.Name} is not described.");
            else if (entry.Default is not null && (parameter.Default is not null || parameter.IsSwitch))
                yield return new HelpFlaw(page.Path, entry.Line, FlawKind.CmdletContradicted, $"The cmdlet itself states the default of -{parameter.Name}.");
        }

        foreach (var entry in page.Parameters)
        {
            var parameter = cmdlet.Parameters.FirstOrDefault(candidate => candidate.Name == entry.Title);
            if (parameter is null) yield return new HelpFlaw(page.Path, entry.Line, FlawKind.ParameterMissing, $"{cmdlet.Name} has no parameter -{entry.Title}.");
            else if (parameter.IsOfEngine) yield return new HelpFlaw(page.Path, entry.Line, FlawKind.ParameterMissing, $"-{entry.Title} is described by the help builder, not by pages.");
        }
    }

    private static IEnumerable<HelpFlaw> ExampleFlaws(HelpPage page)
    {
        if (page.Examples.Count < FewestExamples)
            yield return new HelpFlaw(page.Path, page.LineOf(PageSection.Examples), FlawKind.TooFewExamples, $"{page.Name} has {page.Examples.Count} examples; at least {FewestExamples} are asked for.");

        foreach (var example in page.Examples)
        {
            // Get-Help shows the code first, whatever the order on the page.
            if (example.Blocks is not [Fence { IsCode: true }, ..]) yield return new HelpFlaw(page.Path, example.Line, FlawKind.SectionEmpty, $"The example '{example.Title}' does not begin with {Fence.Code} code.");
            if (example.Blocks.All(block => block is Fence)) yield return new HelpFlaw(page.Path, example.Line, FlawKind.SectionEmpty, $"The example '{example.Title}' does not say what it does.");
        }
    }

    private static IEnumerable<HelpFlaw> OutputFlaws(HelpPage page, CmdletShape cmdlet)
    {
        foreach (var entry in page.Outputs.Where(entry => entry.Title != "None" && !cmdlet.OutputTypes.Contains(entry.Title)))
            yield return new HelpFlaw(page.Path, entry.Line, FlawKind.CmdletContradicted, $"{cmdlet.Name} does not state the output type {entry.Title}.");

        foreach (var type in cmdlet.OutputTypes.Where(type => page.Outputs.Count > 0 && page.Outputs.All(entry => entry.Title != type)))
            yield return new HelpFlaw(page.Path, page.LineOf(PageSection.Outputs), FlawKind.CmdletContradicted, $"{cmdlet.Name} states the output type {type}, and the page does not.");
    }

    private IEnumerable<HelpFlaw> LinkFlaws(HelpPage page)
    {
        foreach (var link in page.Links.Where(link => !link.IsWeb))
        {
            if (!topics.Contains(link.Text) && cmdlets.All(cmdlet => cmdlet.Name != link.Text))
                yield return new HelpFlaw(page.Path, link.Line, FlawKind.LinkBroken, $"There is no cmdlet or about topic '{link.Text}'.");
            else if (link.Target is not null && !File.Exists(Path.Combine(Path.GetDirectoryName(page.Path) ?? string.Empty, link.Target)))
                yield return new HelpFlaw(page.Path, link.Line, FlawKind.LinkBroken, $"The link to '{link.Text}' leads to {link.Target}, which does not exist.");
        }
    }

    private IEnumerable<HelpFlaw> SharedFlaws()
    {
        foreach (var entry in _shared?.Parameters ?? [])
        {
            if (!cmdlets.Any(cmdlet => cmdlet.Parameters.Any(parameter => !parameter.IsOfEngine && parameter.Name == entry.Title)))
                yield return new HelpFlaw(_shared!.Path, entry.Line, FlawKind.ParameterMissing, $"No cmdlet has a parameter -{entry.Title}.");
            else if (!entry.Prose.Any())
                yield return new HelpFlaw(_shared!.Path, entry.Line, FlawKind.ParameterUndescribed, $"The shared parameter -{entry.Title} is not described.");
        }
    }
}
