using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;

namespace DcvAdmin.Bench.Modules;

/// <summary>The module under test, as it lies in its folder.</summary>
internal sealed partial class StagedModule
{
    private const string ManifestFile = "DcvAdmin.psd1";

    private StagedModule(string manifest)
    {
        Manifest = manifest;
        Folder = Path.GetDirectoryName(manifest)!;
        Text = File.ReadAllText(manifest);
        Version = VersionText().Match(Text).Groups["version"].Value;
        Cmdlets = [.. Quoted().Matches(Exports().Match(Text).Value).Select(match => match.Groups["text"].Value)];
        Views = Directory.EnumerateFiles(Folder, "*.Format.ps1xml").Sum(file => Regex.Count(File.ReadAllText(file), "<View>"));
    }

    /// <summary>Path of the manifest.</summary>
    public string Manifest { get; }

    public string Folder { get; }

    /// <summary>The manifest itself.</summary>
    public string Text { get; }

    public string Version { get; }

    /// <summary>The names it exports.</summary>
    public IReadOnlyList<string> Cmdlets { get; }

    /// <summary>How many views its format file has.</summary>
    public int Views { get; }

    /// <param name="named">A manifest or its folder; null for the module as it was built last.</param>
    public static StagedModule Find(string? named)
    {
        var manifest = named ?? typeof(StagedModule).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "ModuleManifest").Value!;
        if (Directory.Exists(manifest)) manifest = Path.Combine(manifest, ManifestFile);
        return File.Exists(manifest) ? new StagedModule(Path.GetFullPath(manifest)) : throw new BenchException($"There is no module at {manifest}.");
    }

    /// <summary>The part of a manifest that lists its cmdlets.</summary>
    [GeneratedRegex(@"CmdletsToExport\s*=\s*@\([^)]*\)")]
    internal static partial Regex Exports();

    [GeneratedRegex(@"ModuleVersion\s*=\s*'(?<version>[^']+)'")]
    private static partial Regex VersionText();

    [GeneratedRegex("'(?<text>[^']+)'")]
    private static partial Regex Quoted();
}
