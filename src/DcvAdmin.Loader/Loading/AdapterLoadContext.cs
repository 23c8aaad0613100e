using System;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace DcvAdmin.Loading;

/// <summary>
/// Keeps the adapters and all third-party assemblies to themselves: whatever lies in their folder is private, whatever does not is the process's.
/// It never listens to the default context, so no other module is handed one of our files.
/// </summary>
public sealed class AdapterLoadContext : AssemblyLoadContext
{
    private readonly string _folder;
    private readonly Assembly _shared;

    private AdapterLoadContext(string folder, Assembly shared)
        : base("DcvAdmin adapters")
    {
        _folder = folder;
        _shared = shared;
    }

    /// <summary>Loads an assembly into a new context of its own.</summary>
    /// <param name="path">The assembly; its dependencies lie beside it.</param>
    /// <param name="shared">The one assembly whose types are used on both sides.</param>
    public static Assembly LoadIsolated(string path, Assembly shared)
    {
        ArgumentNullException.ThrowIfNull(shared);
        var context = new AdapterLoadContext(Path.GetDirectoryName(path) ?? throw new ArgumentException("The path names no file.", nameof(path)), shared);
        return context.LoadFromAssemblyPath(path);
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);
        if (string.Equals(assemblyName.Name, _shared.GetName().Name, StringComparison.OrdinalIgnoreCase)) return _shared;

        var file = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var os = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var folder = Path.Combine(_folder, "runtimes", $"{os}-{architecture}", "native");

        var (prefix, suffix) = os switch { "win" => (string.Empty, ".dll"), "osx" => ("lib", ".dylib"), _ => ("lib", ".so") };
        // A P/Invoke may name the library bare, or as the file is called on this system.
        foreach (var name in (string[])[prefix + unmanagedDllName + suffix, unmanagedDllName + suffix, unmanagedDllName])
        {
            var file = Path.Combine(folder, name);
            if (File.Exists(file)) return LoadUnmanagedDllFromPath(file);
        }

        return 0;
    }
}
