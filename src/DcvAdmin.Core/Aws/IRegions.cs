using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Aws;

/// <summary>The regions of an account.</summary>
public interface IRegions
{
    /// <summary>
    /// The regions to work in where all are meant, ordered by name: those that the environment variable REGIONLIST names where it is set, otherwise those that are
    /// enabled for the account (EC2 DescribeRegions, which needs ec2:DescribeRegions).
    /// </summary>
    /// <exception cref="AwsException">AWS refused or cannot be reached, or REGIONLIST holds what is no region's name.</exception>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);
}
