using System;

namespace DcvAdmin.Hosts;

/// <summary>Which settings are meant: those of this machine's DCV server, those in a given file, or those under a given registry key.</summary>
/// <param name="File">The absolute path of a dcv.conf; null where none is named.</param>
/// <param name="RegistryRoot">The registry key that holds the sections; null where none is named.</param>
public sealed record HostPlace(string? File, string? RegistryRoot)
{
    /// <summary>Environment variable that names another dcv.conf as that of this machine.</summary>
    public const string Variable = "DCVADMIN_DCV_CONF";

    /// <summary>Where a DCV server on Linux and macOS has its settings (DCV Administrator Guide, "Modifying configuration parameters"). A report from macOS has it in <c>/Library/Application Support/NICE/dcv</c>.</summary>
    public const string DefaultFile = "/etc/dcv/dcv.conf";

    /// <summary>Where a DCV server on Windows has its settings (DCV Administrator Guide, "Modifying configuration parameters").</summary>
    public const string DefaultRegistryRoot = @"HKEY_USERS\S-1-5-18\Software\GSettings\com\nicesoftware\dcv";

    /// <summary>That of this machine's DCV server: <see cref="Variable"/>, or the documented place of the operating system.</summary>
    /// <param name="isWindows">Whether this machine runs Windows.</param>
    public static HostPlace OfThisMachine(bool isWindows)
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrWhiteSpace(named)) return new HostPlace(System.IO.Path.GetFullPath(named), null);
        return isWindows ? new HostPlace(null, DefaultRegistryRoot) : new HostPlace(DefaultFile, null);
    }
}
