using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DcvAdmin.Core.Tests.Architecture;

/// <summary>The dependency rule of the house as a function of file contents: Core &lt;- Adapters &lt;- hosts, and no catch-all names.</summary>
internal static partial class DependencyRule
{
    private const string Core = "DcvAdmin.Core";
    private const string Adapters = "DcvAdmin.Adapters";
    private const string BannedNames = "Utils?|Utilit(y|ies)|Helpers?|Common|Managers?";

    /// <summary>A project that is not listed here has no place yet: give it one on purpose.</summary>
    private static readonly Dictionary<string, Allowance> Allowances = new(StringComparer.Ordinal)
    {
        [Core] = new(Projects: [], AnyPackage: false, OwnPackages: []),
        [Adapters] = new(Projects: [Core], AnyPackage: true, OwnPackages: []),
        ["DcvAdmin.Cmdlets"] = new(Projects: [Core], AnyPackage: false, OwnPackages: ["PowerShellStandard.Library"]),
        ["DcvAdmin.Loader"] = new(Projects: [], AnyPackage: false, OwnPackages: []),
        ["DcvAdmin.Broker"] = new(Projects: [Core, Adapters], AnyPackage: true, OwnPackages: []),
        ["DcvAdmin.Agent"] = new(Projects: [Core, Adapters], AnyPackage: true, OwnPackages: []),
        // What it references is loaded before the first answer of every cold start.
        ["DcvAdmin.Functions"] = new(Projects: [Core, Adapters], AnyPackage: false, OwnPackages: []),
        // Runs in the build and reads what was built: it must compile before, and without, all of it.
        ["DcvAdmin.HelpBuilder"] = new(Projects: [], AnyPackage: true, OwnPackages: []),
        // As above; and what it packs must depend on its version of .NET alone.
        ["DcvAdmin.ZipBuilder"] = new(Projects: [], AnyPackage: false, OwnPackages: []),
    };

    /// <summary>What is wrong with a project file in src or tools, one sentence each.</summary>
    public static IReadOnlyList<string> CheckProject(string name, XDocument project)
    {
        if (!Allowances.TryGetValue(name, out var allowance)) return [$"{name} is a project the dependency rule does not know."];

        return
        [
            .. ProjectFlaws(name, project, allowance),
            .. PackageFlaws(name, project, allowance),
            .. allowance.AnyPackage ? [] : AssemblyFlaws(name, project),
            .. FriendFlaws(name, Elements(project, "InternalsVisibleTo").Select(Include)),
            // The assembly attribute can also be written as an item; the shorter item is the one this test can read.
            .. Elements(project, "AssemblyAttribute").Select(Include).Where(attribute => attribute.Contains("InternalsVisibleTo", StringComparison.Ordinal))
                .Select(_ => $"{name} names a friend by an AssemblyAttribute: use the InternalsVisibleTo item."),
        ];
    }

    /// <summary>What is wrong with a props or targets file above the projects: what it references, every project references.</summary>
    public static IReadOnlyList<string> CheckSharedFile(string name, XDocument file) =>
    [
        .. Elements(file, "ProjectReference").Concat(Elements(file, "Reference")).Concat(Elements(file, "FrameworkReference")).Concat(Elements(file, "InternalsVisibleTo"))
            .Select(reference => $"{name} has the {reference.Name.LocalName} '{Include(reference)}' for every project: write it where it is needed."),
        .. Elements(file, "PackageReference").Where(package => !IsPrivateAnalyzer(package)).Select(package => $"{name} has the package {Include(package)} for every project."),
    ];

    /// <summary>What is wrong with a source file, by its path in src or tools and its text.</summary>
    public static IReadOnlyList<string> CheckSource(string path, string text) =>
    [
        .. path.Split('/').SkipLast(1).Where(folder => BannedWord().IsMatch(folder)).Select(folder => $"{path}: a folder {folder} says nothing about the domain."),
        .. NamespaceDeclaration().Matches(text).Select(match => match.Groups["name"].Value).Where(name => name.Split('.').Any(part => BannedWord().IsMatch(part)))
            .Select(name => $"{path}: the namespace {name} says nothing about the domain."),
        .. TypeDeclaration().Matches(text).Select(match => match.Groups["name"].Value)
            // "Session Manager" and "Systems Manager" are the names of Amazon's products.
            .Where(name => BannedEnding().IsMatch(name) && name is not ("SessionManager" or "SystemsManager" or "ISystemsManager"))
            .Select(name => $"{path}: the type {name} says nothing about the domain."),
        .. FriendFlaws(path, FriendAttribute().Matches(text).Select(match => match.Groups["name"].Value)),
    ];

    private static IEnumerable<string> ProjectFlaws(string name, XDocument project, Allowance allowance)
    {
        foreach (var reference in Elements(project, "ProjectReference"))
        {
            var target = FileName(Include(reference));
            // Cmdlets are shipped beside assemblies they never compile against; such a reference only orders the build.
            var isBuildOrder = name == "DcvAdmin.Cmdlets" && string.Equals(Metadata(reference, "ReferenceOutputAssembly"), "false", StringComparison.OrdinalIgnoreCase);
            if (!allowance.Projects.Contains(target) && !(isBuildOrder && Allowances.ContainsKey(target))) yield return $"{name} must not reference the project {target}.";
        }
    }

    private static IEnumerable<string> PackageFlaws(string name, XDocument project, Allowance allowance)
    {
        foreach (var package in Elements(project, "PackageReference"))
        {
            var id = Include(package);
            if (Metadata(package, "Version") is not null || Metadata(package, "VersionOverride") is not null)
                yield return $"{name} carries a version of {id}: versions stand in Directory.Packages.props.";

            if (allowance.AnyPackage || IsPrivateAnalyzer(package)) continue;
            if (!allowance.OwnPackages.Contains(id)) yield return $"{name} must not reference the package {id}.";
            else if (!IsPrivate(package)) yield return $"{name} must reference {id} with PrivateAssets=\"all\".";
        }
    }

    private static IEnumerable<string> AssemblyFlaws(string name, XDocument project)
    {
        var references = Elements(project, "Reference").Concat(Elements(project, "FrameworkReference"));
        foreach (var reference in references) yield return $"{name} must not reference {Include(reference)}.";

        var sdk = project.Root?.Attribute("Sdk")?.Value;
        if (sdk != "Microsoft.NET.Sdk") yield return $"{name} must be built by Microsoft.NET.Sdk, not {sdk ?? "an unnamed SDK"}: others bring frameworks with them.";
    }

    private static IEnumerable<string> FriendFlaws(string where, IEnumerable<string> friends) =>
        friends.Where(friend => !FriendName().IsMatch(friend)).Select(friend => $"{where} opens its internals to {friend}: only tests and benchmarks may see them.");

    private static IEnumerable<XElement> Elements(XDocument document, string name) => document.Descendants().Where(element => element.Name.LocalName == name);

    private static string Include(XElement item) => (item.Attribute("Include") ?? item.Attribute("Update"))?.Value.Trim() ?? string.Empty;

    private static string? Metadata(XElement item, string name) =>
        item.Attribute(name)?.Value ?? item.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;

    private static bool IsPrivate(XElement package) => string.Equals(Metadata(package, "PrivateAssets"), "all", StringComparison.OrdinalIgnoreCase);

    private static bool IsPrivateAnalyzer(XElement package) => IsPrivate(package) && Include(package).EndsWith("Analyzers", StringComparison.Ordinal);

    private static string FileName(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..].Replace(".csproj", string.Empty, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex($"^({BannedNames})$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex BannedWord();

    [GeneratedRegex($"(^|[a-z0-9])({BannedNames})$", RegexOptions.ExplicitCapture)]
    private static partial Regex BannedEnding();

    [GeneratedRegex(@"^\s*namespace\s+(?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(@"^[ \t]*(?:(?:public|internal|private|protected|file|static|sealed|abstract|partial|readonly|ref|unsafe|new)\s+)*(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?)\s+(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex("""InternalsVisibleTo(?:Attribute)?\s*\(\s*@?"(?<name>[^"]*)""")]
    private static partial Regex FriendAttribute();

    [GeneratedRegex(@"^DcvAdmin(\.\w+)*\.(Tests|Benchmarks|Bench)$", RegexOptions.ExplicitCapture)]
    private static partial Regex FriendName();

    private sealed record Allowance(string[] Projects, bool AnyPackage, string[] OwnPackages);
}
