namespace DcvAdmin.Hosts;

/// <summary>This module, as it was installed on an instance.</summary>
public sealed class DcvHostModule
{
    internal DcvHostModule(HostReport report, HostOrigin origin)
    {
        Version = report.Version!;
        ModuleBase = report.Location;
        InstanceId = origin.InstanceId!;
        Region = origin.Region!;
        ProfileName = origin.ProfileName;
    }

    /// <summary>The instance.</summary>
    public string InstanceId { get; }

    /// <summary>The instance's region.</summary>
    public string Region { get; }

    /// <summary>The profile that was named, also by AWS_PROFILE; null where none was.</summary>
    public string? ProfileName { get; }

    /// <summary>The module's version.</summary>
    public string Version { get; }

    /// <summary>The folder it is in, on the host.</summary>
    public string ModuleBase { get; }

    /// <summary>The instance and the version.</summary>
    public override string ToString() => $"DcvAdmin {Version} on {InstanceId}";
}
