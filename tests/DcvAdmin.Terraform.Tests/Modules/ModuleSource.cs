using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using DcvAdmin.Terraform.Tests.Hcl;
using DcvAdmin.Terraform.Tests.Running;

namespace DcvAdmin.Terraform.Tests.Modules;

/// <summary>The files of a module or example.</summary>
/// <param name="Name">Its folder, from <c>terraform</c>.</param>
/// <param name="Files">Its configuration by file name.</param>
/// <param name="Others">The names of everything else in it, from its folder.</param>
internal sealed record ModuleSource(string Name, IReadOnlyDictionary<string, string> Files, IReadOnlyCollection<string> Others)
{
    private IReadOnlyList<HclBlock>? _blocks;

    /// <summary>All blocks, in the order of file names and lines.</summary>
    public IReadOnlyList<HclBlock> Blocks => _blocks ??= [.. Files.OrderBy(file => file.Key, StringComparer.Ordinal).SelectMany(file => HclBlock.ReadFile(file.Value))];

    public IEnumerable<HclBlock> Variables => Blocks.Where(block => block.Type == "variable");

    public IEnumerable<HclBlock> Outputs => Blocks.Where(block => block.Type == "output");

    /// <summary>Whether others call it; examples are only run.</summary>
    public bool IsModule => Name.StartsWith("modules/", StringComparison.Ordinal);

    /// <summary>Reads a folder of the checkout.</summary>
    public static ModuleSource Read(string name)
    {
        var folder = Path.Combine(Repository.Terraform, name);
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            // Whoever works in the tree has both of these; git ignores them. A lock file alone was brought here.
            .Where(file => !file.StartsWith(".terraform/", StringComparison.Ordinal) && (file != ".terraform.lock.hcl" || !Directory.Exists(Path.Combine(folder, ".terraform")))).ToList();
        return new ModuleSource(
            name,
            files.Where(file => file.EndsWith(".tf", StringComparison.Ordinal) && !file.Contains('/', StringComparison.Ordinal)).ToDictionary(file => file, file => File.ReadAllText(Path.Combine(folder, file)), StringComparer.Ordinal),
            [.. files.Where(file => !file.EndsWith(".tf", StringComparison.Ordinal))]);
    }
}
