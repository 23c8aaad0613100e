using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Aws;

/// <summary>What is used of AWS STS.</summary>
public interface ISecurityTokenService
{
    /// <summary>Asks whom AWS takes the caller for; needs no permission.</summary>
    /// <exception cref="AwsException">AWS refused, or cannot be reached.</exception>
    Task<AwsIdentity> GetCallerIdentityAsync(CancellationToken cancellationToken);
}
