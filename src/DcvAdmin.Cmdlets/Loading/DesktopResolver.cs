using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using DcvAdmin.Stores;

namespace DcvAdmin.Loading;

/// <summary>
/// Finds the adapters' dependencies on Windows PowerShell, which has no load contexts. It answers only for requesters that lie in the adapters' folder:
/// a handler that answers anyone would decide which versions other people's modules run on.
/// </summary>
internal static class DesktopResolver
{
    private static readonly Dictionary<string, Assembly> Loaded = new(StringComparer.OrdinalIgnoreCase);
    private static string? _folder;

    public static void Attach(string folder)
    {
        lock (Loaded)
        {
            if (_folder is not null) return;
            _folder = folder;
            AppDomain.CurrentDomain.AssemblyResolve += OnAssemblyResolve;
        }
    }

    public static void Detach()
    {
        lock (Loaded)
        {
            AppDomain.CurrentDomain.AssemblyResolve -= OnAssemblyResolve;
            _folder = null;
        }
    }

    /// <summary>Whether the requester's file lies directly in <paramref name="folder"/>.</summary>
    internal static bool IsOurs(string? requesterLocation, string folder) =>
        !string.IsNullOrEmpty(requesterLocation)
        && string.Equals(Path.GetDirectoryName(Path.GetFullPath(requesterLocation)), Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a file may stand in for what was asked: same simple name and key, and not older.</summary>
    internal static bool Satisfies(AssemblyName requested, AssemblyName candidate) =>
        string.Equals(requested.Name, candidate.Name, StringComparison.OrdinalIgnoreCase)
        && (requested.GetPublicKeyToken() ?? []).SequenceEqual(candidate.GetPublicKeyToken() ?? [])
        && (requested.Version is null || candidate.Version >= requested.Version);

    /// <summary>The assembly for a request; null where it is not ours to answer.</summary>
    internal static Assembly? Answer(string name, Assembly? requestingAssembly)
    {
        lock (Loaded)
        {
            // Assemblies from memory have no location, and asking a dynamic one for it throws.
            if (_folder is null || requestingAssembly is not { IsDynamic: false } requester || !IsOurs(requester.Location, _folder)) return null;

            var requested = new AssemblyName(name);
            var core = typeof(IAdapterFactory).Assembly;
            if (Satisfies(requested, core.GetName())) return core;

            // System.Text.Json asks for a newer System.ValueTuple than .NET Framework has, and powershell.exe redirects nothing. The types are in the framework itself.
            if (requested.Name == "System.ValueTuple") return typeof(ValueTuple).Assembly;

            var file = Path.Combine(_folder, requested.Name + ".dll");
            if (Loaded.TryGetValue(file, out var known)) return known;
            if (!File.Exists(file) || !Satisfies(requested, AssemblyName.GetAssemblyName(file))) return null;
            return Loaded[file] = Assembly.LoadFile(file);
        }
    }

    private static Assembly? OnAssemblyResolve(object? sender, ResolveEventArgs args) => Answer(args.Name, args.RequestingAssembly);
}
