using System.Collections.Generic;
using DcvAdmin.HelpBuilder.Cmdlets;
using DcvAdmin.HelpBuilder.Rules;

namespace DcvAdmin.HelpBuilder.Pages;

/// <summary>A page without a flaw, its cmdlet, and the page of shared parameters.</summary>
internal static class SamplePage
{
    public const string Path = "docs/Get-DcvSample.md";

    public const string Text =
        """
        # Get-DcvSample

        ## SYNOPSIS

        Lists samples.

        ## DESCRIPTION

        It lists samples.

        ## EXAMPLES

        ### Example 1: All of them

        ```powershell
        Get-DcvSample
        ```

        Lists all.

        ### Example 2: One

        ```powershell
        Get-DcvSample -Name one
        ```

        Lists one.

        ## PARAMETERS

        ### -Name

        The name.

        ## INPUTS

        ### None

        Nothing.

        ## OUTPUTS

        ### Sample

        A sample.

        ## RELATED LINKS

        - about_Samples
        """;

    public const string Shared =
        """
        # Shared parameters

        ## PARAMETERS

        ### -Store

        The store.
        """;

    public static CmdletShape Cmdlet => new("Get", "DcvSample")
    {
        OutputTypes = ["Sample"],
        Parameters = [new ParameterShape("Name", "String", "string"), new ParameterShape("Store", "String", "string"), new ParameterShape("WhatIf", "SwitchParameter", "switch") { IsSwitch = true, IsOfEngine = true }],
    };

    public static HelpPage Read(string text, out IReadOnlyList<HelpFlaw> flaws)
    {
        var found = new List<HelpFlaw>();
        flaws = found;
        return PageReader.Read(Path, text, found);
    }

    /// <summary>Number of the line that begins with a text, as editors count.</summary>
    public static int LineOf(string text, string beginning) => System.Array.FindIndex(text.Split('\n'), line => line.StartsWith(beginning, System.StringComparison.Ordinal)) + 1;
}
