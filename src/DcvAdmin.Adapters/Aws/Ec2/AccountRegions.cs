using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws.Wire;
using DcvAdmin.Reporting;

namespace DcvAdmin.Aws.Ec2;

/// <summary>The regions of REGIONLIST, or those that EC2 says are enabled, by our own wire client: AWSSDK.EC2 is not carried.</summary>
internal sealed class AccountRegions(Lazy<WireClient> client, string region, IWorkReport report) : IRegions
{
    /// <summary>Source: the service's model, version 2016-11-15. It has no JSON protocol.</summary>
    public static readonly WireService Service = new("EC2", "ec2", "ec2", "2016-11-15", string.Empty, string.Empty);

    // Without AllRegions it names the regions that are enabled, and no other.
    private static readonly QueryOperation DescribeRegions = new("DescribeRegions");

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        if (RegionList.Read(Environment.GetEnvironmentVariable(RegionList.Variable)) is { } listed)
        {
            report.Decide($"Using the regions of {RegionList.Variable}: {string.Join(", ", listed)}.");
            return listed;
        }

        try
        {
            var answer = await DescribeRegions.CallAsync(client.Value, cancellationToken).ConfigureAwait(false);
            string[] regions =
            [
                .. answer.Descendants().Where(element => element.Name.LocalName == "regionName")
                    .Select(element => AwsRegion.TryParse(element.Value, out var name) ? name : string.Empty).Where(name => name.Length > 0).OrderBy(name => name, StringComparer.Ordinal),
            ];
            return regions.Length > 0 ? regions : throw new AwsException(AwsFault.Protocol, $"The answer to DescribeRegions in {region} names no region.", "Check that -EndpointUrl, where given, is an address of EC2.");
        }
        catch (Exception failure) when (AwsFaults.IsAws(failure) && !cancellationToken.IsCancellationRequested)
        {
            throw failure.ToAwsException($"DescribeRegions in {region}", "ec2:DescribeRegions");
        }
    }
}
