using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using DcvAdmin.Loading;

namespace DcvAdmin.Desktop.Tests;

/// <summary>The module as it ships, loaded into this process as Windows PowerShell does it; and the way from these tests to its types.</summary>
internal static class StagedModule
{
    private static readonly string Home = AppDomain.CurrentDomain.BaseDirectory;
    private static Assembly? _adapters;

    public static string AdaptersFolder { get; private set; } = string.Empty;

    public static bool IsMono { get; } = Type.GetType("Mono.Runtime") is not null;

    /// <summary>What Import-Module does with a root module, short of what the engine does with its types.</summary>
    public static void Import(string folder)
    {
        var module = Path.GetFullPath(folder);
        AdaptersFolder = Path.Combine(module, "adapters", "net472");
        AppDomain.CurrentDomain.AssemblyResolve += (_, question) => Answer(question, module);
        Assembly.LoadFrom(Path.Combine(module, "DcvAdmin.Cmdlets.dll"));
    }

    /// <summary>What the first cmdlet does that needs the adapters. From here on the tests run on that very assembly.</summary>
    // Apart, so that nothing of the module is needed to compile the handler that finds it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Assembly LoadAdapters() => _adapters = AdapterLoader.Factory.GetType().Assembly;

    public static Assembly[] Loaded(string name) => [.. AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic && assembly.GetName().Name == name)];

    private static Assembly? Answer(ResolveEventArgs question, string module)
    {
        var name = new AssemblyName(question.Name).Name;
        // powershell.exe brings the engine along; its interface alone stands in for it here.
        if (name == "System.Management.Automation") return LoadOwn(name);

        // The module's own questions are for the module's own handler.
        var requester = question.RequestingAssembly is { IsDynamic: false } assembly ? assembly.Location : string.Empty;
        if (requester.Length > 0 && !requester.StartsWith(Home, StringComparison.OrdinalIgnoreCase)) return null;
        if (name == "DcvAdmin.Adapters") return _adapters;
        if (name is "DcvAdmin.Cmdlets" or "DcvAdmin.Core") return Loaded(name).FirstOrDefault() ?? Assembly.LoadFrom(Path.Combine(module, name + ".dll"));
        return LoadOwn(name);
    }

    private static Assembly? LoadOwn(string name)
    {
        var file = Path.Combine(Home, "own", name + ".dll");
        return File.Exists(file) ? Assembly.LoadFrom(file) : null;
    }
}
