using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;
using DcvAdmin.HelpBuilder.Cmdlets;
using DcvAdmin.HelpBuilder.Pages;

namespace DcvAdmin.HelpBuilder.Maml;

/// <summary>
/// Writes the help file that Get-Help reads (MAML). Shapes of cmdlets give everything that can be computed, pages give the prose.
/// </summary>
internal sealed class MamlHelp
{
    private const string RootNamespace = "http://msh";
    private const string MamlNamespace = "http://schemas.microsoft.com/maml/2004/10";
    private const string CommandNamespace = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private const string DevNamespace = "http://schemas.microsoft.com/maml/dev/2004/10";

    private readonly XmlWriter _xml;
    private readonly HelpPage? _shared;

    private MamlHelp(XmlWriter xml, HelpPage? shared)
    {
        _xml = xml;
        _shared = shared;
    }

    /// <summary>The help file of cmdlets whose pages have no flaw.</summary>
    public static string Write(IReadOnlyList<CmdletShape> cmdlets, IReadOnlyList<HelpPage> pages)
    {
        using var text = new MemoryStream();
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.None, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
        using (var xml = XmlWriter.Create(text, settings)) new MamlHelp(xml, pages.FirstOrDefault(page => page.IsShared)).Write(cmdlets.Select(cmdlet => (cmdlet, pages.First(page => page.Name == cmdlet.Name))));
        return Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }

    private void Write(IEnumerable<(CmdletShape Cmdlet, HelpPage Page)> commands)
    {
        _xml.WriteStartDocument();
        _xml.WriteStartElement("helpItems", RootNamespace);
        _xml.WriteAttributeString("schema", "maml");
        _xml.WriteAttributeString("xmlns", "maml", null, MamlNamespace);
        _xml.WriteAttributeString("xmlns", "command", null, CommandNamespace);
        _xml.WriteAttributeString("xmlns", "dev", null, DevNamespace);
        foreach (var (cmdlet, page) in commands) Command("command", () => WriteCommand(cmdlet, page));
        _xml.WriteEndElement();
    }

    private void WriteCommand(CmdletShape cmdlet, HelpPage page)
    {
        Command("details", () =>
        {
            _xml.WriteElementString("name", CommandNamespace, cmdlet.Name);
            _xml.WriteElementString("verb", CommandNamespace, cmdlet.Verb);
            _xml.WriteElementString("noun", CommandNamespace, cmdlet.Noun);
            Description(page.Synopsis);
        });
        Description(page.Description);
        Command("syntax", () =>
        {
            foreach (var set in cmdlet.ParameterSets) Command("syntaxItem", () => WriteSyntax(cmdlet, page, set));
        });
        Command("parameters", () =>
        {
            foreach (var parameter in cmdlet.Parameters) WriteParameter(parameter, page);
        });
        Command("inputTypes", () => WriteTypes("inputType", page.Inputs));
        Command("returnValues", () => WriteTypes("returnValue", page.Outputs));
        if (page.Notes.Count > 0) Maml("alertSet", () => Maml("alert", () => Paragraphs(page.Notes)));
        Command("examples", () =>
        {
            for (var i = 0; i < page.Examples.Count; i++) WriteExample(i + 1, page.Examples[i]);
        });
        Command("relatedLinks", () =>
        {
            foreach (var link in page.Links) WriteLink(link);
        });
    }

    private void WriteSyntax(CmdletShape cmdlet, HelpPage page, string set)
    {
        MamlText("name", cmdlet.Name);
        var placed = cmdlet.Parameters.Select(parameter => (Parameter: parameter, Place: parameter.PlaceIn(set))).Where(pair => pair.Place is { IsHidden: false });
        // The order of Get-Command -Syntax: by position, then what must be named, then the rest as it was declared.
        foreach (var (parameter, place) in placed.OrderBy(pair => pair.Place!.Position ?? int.MaxValue).ThenByDescending(pair => pair.Place!.IsMandatory))
        {
            Parameter(parameter, [place!], () =>
            {
                MamlText("name", parameter.Name);
                Description(DescriptionOf(parameter, page));
                if (!parameter.IsSwitch) ParameterValue(parameter.ShortType, place!.IsMandatory, parameter.IsArray);
                WriteType(parameter, page);
            });
        }
    }

    private void WriteParameter(ParameterShape parameter, HelpPage page) => Parameter(parameter, parameter.Places, () =>
    {
        MamlText("name", parameter.Name);
        Description(DescriptionOf(parameter, page));
        if (parameter.AllowedValues.Count > 0)
        {
            Command("parameterValueGroup", () =>
            {
                foreach (var value in parameter.AllowedValues) ParameterValue(value, isRequired: false, isArray: false);
            });
        }

        ParameterValue(parameter.Type, isRequired: !parameter.IsSwitch, parameter.IsArray);
        WriteType(parameter, page);
    });

    private void Parameter(ParameterShape parameter, IReadOnlyList<ParameterPlace> places, Action content) => Command("parameter", () =>
    {
        _xml.WriteAttributeString("required", Bool(places.All(place => place.IsMandatory)));
        _xml.WriteAttributeString("variableLength", Bool(parameter.IsArray));
        _xml.WriteAttributeString("globbing", Bool(parameter.TakesWildcards));
        _xml.WriteAttributeString("pipelineInput", PipelineInput(places));
        _xml.WriteAttributeString("position", places.Select(place => place.Position).FirstOrDefault(position => position is not null)?.ToString(CultureInfo.InvariantCulture) ?? "named");
        _xml.WriteAttributeString("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases));
        content();
    });

    private void WriteType(ParameterShape parameter, HelpPage page)
    {
        Dev("type", () =>
        {
            MamlText("name", parameter.Type);
            MamlText("uri", string.Empty);
        });
        _xml.WriteElementString("defaultValue", DevNamespace, parameter.IsSwitch ? "False" : parameter.Default ?? EntryOf(parameter, page)?.Default ?? "None");
    }

    private void ParameterValue(string text, bool isRequired, bool isArray) => Command("parameterValue", () =>
    {
        _xml.WriteAttributeString("required", Bool(isRequired));
        _xml.WriteAttributeString("variableLength", Bool(isArray));
        _xml.WriteString(text);
    });

    private IEnumerable<ProseBlock> DescriptionOf(ParameterShape parameter, HelpPage page)
    {
        if (parameter.IsOfEngine) return [new Paragraph(parameter.Name == "WhatIf" ? "Shows what the command would do, and does nothing." : "Asks for confirmation before each change.", 0)];
        var prose = EntryOf(parameter, page)!.Prose;
        return parameter.AllowedValues.Count == 0 ? prose : prose.Append(new Paragraph($"Allowed values: {string.Join(", ", parameter.AllowedValues)}.", 0));
    }

    private PageEntry? EntryOf(ParameterShape parameter, HelpPage page) => page.FindParameter(parameter.Name) ?? _shared?.FindParameter(parameter.Name);

    private void WriteTypes(string element, IEnumerable<PageEntry> types)
    {
        foreach (var entry in types)
        {
            Command(element, () =>
            {
                Dev("type", () => MamlText("name", entry.Title));
                Description(entry.Blocks);
            });
        }
    }

    private void WriteExample(int number, PageEntry example) => Command("example", () =>
    {
        MamlText("title", $"-------- Example {number}: {example.Title} --------");
        _xml.WriteElementString("code", DevNamespace, example.Blocks[0].Text);
        // Get-Help puts nothing between two examples; the empty paragraph keeps the next title apart.
        Dev("remarks", () => Paragraphs([.. example.Blocks.Skip(1), new Paragraph(string.Empty, 0)]));
    });

    private void WriteLink(RelatedLink link) => Maml("navigationLink", () =>
    {
        MamlText("linkText", link.Text);
        MamlText("uri", link.IsWeb ? link.Target! : string.Empty);
    });

    private void Description(IEnumerable<ProseBlock> blocks) => Maml("description", () => Paragraphs(blocks));

    private void Paragraphs(IEnumerable<ProseBlock> blocks)
    {
        foreach (var block in blocks) MamlText("para", block.Text);
    }

    private void MamlText(string name, string text) => _xml.WriteElementString(name, MamlNamespace, text);

    private void Maml(string name, Action content) => Element(name, MamlNamespace, content);

    private void Command(string name, Action content) => Element(name, CommandNamespace, content);

    private void Dev(string name, Action content) => Element(name, DevNamespace, content);

    private void Element(string name, string xmlNamespace, Action content)
    {
        _xml.WriteStartElement(name, xmlNamespace);
        content();
        _xml.WriteEndElement();
    }

    private static string Bool(bool value) => value ? "true" : "false";

    /// <summary>How Get-Help puts it: False, or True with the ways in which the pipeline binds.</summary>
    private static string PipelineInput(IReadOnlyList<ParameterPlace> places)
    {
        List<string> ways = [];
        if (places.Any(place => place.TakesPipelineObjects)) ways.Add("ByValue");
        if (places.Any(place => place.TakesPipelineProperties)) ways.Add("ByPropertyName");
        return ways.Count == 0 ? "False" : $"True ({string.Join(", ", ways)})";
    }
}
