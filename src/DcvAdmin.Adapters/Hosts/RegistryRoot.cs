using System;
using System.Linq;
#if NET
using System.Runtime.Versioning;
#endif
using Microsoft.Win32;

namespace DcvAdmin.Hosts;

/// <summary>The registry key that holds the sections of a DCV server's settings, by its name.</summary>
/// <param name="Hive">One of the hives settings can lie in, by its full name.</param>
/// <param name="Path">The key below it.</param>
internal sealed record RegistryRoot(string Hive, string Path)
{
    private const string Provider = "Registry::";
    private const string LocalMachine = "HKEY_LOCAL_MACHINE";
    private const string Users = "HKEY_USERS";
    private const string CurrentUser = "HKEY_CURRENT_USER";

    /// <summary>Reads a name as Windows, regedit and PowerShell write it: <c>HKEY_LOCAL_MACHINE\...</c>, <c>HKLM:\...</c>, <c>Registry::HKEY_USERS\...</c>.</summary>
    /// <exception cref="HostException">It is no such name.</exception>
    public static RegistryRoot Parse(string name)
    {
        var at = name.IndexOf(Provider, StringComparison.OrdinalIgnoreCase);
        var parts = (at < 0 ? name : name.Substring(at + Provider.Length)).Trim('\\').Split('\\');
        var hive = parts[0].TrimEnd(':').ToUpperInvariant() switch
        {
            LocalMachine or "HKLM" => LocalMachine,
            Users or "HKU" => Users,
            CurrentUser or "HKCU" => CurrentUser,
            _ => null,
        };
        // A name of Windows has at most 255 characters and none of these; an empty part would lead to another key than the one that is read.
        if (hive is null || parts.Length < 2 || parts.Skip(1).Any(part => part.Length is 0 or > SettingChange.MaximumLength || part.Any(char.IsControl)))
            throw new HostException(HostFault.NotFound, $"'{name}' is not the name of a registry key.", $"Write it as in {HostPlace.DefaultRegistryRoot}.");
        return new RegistryRoot(hive, string.Join("\\", parts.Skip(1)));
    }

    /// <summary>Opens it; null where there is no such key.</summary>
#if NET
    [SupportedOSPlatform("windows")]
#endif
    public IRegistryKey? Open(bool writable)
    {
        // A DCV server is a program of 64 bits, also where this process is not.
        using var hive = RegistryKey.OpenBaseKey(HiveOf(Hive), RegistryView.Registry64);
        return hive.OpenSubKey(Path, writable) is { } key ? new WindowsRegistryKey(key) : null;
    }

#if NET
    [SupportedOSPlatform("windows")]
#endif
    private static RegistryHive HiveOf(string name) => name switch
    {
        LocalMachine => RegistryHive.LocalMachine,
        Users => RegistryHive.Users,
        _ => RegistryHive.CurrentUser,
    };
}
