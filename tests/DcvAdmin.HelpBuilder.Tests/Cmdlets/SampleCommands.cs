using System;
using System.Management.Automation;

namespace DcvAdmin.HelpBuilder.Cmdlets;

public enum SampleColour
{
    Green = 1,
    Red = 0,
}

public abstract class SampleBase : PSCmdlet
{
    [Parameter]
    public string? Store { get; set; }
}

[Cmdlet(VerbsCommon.Set, "DcvSample", DefaultParameterSetName = "Name", SupportsShouldProcess = true)]
[OutputType(typeof(SampleColour), typeof(string))]
public sealed class SetSampleCommand : SampleBase
{
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Name", ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = "Object")]
    [Alias("N", "Label")]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "Object", ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    [Parameter]
    public SampleColour? Colour { get; set; }

    [Parameter]
    [ValidateSet("small", "large")]
    [PSDefaultValue(Help = "small")]
    public string? Size { get; set; }

    [Parameter]
    public TimeSpan? Age { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    public string? NoParameter { get; set; }
}

[Cmdlet(VerbsCommon.Get, "DcvSample")]
public sealed class GetSampleCommand : SampleBase
{
    [Parameter(DontShow = true)]
    public int Limit { get; set; }
}
