using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Completion;
using DcvAdmin.Parameters;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Aws;

/// <summary>Base of cmdlets that ask AWS, in one region or several at a time.</summary>
public abstract class AwsCmdlet : AwsAccessCmdlet
{
    private ThrottledWork<RegionalWork>? _work;

    /// <summary>Regions; the configured one where none is given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RegionTransformation]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string[]? Region { get; set; }

    /// <summary>How many requests are under way at once.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    [PSDefaultValue(Help = "5")]
    public int ThrottleLimit { get; set; } = 5;

    private protected override string Subject => "Aws";

    /// <summary>
    /// Does work in each region that is named now, beside what was started for earlier input. The failure of one is a non-terminating error about that region.
    /// </summary>
    /// <param name="item">All that the work needs to know of the input: the parameters may hold the next one by then.</param>
    /// <param name="work">The work; it has a connection to one region.</param>
    private protected void InEachRegion<TItem>(TItem item, Func<TItem, IAwsConnection, CancellationToken, Task> work)
    {
        _work ??= Throttle<RegionalWork>(ThrottleLimit, regional => regional.Region ?? regional.Profile ?? "AWS", async (regional, stop) =>
            await regional.DoAsync(await SessionOf(regional.Profile).InRegionAsync(regional.Region, stop).ConfigureAwait(false), stop).ConfigureAwait(false));
        var profile = NamedProfile;
        var regions = Region is { Length: > 0 } named ? named.Cast<string?>() : [null];
        foreach (var region in regions) _work.Add(new RegionalWork(region, profile, (aws, stop) => work(item, aws, stop)));
    }

    private sealed record RegionalWork(string? Region, string? Profile, Func<IAwsConnection, CancellationToken, Task> DoAsync);
}
