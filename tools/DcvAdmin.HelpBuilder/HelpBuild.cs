using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using DcvAdmin.HelpBuilder.Cmdlets;
using DcvAdmin.HelpBuilder.Maml;
using DcvAdmin.HelpBuilder.Pages;
using DcvAdmin.HelpBuilder.Rules;

namespace DcvAdmin.HelpBuilder;

/// <summary>One run: pages and cmdlets in; the help file, or what is wrong, out.</summary>
internal static class HelpBuild
{
    private const string TopicEnding = ".help.txt";

    /// <summary>Writes the help file where nothing is wrong.</summary>
    /// <param name="assembly">The compiled cmdlets.</param>
    /// <param name="pages">Folder of the pages, one for each cmdlet and the shared one.</param>
    /// <param name="topics">Folder of the about topics.</param>
    /// <param name="output">The help file to write.</param>
    /// <returns>What is wrong, in the order of files and lines.</returns>
    public static IReadOnlyList<HelpFlaw> Run(string assembly, string pages, string topics, string output)
    {
        var flaws = new List<HelpFlaw>();
        var read = Directory.GetFiles(pages, "*.md").Order(StringComparer.Ordinal).Select(path => PageReader.Read(path, flaws)).ToList();
        var about = Directory.GetFiles(topics, "about_*" + TopicEnding).Select(path => Path.GetFileName(path)[..^TopicEnding.Length]).ToHashSet(StringComparer.Ordinal);
        var cmdlets = CmdletAssembly.Read(assembly);
        flaws.AddRange(new PageRules(cmdlets, read, about, pages).Check());
        if (flaws.Count > 0) return [.. flaws.OrderBy(flaw => flaw.Path, StringComparer.Ordinal).ThenBy(flaw => flaw.Line)];

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        File.WriteAllText(output, MamlHelp.Write(cmdlets, read));
        return [];
    }
}
