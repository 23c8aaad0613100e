using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Terraform.Tests.Hcl;

namespace DcvAdmin.Terraform.Tests.Modules;

/// <summary>The tables of a module's README, made from its variables and outputs.</summary>
internal static class ReadmeTables
{
    /// <summary>The README with its tables as they must be.</summary>
    /// <exception cref="FormatException">It lacks a mark.</exception>
    public static string Write(string readme, ModuleSource module) => Replace(Replace(readme, "inputs", Inputs(module.Variables)), "outputs", Outputs(module.Outputs));

    private static string Inputs(IEnumerable<HclBlock> variables) => Table(
        ["name", "description", "type", "default"],
        variables.Select(variable => (string[])[variable.Name, Description(variable), Code(variable["type"]?.OneLine), variable["default"] is { } value ? Code(value.OneLine) : "*required*"]));

    private static string Outputs(IEnumerable<HclBlock> outputs) => Table(["name", "description"], outputs.Select(output => (string[])[output.Name, Description(output)]));

    private static string Table(string[] heads, IEnumerable<string[]> rows) =>
        $"{Row(heads)}|{string.Concat(heads.Select(_ => "---|"))}\n{string.Concat(rows.Select(Row))}";

    private static string Row(string[] cells) => $"| {string.Join(" | ", cells)} |\n";

    private static string Description(HclBlock block) => Cell(block["description"]?.AsText ?? string.Empty);

    private static string Code(string? text) => text is null ? string.Empty : $"`{Cell(text)}`";

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);

    private static string Replace(string readme, string mark, string table)
    {
        var (open, close) = ($"<!-- {mark} -->", $"<!-- /{mark} -->");
        var start = readme.IndexOf(open, StringComparison.Ordinal);
        var end = readme.IndexOf(close, StringComparison.Ordinal);
        return start >= 0 && end > start
            ? $"{readme[..(start + open.Length)]}\n{table}{readme[end..]}"
            : throw new FormatException($"There is no {open} with a {close} behind it.");
    }
}
