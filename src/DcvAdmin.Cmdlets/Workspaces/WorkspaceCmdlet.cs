using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Completion;
using DcvAdmin.Parameters;
using DcvAdmin.Reporting;

namespace DcvAdmin.Workspaces;

/// <summary>Base of cmdlets that read WorkSpaces in several regions.</summary>
public abstract class WorkspaceCmdlet : AwsAccessCmdlet
{
    // Where AWS answers for the commercial regions although nothing is configured.
    private const string RegionForRegions = "us-east-1";

    /// <summary>Regions; the configured one where none is given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RegionTransformation]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string[]? Region { get; set; }

    /// <summary>Reads every region that the account has enabled, or that REGIONLIST names.</summary>
    [Parameter]
    public SwitchParameter AllRegions { get; set; }

    private protected override string Subject => "Aws";

    /// <summary>The regions that are meant. Credentials are found here, so that what is wrong with them is told once and not for each region.</summary>
    private protected async Task<IReadOnlyList<string>> FindRegionsAsync(IAwsSession session, string[]? named, bool all, CancellationToken stop)
    {
        if (named is { Length: > 0 } && !all)
        {
            await session.InRegionAsync(named[0], stop).ConfigureAwait(false);
            return named;
        }

        try
        {
            var aws = await session.InRegionAsync(null, stop).ConfigureAwait(false);
            return all ? await aws.Regions.ListAsync(stop).ConfigureAwait(false) : [aws.Region];
        }
        catch (AwsException failure) when (all && failure.Fault == AwsFault.NoRegion)
        {
            ((IWorkReport)this).Decide($"No region is configured; {RegionForRegions} is asked for the others.");
            return await (await session.InRegionAsync(RegionForRegions, stop).ConfigureAwait(false)).Regions.ListAsync(stop).ConfigureAwait(false);
        }
    }
}
