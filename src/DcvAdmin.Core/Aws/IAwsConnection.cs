using DcvAdmin.Aws.Ssm;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Aws;

/// <summary>AWS in one region, as one identity: a door to each service.</summary>
public interface IAwsConnection
{
    /// <summary>The region that is asked, also where the caller named none.</summary>
    string Region { get; }

    /// <summary>The profile that was named, by the caller or by AWS_PROFILE; null where none was.</summary>
    string? ProfileName { get; }

    /// <summary>AWS Security Token Service.</summary>
    ISecurityTokenService SecurityTokenService { get; }

    /// <summary>AWS Systems Manager.</summary>
    ISystemsManager SystemsManager { get; }

    /// <summary>Amazon WorkSpaces.</summary>
    IWorkspaces Workspaces { get; }

    /// <summary>The regions of the account.</summary>
    IRegions Regions { get; }
}
