using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Terraform.Tests.Hcl;

/// <summary>A block, as in <c>variable "name" { ... }</c>.</summary>
/// <param name="Type">Its first word.</param>
/// <param name="Labels">The words between that and its brace, without quotes.</param>
/// <param name="Attributes">What it sets.</param>
/// <param name="Blocks">What it holds.</param>
/// <param name="Line">Where it starts.</param>
internal sealed record HclBlock(string Type, IReadOnlyList<string> Labels, IReadOnlyDictionary<string, HclExpression> Attributes, IReadOnlyList<HclBlock> Blocks, int Line)
{
    /// <summary>The last label: a variable's name, a resource's name.</summary>
    public string Name => Labels.Count > 0 ? Labels[^1] : string.Empty;

    /// <summary>This block and all within.</summary>
    public IEnumerable<HclBlock> All => Blocks.SelectMany(block => block.All).Prepend(this);

    /// <summary>An attribute, or null.</summary>
    public HclExpression? this[string name] => Attributes.GetValueOrDefault(name);

    /// <summary>Reads the blocks of a file.</summary>
    /// <exception cref="FormatException">It is none of the Terraform language.</exception>
    public static IReadOnlyList<HclBlock> ReadFile(string source)
    {
        var reader = new HclReader(HclLexer.Read(source));
        var (attributes, blocks) = reader.ReadBody(isFile: true);
        return attributes.Count == 0 ? blocks : throw new FormatException($"'{attributes.Keys.First()}' stands outside of every block.");
    }
}
