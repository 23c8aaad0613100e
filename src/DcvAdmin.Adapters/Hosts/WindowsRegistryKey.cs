using System.Collections.Generic;
#if NET
using System.Runtime.Versioning;
#endif
using Microsoft.Win32;

namespace DcvAdmin.Hosts;

/// <summary>A key of the registry of this machine.</summary>
#if NET
[SupportedOSPlatform("windows")]
#endif
internal sealed class WindowsRegistryKey(RegistryKey key) : IRegistryKey
{
    public IReadOnlyList<string> SubKeyNames => key.GetSubKeyNames();

    public IReadOnlyList<string> ValueNames => key.GetValueNames();

    // What a variable in a text stands for is for the DCV server to know.
    public object? Read(string name) => key.GetValue(name, null, RegistryValueOptions.DoNotExpandEnvironmentNames);

    public int KindOf(string name) => (int)key.GetValueKind(name);

    public void Write(string name, object value) => key.SetValue(name, value, value is int ? RegistryValueKind.DWord : RegistryValueKind.String);

    public void Restore(string name, object value, int kind) => key.SetValue(name, value, (RegistryValueKind)kind);

    public void Delete(string name) => key.DeleteValue(name, throwOnMissingValue: false);

    public IRegistryKey? Open(string name, bool writable) => key.OpenSubKey(name, writable) is { } sub ? new WindowsRegistryKey(sub) : null;

    public IRegistryKey Create(string name) => new WindowsRegistryKey(key.CreateSubKey(name, writable: true));

    public void Dispose() => key.Dispose();
}
