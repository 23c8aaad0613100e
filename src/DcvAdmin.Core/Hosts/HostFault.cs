namespace DcvAdmin.Hosts;

/// <summary>What kept the settings or the service of a DCV server from being reached.</summary>
public enum HostFault
{
    /// <summary>There is no such file, registry key or service.</summary>
    NotFound = 1,

    /// <summary>It may be read but not written.</summary>
    ReadOnly = 2,

    /// <summary>This account may not do it.</summary>
    AccessDenied = 3,

    /// <summary>What stands there cannot be read.</summary>
    Damaged = 4,

    /// <summary>It is in use, did not answer in time, or failed.</summary>
    Unavailable = 5,

    /// <summary>This system has nothing of the kind.</summary>
    NotSupported = 6,
}
