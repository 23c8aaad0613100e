using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using DcvAdmin.Bench.Modules;

namespace DcvAdmin.Bench.Import;

/// <summary>What came into the process with a step.</summary>
/// <param name="Name">The step.</param>
/// <param name="Count">How many things it looked at, so that a step that looked at nothing is seen.</param>
/// <param name="Own">The module's own assemblies: those directly in its folder.</param>
/// <param name="Others">Those that are neither the module's own nor the engine's.</param>
internal sealed record LoadedStep(string Name, int Count, IReadOnlyList<string> Own, IReadOnlyList<string> Others)
{
    /// <summary>Tells the module's own assemblies from the engine's and from all others.</summary>
    /// <param name="line">What the script wrote about a step.</param>
    /// <param name="module">Where the module lies.</param>
    public static LoadedStep Read(string line, StagedModule module)
    {
        var step = Pwsh.Read<StepLine>(line);
        // From memory they have no place; then their names tell.
        var carried = Directory.EnumerateFiles(Path.Combine(module.Folder, "adapters"), "*.dll", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var own = step.Assemblies.Where(IsOwn).ToArray();
        var others = step.Assemblies.Where(assembly => string.IsNullOrEmpty(assembly.Location)
            ? carried.Contains(assembly.Name)
            : !IsOwn(assembly) && !step.EngineFolders.Any(folder => IsBelow(assembly.Location, folder)));
        return new LoadedStep(step.Step, step.Count, [.. own.Select(assembly => assembly.Name).Order()], [.. others.Select(assembly => assembly.Name).Order()]);

        bool IsOwn(AssemblyLine assembly) => Path.GetDirectoryName(assembly.Location) == module.Folder;
    }

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(
            Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar,
            OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private sealed record StepLine(string Step, int Count, string[] EngineFolders, AssemblyLine[] Assemblies);

    private sealed record AssemblyLine(string Name, string? Location);
}
