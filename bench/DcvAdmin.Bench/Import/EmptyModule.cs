using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using DcvAdmin.Bench.Modules;

namespace DcvAdmin.Bench.Import;

/// <summary>
/// Modules of the same shape as ours that do nothing. The manifest is ours but for names, so that a key that is added there is added here too.
/// </summary>
internal static partial class EmptyModule
{
    /// <summary>As many cmdlets and views as the model's. Returns the path of its manifest.</summary>
    public static string Write(StagedModule model, string parent) =>
        Write(model, parent, "Empty", [.. model.Cmdlets.Select(name => name.Replace("-Dcv", "-Empty", StringComparison.Ordinal))], model.Views);

    /// <summary>The smallest module that makes the engine do everything once that an import makes it do.</summary>
    public static string WriteWarmUp(StagedModule model, string parent) => Write(model, parent, "WarmUp", ["Show-WarmUp"], 1);

    private static string Write(StagedModule model, string parent, string name, string[] cmdlets, int views)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, name)).FullName;
        var (assembly, format) = ($"{name}.Cmdlets.dll", $"{name}.Format.ps1xml");
        var text = RootModule().Replace(model.Text, $"RootModule = '{assembly}'");
        text = Guid().Replace(text, $"GUID = '{System.Guid.NewGuid()}'");
        text = Formats().Replace(text, $"FormatsToProcess = @('{format}')");
        text = StagedModule.Exports().Replace(text, $"CmdletsToExport = @({string.Join(", ", cmdlets.Select(cmdlet => $"'{cmdlet}'"))})");

        var manifest = Path.Combine(folder, name + ".psd1");
        File.WriteAllText(manifest, text);
        File.WriteAllText(Path.Combine(folder, format), FormatText(name, views));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Import", assembly), Path.Combine(folder, assembly));
        // A second assembly lies beside ours too. Nothing asks for this one: what ours costs is ours.
        File.Copy(Path.Combine(model.Folder, "DcvAdmin.Core.dll"), Path.Combine(folder, $"{name}.Core.dll"));
        return manifest;
    }

    private static string FormatText(string name, int views)
    {
        IEnumerable<string> text =
        [
            "<Configuration><ViewDefinitions>",
            .. Enumerable.Range(1, views).Select(number => $"""
                <View>
                  <Name>{name}{number}</Name>
                  <ViewSelectedBy><TypeName>{name}.Type{number}</TypeName></ViewSelectedBy>
                  <TableControl><TableRowEntries><TableRowEntry><TableColumnItems>
                    <TableColumnItem><PropertyName>Id</PropertyName></TableColumnItem>
                  </TableColumnItems></TableRowEntry></TableRowEntries></TableControl>
                </View>
                """),
            "</ViewDefinitions></Configuration>",
        ];
        return string.Join('\n', text);
    }

    [GeneratedRegex(@"RootModule\s*=\s*'[^']*'")]
    private static partial Regex RootModule();

    [GeneratedRegex(@"GUID\s*=\s*'[^']*'")]
    private static partial Regex Guid();

    [GeneratedRegex(@"FormatsToProcess\s*=\s*@\([^)]*\)")]
    private static partial Regex Formats();
}
