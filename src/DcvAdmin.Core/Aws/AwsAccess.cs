using System;
using DcvAdmin.Reporting;

namespace DcvAdmin.Aws;

/// <summary>Where and as whom AWS is asked.</summary>
public sealed record AwsAccess
{
    /// <summary>
    /// A profile of the AWS configuration and credentials files. Null means what AWS's tools use then: environment variables, the default profile,
    /// the container's or the instance's role.
    /// </summary>
    public string? ProfileName { get; init; }

    /// <summary>An address to use instead of the service's own: an interface endpoint, or an emulator.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>How long one call to Amazon WorkSpaces may take with all its attempts and waits; a region that does not answer is given up then.</summary>
    public TimeSpan CallLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Is told of each request and each retry.</summary>
    public IWorkReport Report { get; init; } = SilentWorkReport.Instance;
}
