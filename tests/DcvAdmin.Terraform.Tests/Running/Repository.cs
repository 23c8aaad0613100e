using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace DcvAdmin.Terraform.Tests.Running;

/// <summary>The checkout the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Terraform { get; } = Path.Combine(Root, "terraform");

    /// <summary>The project's own configurations, which call the modules as users do.</summary>
    public static string Roots { get; } = Path.Combine(Root, "tests", "DcvAdmin.Terraform.Tests", "Roots");

    /// <summary>Folders with configurations, from <c>terraform</c>: modules and examples.</summary>
    public static IReadOnlyList<string> Folders { get; } = [.. Modules("modules"), .. Modules("examples")];

    /// <summary>The folders of one kind, as in <c>modules/network</c>.</summary>
    public static IEnumerable<string> Modules(string kind) => Directory.Exists(Path.Combine(Terraform, kind))
        ? Directory.GetDirectories(Path.Combine(Terraform, kind)).Where(folder => Directory.EnumerateFiles(folder, "*.tf").Any()).Select(folder => $"{kind}/{Path.GetFileName(folder)}").Order(StringComparer.Ordinal)
        : [];

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "DcvAdmin.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside a checkout."));
}
