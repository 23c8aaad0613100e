using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace DcvAdmin.Aws;

/// <summary>The SSM documents that lie in the module's folder.</summary>
internal static class ShippedSsmDocuments
{
    private static string Folder => Path.Combine(Path.GetDirectoryName(typeof(ShippedSsmDocuments).Assembly.Location)!, "ssm");

    /// <summary>Their names, without a prefix.</summary>
    public static IReadOnlyList<string> Names =>
        Directory.Exists(Folder) ? [.. Directory.GetFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).OrderBy(name => name, StringComparer.Ordinal)!] : [];

    /// <summary>The content of one.</summary>
    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name + ".json"));
}
