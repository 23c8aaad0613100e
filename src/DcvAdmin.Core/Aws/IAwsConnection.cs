using System;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Aws;

/// <summary>AWS in one region, as one identity.</summary>
public interface IAwsConnection : IDisposable
{
    /// <summary>The region that is asked, also where the caller named none.</summary>
    string Region { get; }

    /// <summary>Asks AWS whom it takes the caller for; needs no permission.</summary>
    /// <exception cref="AwsException">AWS refused, or cannot be reached.</exception>
    Task<AwsIdentity> GetIdentityAsync(CancellationToken cancellationToken);
}
