using System;
using System.IO;
using System.Reflection;
using DcvAdmin.Stores;

namespace DcvAdmin.Loading;

/// <summary>
/// Brings in the adapters at the first call that needs them. One factory serves the whole process, whichever runspace asks first:
/// assemblies belong to the process, and the factory keeps no state.
/// </summary>
internal static class AdapterLoader
{
    private const string AdaptersFile = "DcvAdmin.Adapters.dll";
    private const string FactoryType = "DcvAdmin.AdapterFactory";

    private static readonly object Gate = new();
    private static IAdapterFactory? _factory;

    /// <summary>True on Windows PowerShell.</summary>
    // By the core library and not by RuntimeInformation.FrameworkDescription: Mono, which stands in for .NET Framework in tests, describes itself as Mono.
    public static bool IsDesktop { get; } = typeof(object).Assembly.GetName().Name == "mscorlib";

    /// <summary>The door to stores and verifiers.</summary>
    /// <exception cref="AdapterLoadException">The module's files are incomplete or cannot be loaded.</exception>
    /// <exception cref="AdapterConflictException">Another module's file stands in for one of the module's.</exception>
    public static IAdapterFactory Factory
    {
        get
        {
            lock (Gate)
            {
                // Another runspace may have removed the module, and the handler with it, since the last call.
                ClaimDependencies();
                return _factory ??= Load();
            }
        }
    }

    /// <summary>On Windows PowerShell, stands in line to find the adapters' dependencies: handlers are asked in the order in which they came. Touches no file.</summary>
    public static void ClaimDependencies()
    {
        if (IsDesktop) DesktopResolver.Attach(FolderOf("net472"));
    }

    private static IAdapterFactory Load()
    {
        var path = Path.Combine(FolderOf(IsDesktop ? "net472" : "net8.0"), AdaptersFile);
        if (!File.Exists(path)) throw new AdapterLoadException($"The file {path} is missing.", null);
        try
        {
            var adapters = IsDesktop ? LoadVerified(path) : LoadIsolated(path);
            return (IAdapterFactory)Activator.CreateInstance(adapters.GetType(FactoryType, throwOnError: true)!)!;
        }
        catch (Exception failure) when (failure is not (OutOfMemoryException or AdapterConflictException))
        {
            throw new AdapterLoadException($"{path} cannot be loaded: {(failure as TargetInvocationException)?.InnerException?.Message ?? failure.Message}", failure);
        }
    }

    private static Assembly LoadVerified(string path)
    {
        var adapters = Assembly.LoadFile(path);
        DesktopBindings.Verify(adapters, Path.GetDirectoryName(path)!);
        return adapters;
    }

    private static Assembly LoadIsolated(string path)
    {
        // AssemblyLoadContext is not in netstandard2.0, so its subclass stands in an assembly of its own. LoadFile keeps even that one out of the default context.
        var loader = Assembly.LoadFile(Path.Combine(Path.GetDirectoryName(path)!, "DcvAdmin.Loader.dll"));
        var load = loader.GetType("DcvAdmin.Loading.AdapterLoadContext", throwOnError: true)!.GetMethod("LoadIsolated")!;
        return (Assembly)load.Invoke(null, [path, typeof(IAdapterFactory).Assembly])!;
    }

    private static string FolderOf(string framework) =>
        Path.Combine(Path.GetDirectoryName(typeof(AdapterLoader).Assembly.Location)!, "adapters", framework);
}
