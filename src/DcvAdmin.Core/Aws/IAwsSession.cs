using System;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Aws;

/// <summary>One identity's way to AWS. Credentials are found once, at the first use, whatever the number of regions.</summary>
public interface IAwsSession : IDisposable
{
    /// <summary>The way to one region; the same object for the same region, disposed of with the session.</summary>
    /// <param name="region">Null means the environment's, the profile's or the instance's.</param>
    /// <param name="cancellationToken">Gives up; may be needed where no metadata service answers.</param>
    /// <exception cref="AwsException">There are no credentials, no region, or the configuration cannot be used.</exception>
    Task<IAwsConnection> InRegionAsync(string? region, CancellationToken cancellationToken);
}
