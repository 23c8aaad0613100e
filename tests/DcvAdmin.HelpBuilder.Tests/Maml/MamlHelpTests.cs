using System;
using System.Linq;
using System.Xml.Linq;
using DcvAdmin.HelpBuilder.Cmdlets;
using DcvAdmin.HelpBuilder.Pages;

namespace DcvAdmin.HelpBuilder.Maml;

public class MamlHelpTests
{
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    [Fact]
    public void Text_is_escaped_and_comes_back_as_it_was()
    {
        const string Awkward = "a < b && c > \"d\" ]]> 'ä' \\ {0}";
        var help = Write(SamplePage.Text.Replace("Get-DcvSample -Name one", Awkward).Replace("It lists samples.", $"`{Awkward}`"));

        Assert.Equal(Awkward, help.Descendants(Dev + "code").Last().Value);
        Assert.Equal(Awkward, help.Element(Command + "command")!.Element(Maml + "description")!.Value);
    }

    [Fact]
    public void The_first_code_of_an_example_is_its_code_and_the_rest_are_remarks()
    {
        var example = Write(SamplePage.Text.Replace("Lists all.", "Lists all.\n\n```output\n  a\n```\n\n```powershell\nGet-DcvSample\n```")).Descendants(Command + "example").First();

        Assert.Equal("-------- Example 1: All of them --------", example.Element(Maml + "title")!.Value);
        Assert.Equal("Get-DcvSample", example.Element(Dev + "code")!.Value);
        Assert.Equal(["Lists all.", "  a", "Get-DcvSample", ""], example.Element(Dev + "remarks")!.Elements().Select(paragraph => paragraph.Value));
    }

    [Fact]
    public void A_parameter_states_what_the_cmdlet_states()
    {
        var parameter = WriteParameter(new ParameterShape("Name", "SampleColour[]", "SampleColour[]")
        {
            IsArray = true,
            TakesWildcards = true,
            Aliases = ["N", "Label"],
            AllowedValues = ["Red", "Green"],
            Places = [new("A") { IsMandatory = true, Position = 0, TakesPipelineObjects = true }, new("B") { TakesPipelineProperties = true }],
        });

        Assert.Equal(
            [("required", "false"), ("variableLength", "true"), ("globbing", "true"), ("pipelineInput", "True (ByValue, ByPropertyName)"), ("position", "0"), ("aliases", "N, Label")],
            parameter.Attributes().Select(attribute => (attribute.Name.LocalName, attribute.Value)));
        Assert.Equal("SampleColour[]", parameter.Element(Command + "parameterValue")!.Value);
        Assert.Equal("SampleColour[]", parameter.Element(Dev + "type")!.Element(Maml + "name")!.Value);
        Assert.Equal(["The name.", "Allowed values: Red, Green."], parameter.Element(Maml + "description")!.Elements().Select(paragraph => paragraph.Value));
        Assert.Equal(["Red", "Green"], parameter.Element(Command + "parameterValueGroup")!.Elements().Select(value => value.Value));
    }

    [Fact]
    public void A_parameter_that_states_nothing_is_named_optional_and_without_default()
    {
        var parameter = WriteParameter(new ParameterShape("Name", "String", "string"));

        Assert.Equal(["false", "false", "false", "False", "named", "none"], parameter.Attributes().Select(attribute => attribute.Value));
        Assert.Equal("None", parameter.Element(Dev + "defaultValue")!.Value);
    }

    [Fact]
    public void The_default_of_the_page_is_used_where_the_cmdlet_has_none()
    {
        var parameter = Write(SamplePage.Text.Replace("The name.", "The name.\n\nDefault: mine")).Descendants(Command + "parameters").Single().Elements().First();

        Assert.Equal("mine", parameter.Element(Dev + "defaultValue")!.Value);
        Assert.Equal("The name.", parameter.Element(Maml + "description")!.Value);
    }

    [Fact]
    public void Syntax_is_in_the_order_of_the_engine_one_item_for_each_set()
    {
        var cmdlet = SamplePage.Cmdlet with
        {
            DefaultParameterSet = "B",
            Parameters =
            [
                new ParameterShape("Store", "String", "string"),
                new ParameterShape("Name", "String[]", "string[]") { Places = [new("A") { IsMandatory = true, Position = 0 }] },
                new ParameterShape("Force", "SwitchParameter", "switch") { IsSwitch = true, Places = [new("A") { IsMandatory = true }, new("B")] },
                new ParameterShape("Secret", "String", "string") { Places = [new(ParameterPlace.AllSets) { IsHidden = true }] },
            ],
        };
        var items = Write(SamplePage.Text.Replace("### -Name", "### -Force\n\nForce.\n\n### -Secret\n\nSecret.\n\n### -Name"), cmdlet).Descendants(Command + "syntaxItem")
            .Select(item => string.Join(' ', item.Elements(Command + "parameter").Select(parameter => parameter.Element(Maml + "name")!.Value + ":" + parameter.Element(Command + "parameterValue")?.Value)));

        Assert.Equal(["Store:string Force:", "Name:string[] Force: Store:string"], items);
    }

    [Fact]
    public void The_engines_parameters_are_described_here()
    {
        var whatIf = Write(SamplePage.Text).Descendants(Command + "parameters").Single().Elements().Single(parameter => parameter.Element(Maml + "name")!.Value == "WhatIf");

        Assert.Equal("Shows what the command would do, and does nothing.", whatIf.Element(Maml + "description")!.Value);
        Assert.Equal("False", whatIf.Element(Dev + "defaultValue")!.Value);
    }

    [Fact]
    public void A_page_wins_over_the_shared_page()
    {
        var store = Write(SamplePage.Text.Replace("### -Name", "### -Store\n\nMy store.\n\n### -Name")).Descendants(Command + "parameters").Single().Elements().ElementAt(1);

        Assert.Equal("My store.", store.Element(Maml + "description")!.Value);
    }

    [Fact]
    public void Lists_notes_and_web_links_are_kept()
    {
        var help = Write(SamplePage.Text.Replace("It lists samples.", "- one\n- two").Replace("## RELATED LINKS", "## NOTES\n\nNote.\n\n## RELATED LINKS\n\n- [Guide](https://example.com/)"));

        Assert.Equal("- one\n- two", help.Element(Command + "command")!.Element(Maml + "description")!.Value);
        Assert.Equal("Note.", help.Descendants(Maml + "alert").Single().Value);
        Assert.Equal([("Guide", "https://example.com/"), ("about_Samples", "")], help.Descendants(Maml + "navigationLink").Select(link => (link.Element(Maml + "linkText")!.Value, link.Element(Maml + "uri")!.Value)));
    }

    private static XElement WriteParameter(ParameterShape parameter) =>
        Write(SamplePage.Text, SamplePage.Cmdlet with { Parameters = [parameter] }).Descendants(Command + "parameters").Single().Elements().Single();

    private static XElement Write(string text, CmdletShape? cmdlet = null)
    {
        var page = SamplePage.Read(text, out var flaws);
        Assert.Empty(flaws);
        var shared = PageReader.Read("docs/shared-parameters.md", SamplePage.Shared, []);
        var help = MamlHelp.Write([cmdlet ?? SamplePage.Cmdlet], [page, shared]);
        Assert.DoesNotContain("\r", help, StringComparison.Ordinal);
        return XDocument.Parse(help).Root!;
    }
}
