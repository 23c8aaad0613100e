using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.HelpBuilder.Rules;

namespace DcvAdmin.HelpBuilder.Pages;

public class PageReaderTests
{
    [Fact]
    public void A_page_is_read_in_full()
    {
        var page = SamplePage.Read(SamplePage.Text, out var flaws);

        Assert.Empty(flaws);
        Assert.Equal("Get-DcvSample", page.Name);
        Assert.Equal("Lists samples.", page.Synopsis.Single().Text);
        Assert.Equal("It lists samples.", page.Description.Single().Text);
        Assert.Equal(["All of them", "One"], page.Examples.Select(example => example.Title));
        Assert.Equal("Name", page.Parameters.Single().Title);
        Assert.Equal("None", page.Inputs.Single().Title);
        Assert.Equal("Sample", page.Outputs.Single().Title);
        Assert.Equal(new RelatedLink("about_Samples", null, SamplePage.LineOf(SamplePage.Text, "- about_Samples")), page.Links.Single());
    }

    [Fact]
    public void An_example_may_have_several_pieces_of_code_and_output()
    {
        var text = SamplePage.Text.Replace("Lists all.", "Lists all.\n\n```output\nName\n----\n  a\n```\n\nAnd then:\n\n```powershell\nGet-DcvSample |\n    Out-Null\n```");
        var example = SamplePage.Read(text, out var flaws).Examples[0];

        Assert.Empty(flaws);
        Assert.Equal(["Get-DcvSample", "Lists all.", "Name\n----\n  a", "And then:", "Get-DcvSample |\n    Out-Null"], example.Blocks.Select(block => block.Text));
        Assert.Equal([true, false, false, false, true], example.Blocks.Select(block => block is Fence { IsCode: true }));
    }

    [Fact]
    public void Marks_of_markdown_are_taken_off()
    {
        var text = SamplePage.Text.Replace("It lists samples.", "It *lists* **samples**, `a<b>`,\nhere: [docs](https://example.com/x) & [New-X](New-X.md) &lt;.");

        Assert.Equal("It lists samples, a<b>, here: docs (https://example.com/x) & New-X <.", SamplePage.Read(text, out _).Description.Single().Text);
    }

    [Fact]
    public void A_list_stays_a_list()
    {
        var text = SamplePage.Text.Replace("It lists samples.", "It lists:\n\n- one\n- two,\n  wrapped\n\nIn turn:\n\n1. first\n2. second");

        Assert.Equal(["It lists:", "- one\n- two, wrapped", "In turn:", "1. first\n2. second"], SamplePage.Read(text, out _).Description.Select(block => block.Text));
    }

    [Fact]
    public void A_default_is_told_apart_from_the_prose()
    {
        var entry = SamplePage.Read(SamplePage.Text.Replace("The name.", "The name.\n\nDefault: mine"), out _).Parameters.Single();

        Assert.Equal("mine", entry.Default);
        Assert.Equal("The name.", entry.Prose.Single().Text);
    }

    [Theory]
    [InlineData("# Get-DcvSample", "# Get-DcvSamples")]
    [InlineData("## INPUTS", "## INPUT")]
    [InlineData("## INPUTS", "#### INPUTS")]
    [InlineData("## INPUTS", "## PARAMETERS")]
    [InlineData("### Example 2: One", "### Example 3: One")]
    [InlineData("### Example 2: One", "### One")]
    [InlineData("### -Name", "### Name")]
    [InlineData("Lists samples.", "### More\n\nLists samples.")]
    public void A_heading_that_help_does_not_know_is_a_flaw(string heading, string wrong)
    {
        var text = SamplePage.Text.Replace(heading, wrong);
        SamplePage.Read(text, out var flaws);

        Assert.Contains((FlawKind.HeadingUnknown, Array.FindLastIndex(text.Split('\n'), line => line == wrong.Split('\n')[0]) + 1), flaws.Select(flaw => (flaw.Kind, flaw.Line)));
    }

    [Fact]
    public void A_page_without_a_title_is_a_flaw()
    {
        SamplePage.Read(SamplePage.Text.Replace("# Get-DcvSample\n", string.Empty), out var flaws);

        Assert.Equal((FlawKind.HeadingUnknown, 1), (flaws.Single().Kind, flaws.Single().Line));
    }

    [Theory]
    [InlineData("It lists samples.", "<b>It</b> lists samples.")]
    [InlineData("It lists samples.", "![It](x.png)")]
    [InlineData("It lists samples.", "> It lists samples.")]
    [InlineData("It lists samples.", "```powershell\nGet-DcvSample\n```")]
    [InlineData("It lists samples.", "- one\n  - two")]
    [InlineData("## PARAMETERS", "## PARAMETERS\n\nMany.")]
    [InlineData("- about_Samples", "- about_Samples\n\n  and more")]
    [InlineData("Lists all.", "Lists all.\n\n```bash\nls\n```")]
    public void What_a_console_cannot_show_is_a_flaw(string right, string wrong)
    {
        SamplePage.Read(SamplePage.Text.Replace(right, wrong), out var flaws);

        Assert.Contains(FlawKind.ContentUnfit, flaws.Select(flaw => flaw.Kind));
    }

    [Fact]
    public void Code_that_would_wrap_is_a_flaw()
    {
        var widest = new string('x', 76);
        var text = SamplePage.Text.Replace("Get-DcvSample -Name one", $"{widest}\n{widest}x");
        SamplePage.Read(text, out var flaws);

        Assert.Equal([(FlawKind.ContentUnfit, SamplePage.LineOf(text, widest + "x"))], flaws.Select(flaw => (flaw.Kind, flaw.Line)));
    }

    [Fact]
    public void The_shared_page_has_parameters_and_a_word_before_them()
    {
        List<HelpFlaw> flaws = [];
        var page = PageReader.Read("docs/shared-parameters.md", SamplePage.Shared.Replace("## PARAMETERS", "For all.\n\n## PARAMETERS"), flaws);

        Assert.Empty(flaws);
        Assert.True(page.IsShared);
        Assert.Equal("Store", page.Parameters.Single().Title);
    }
}
