using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.HelpBuilder.Cmdlets;
using DcvAdmin.HelpBuilder.Pages;

namespace DcvAdmin.HelpBuilder.Rules;

public class PageRulesTests
{
    private const string SharedPath = "docs/shared-parameters.md";

    [Fact]
    public void A_complete_page_passes() => Assert.Empty(Check(SamplePage.Text));

    [Fact]
    public void A_cmdlet_without_a_page_is_named_with_the_page_it_wants()
    {
        var flaws = new PageRules([SamplePage.Cmdlet], [], ["about_Samples"], "docs").Check();

        Assert.Equal([new HelpFlaw(System.IO.Path.Combine("docs", "Get-DcvSample.md"), 1, FlawKind.PageMissing, "The cmdlet Get-DcvSample has no help page.")], flaws);
    }

    [Fact]
    public void A_page_without_a_cmdlet_is_named() =>
        Assert.Equal([FlawKind.CmdletMissing], new PageRules([], [SamplePage.Read(SamplePage.Text, out _)], [], "docs").Check().Select(flaw => flaw.Kind));

    [Theory]
    [InlineData("The name.", "", FlawKind.ParameterUndescribed, "### -Name")]
    [InlineData("### -Name\n\nThe name.", "", FlawKind.ParameterUndescribed, "## PARAMETERS")]
    [InlineData("### -Name", "### -Names\n\nThe names.\n\n### -Name", FlawKind.ParameterMissing, "### -Names")]
    [InlineData("### -Name", "### -WhatIf\n\nWhat.\n\n### -Name", FlawKind.ParameterMissing, "### -WhatIf")]
    [InlineData("### Example 2: One\n\n```powershell\nGet-DcvSample -Name one\n```\n\nLists one.", "", FlawKind.TooFewExamples, "## EXAMPLES")]
    [InlineData("```powershell\nGet-DcvSample -Name one\n```", "", FlawKind.SectionEmpty, "### Example 2")]
    [InlineData("```powershell\nGet-DcvSample -Name one\n```\n\nLists one.", "Lists one.\n\n```powershell\nGet-DcvSample -Name one\n```", FlawKind.SectionEmpty, "### Example 2")]
    [InlineData("Lists one.", "", FlawKind.SectionEmpty, "### Example 2")]
    [InlineData("Lists samples.", "", FlawKind.SectionEmpty, "## SYNOPSIS")]
    [InlineData("Lists samples.", "Lists samples.\n\nAnd more.", FlawKind.SectionEmpty, "## SYNOPSIS")]
    [InlineData("It lists samples.", "", FlawKind.SectionEmpty, "## DESCRIPTION")]
    [InlineData("### None\n\nNothing.", "", FlawKind.SectionEmpty, "## INPUTS")]
    [InlineData("### Sample\n\nA sample.", "", FlawKind.SectionEmpty, "## OUTPUTS")]
    [InlineData("A sample.", "", FlawKind.SectionEmpty, "### Sample")]
    [InlineData("- about_Samples", "", FlawKind.SectionEmpty, "## RELATED LINKS")]
    [InlineData("- about_Samples", "- about_Sample", FlawKind.LinkBroken, "- about_Sample")]
    [InlineData("- about_Samples", "- [about_Samples](nowhere.txt)", FlawKind.LinkBroken, "- [about_Samples]")]
    [InlineData("### Sample", "### Simple\n\nOne.\n\n### Sample", FlawKind.CmdletContradicted, "### Simple")]
    public void A_page_that_breaks_a_rule_is_named_with_the_line(string right, string wrong, FlawKind kind, string line)
    {
        var text = SamplePage.Text.Replace(right, wrong, StringComparison.Ordinal);

        Assert.NotEqual(SamplePage.Text, text);
        Assert.Equal([(SamplePage.Path, SamplePage.LineOf(text, line), kind)], Check(text).Select(flaw => (flaw.Path, flaw.Line, flaw.Kind)));
    }

    [Fact]
    public void A_missing_section_is_named_at_the_top_of_the_page() =>
        Assert.Equal([(1, FlawKind.SectionEmpty)], Check(SamplePage.Text.Replace("## DESCRIPTION\n\nIt lists samples.", string.Empty)).Select(flaw => (flaw.Line, flaw.Kind)));

    [Fact]
    public void An_output_type_that_the_page_leaves_out_is_named() =>
        Assert.Equal(["Get-DcvSample states the output type Other, and the page does not."], Check(SamplePage.Text, SamplePage.Cmdlet with { OutputTypes = ["Sample", "Other"] }).Select(flaw => flaw.Message));

    [Fact]
    public void A_link_may_lead_to_a_cmdlet_or_into_the_web() =>
        Assert.Empty(Check(SamplePage.Text.Replace("- about_Samples", "- Get-DcvSample\n- [Guide](https://example.com/)")));

    [Fact]
    public void A_default_that_the_cmdlet_states_stands_on_no_page()
    {
        var cmdlet = SamplePage.Cmdlet with { Parameters = [new ParameterShape("Name", "String", "string") { Default = "mine" }, new ParameterShape("Store", "String", "string")] };

        Assert.Equal([FlawKind.CmdletContradicted], Check(SamplePage.Text.Replace("The name.", "The name.\n\nDefault: yours"), cmdlet).Select(flaw => flaw.Kind));
    }

    [Fact]
    public void A_parameter_that_no_page_describes_is_named() =>
        Assert.Equal([(SamplePage.Path, "The parameter -Store of Get-DcvSample is not described.")], Check(SamplePage.Text, shared: null).Select(flaw => (flaw.Path, flaw.Message)));

    [Theory]
    [InlineData("### -Store", "### -Shop", FlawKind.ParameterMissing)]
    [InlineData("The store.", "", FlawKind.ParameterUndescribed)]
    public void The_shared_page_keeps_the_rules_too(string right, string wrong, FlawKind kind) =>
        Assert.Contains((SharedPath, SamplePage.LineOf(SamplePage.Shared.Replace(right, wrong), "### -"), kind),
            Check(SamplePage.Text, shared: SamplePage.Shared.Replace(right, wrong)).Select(flaw => (flaw.Path, flaw.Line, flaw.Kind)));

    [Fact]
    public void A_flaw_reads_as_an_error_of_the_build() =>
        Assert.Equal("docs/X.md(12): error DCVHELP003: Not described.", new HelpFlaw("docs/X.md", 12, FlawKind.ParameterUndescribed, "Not described.").ToString());

    private static List<HelpFlaw> Check(string text, CmdletShape? cmdlet = null, string? shared = SamplePage.Shared)
    {
        List<HelpFlaw> flaws = [];
        List<HelpPage> pages = [PageReader.Read(SamplePage.Path, text, flaws)];
        if (shared is not null) pages.Add(PageReader.Read(SharedPath, shared, flaws));
        Assert.Empty(flaws);
        return [.. new PageRules([cmdlet ?? SamplePage.Cmdlet], pages, ["about_Samples"], "docs").Check()];
    }
}
