using System;
using System.IO;
using System.Linq;
using DcvAdmin.HelpBuilder.Cmdlets;
using DcvAdmin.HelpBuilder.Pages;

namespace DcvAdmin.HelpBuilder;

public sealed class HelpBuildTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dcvadmin-help-").FullName;

    private string Output => Path.Combine(_folder, "out", "help.xml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Flaws_come_in_the_order_of_files_and_lines_and_nothing_is_written()
    {
        File.WriteAllText(Path.Combine(_folder, "Get-DcvSample.md"), SamplePage.Text);
        var flaws = Run();

        Assert.Equal(flaws.OrderBy(flaw => flaw.Path, StringComparer.Ordinal).ThenBy(flaw => flaw.Line), flaws);
        Assert.Contains(flaws, flaw => flaw.Path.EndsWith("Set-DcvSample.md", StringComparison.Ordinal));
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public void Pages_without_a_flaw_become_help()
    {
        var name = SamplePage.Text.Replace("### Sample\n", "### None\n").Replace("### -Name\n\nThe name.", "### -Limit\n\nThe limit.");
        File.WriteAllText(Path.Combine(_folder, "Get-DcvSample.md"), name);
        File.WriteAllText(Path.Combine(_folder, "shared-parameters.md"), SamplePage.Shared);
        File.WriteAllText(Path.Combine(_folder, "about_Samples.help.txt"), "TOPIC");
        var parameters = "Name InputObject Colour Size Age Force".Split(' ').Select(parameter => $"### -{parameter}\n\nIt.\n\n");
        File.WriteAllText(
            Path.Combine(_folder, "Set-DcvSample.md"),
            SamplePage.Text.Replace("# Get-DcvSample\n", "# Set-DcvSample\n").Replace("### -Name\n\nThe name.", string.Concat(parameters)).Replace("### Sample\n", "### System.String\n\nText.\n\n### DcvAdmin.HelpBuilder.Cmdlets.SampleColour\n"));

        Assert.Empty(Run().Select(flaw => flaw.ToString()));
        Assert.Contains("Set-DcvSample", File.ReadAllText(Output), StringComparison.Ordinal);
    }

    private System.Collections.Generic.IReadOnlyList<Rules.HelpFlaw> Run() => HelpBuild.Run(typeof(SetSampleCommand).Assembly.Location, _folder, _folder, Output);
}
