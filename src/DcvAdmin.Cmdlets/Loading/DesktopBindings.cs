using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;

namespace DcvAdmin.Loading;

/// <summary>
/// Sees to it that on Windows PowerShell the adapters run on the dependencies they ship with. The global assembly cache, and handlers that other modules
/// registered before ours and that answer anyone, decide before <see cref="DesktopResolver"/> is asked; a wrong file would show much later, as a missing method.
/// </summary>
internal static class DesktopBindings
{
    private const int FirstTypeReference = 0x01000001;

    /// <summary>Binds every reference between files of the folder, now and on behalf of the file that has it, and looks at what was bound.</summary>
    /// <exception cref="AdapterConflictException">A reference was bound to a file of someone else.</exception>
    public static void Verify(Assembly adapters, string folder)
    {
        var seen = new HashSet<Assembly> { adapters };
        var waiting = new Queue<Assembly>(seen);
        while (waiting.Count > 0)
        {
            foreach (var bound in BindReferences(waiting.Dequeue(), folder))
            {
                if (seen.Add(bound)) waiting.Enqueue(bound);
            }
        }
    }

    /// <summary>
    /// Whether an assembly from elsewhere may serve a reference to a file of ours: one of the framework itself, with the referenced key and no older version.
    /// Never what no framework brings, such as an SDK or a database: those have one assembly version for years, whatever is in the file.
    /// </summary>
    internal static bool IsAcceptable(AssemblyName referenced, AssemblyName bound, bool isOfFramework) =>
        isOfFramework
        && (bound.Name == "netstandard" || bound.Name.StartsWith("System.", StringComparison.Ordinal) || bound.Name.StartsWith("Microsoft.Bcl.", StringComparison.Ordinal))
        && DesktopResolver.Satisfies(referenced, bound);

    private static List<Assembly> BindReferences(Assembly requester, string folder)
    {
        var missing = requester.GetReferencedAssemblies().Where(reference => File.Exists(FileOf(reference.Name, folder))).ToDictionary(reference => reference.Name, StringComparer.OrdinalIgnoreCase);
        var ours = new List<Assembly>();
        var hasFailed = false;

        // Reflection cannot bind a reference for someone else, but it can resolve the types that a file refers to, and that binds where they lie.
        for (var token = FirstTypeReference; missing.Count > 0; token++)
        {
            Assembly bound;
            try
            {
                bound = requester.ManifestModule.ResolveType(token).Assembly;
            }
            catch (ArgumentOutOfRangeException)
            {
                // The end of the table.
                break;
            }
            catch (Exception failure) when (failure is TypeLoadException or IOException or BadImageFormatException)
            {
                hasFailed = true;
                continue;
            }

            if (!missing.TryGetValue(bound.GetName().Name, out var reference)) continue;
            missing.Remove(reference.Name);
            if (DesktopResolver.IsOurs(LocationOf(bound), folder)) ours.Add(bound);
            else if (!IsAcceptable(reference, bound.GetName(), IsOfFramework(bound))) throw Conflict(bound, folder);
        }

        // A file that lacks the types we want gives none to see: it is the one of that name that is not ours.
        if (hasFailed && FindRival(missing, folder) is { } rival) throw Conflict(rival, folder);
        return ours;
    }

    private static Assembly? FindRival(Dictionary<string, AssemblyName> missing, string folder) => AppDomain.CurrentDomain.GetAssemblies()
        .Where(loaded => missing.ContainsKey(loaded.GetName().Name) && !DesktopResolver.IsOurs(LocationOf(loaded), folder))
        .OrderBy(loaded => LocationOf(loaded).Length == 0)
        .FirstOrDefault();

    private static AdapterConflictException Conflict(Assembly bound, string folder)
    {
        var name = bound.GetName().Name;
        var location = LocationOf(bound);
        var expected = FileOf(name, folder);
        return location.Length == 0
            ? new AdapterConflictException(name, "one without a file", null, expected, VersionOf(expected))
            : new AdapterConflictException(name, location, VersionOf(location), expected, VersionOf(expected));
    }

    private static bool IsOfFramework(Assembly assembly) =>
        assembly.GlobalAssemblyCache || LocationOf(assembly).StartsWith(RuntimeEnvironment.GetRuntimeDirectory(), StringComparison.OrdinalIgnoreCase);

    private static string FileOf(string name, string folder) => Path.Combine(folder, name + ".dll");

    // Asking a dynamic assembly for its location throws; one from memory has none.
    private static string LocationOf(Assembly assembly) => assembly.IsDynamic ? string.Empty : assembly.Location;

    private static string? VersionOf(string path) => FileVersionInfo.GetVersionInfo(path).FileVersion;
}
