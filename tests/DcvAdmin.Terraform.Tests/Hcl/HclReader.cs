using System;
using System.Collections.Generic;

namespace DcvAdmin.Terraform.Tests.Hcl;

/// <summary>Reads blocks and their attributes; expressions stay words.</summary>
internal sealed class HclReader(IReadOnlyList<HclToken> tokens)
{
    private int _next;

    private HclToken? Current => _next < tokens.Count ? tokens[_next] : null;

    /// <summary>Reads to the end of a block, or of the file.</summary>
    public (Dictionary<string, HclExpression> Attributes, List<HclBlock> Blocks) ReadBody(bool isFile)
    {
        var attributes = new Dictionary<string, HclExpression>(StringComparer.Ordinal);
        var blocks = new List<HclBlock>();
        for (; ; )
        {
            while (Current?.Kind == HclTokenKind.NewLine) _next++;
            if (Current is not { } first) return isFile ? (attributes, blocks) : throw new FormatException("A block has no end.");
            _next++;
            if (!isFile && first is { Kind: HclTokenKind.Sign, Text: "}" }) return (attributes, blocks);
            if (first.Kind != HclTokenKind.Word) throw Unexpected(first);

            if (Current is { Kind: HclTokenKind.Sign, Text: "=" })
            {
                _next++;
                if (!attributes.TryAdd(first.Text, ReadExpression())) throw new FormatException($"Line {first.Line}: '{first.Text}' is set twice.");
            }
            else
            {
                blocks.Add(ReadBlock(first));
            }
        }
    }

    private HclBlock ReadBlock(HclToken first)
    {
        var labels = new List<string>();
        for (; Current is { Kind: HclTokenKind.Text or HclTokenKind.Word } label; _next++) labels.Add(label.Text.Trim('"'));
        if (Current is not { Kind: HclTokenKind.Sign, Text: "{" }) throw Unexpected(Current ?? first);
        _next++;
        var (attributes, blocks) = ReadBody(isFile: false);
        return new HclBlock(first.Text, labels, attributes, blocks, first.Line);
    }

    // An expression goes on over line ends inside of brackets alone.
    private HclExpression ReadExpression()
    {
        var words = new List<HclToken>();
        for (var depth = 0; Current is { } token; _next++)
        {
            if (depth == 0 && (token.Kind == HclTokenKind.NewLine || token is { Kind: HclTokenKind.Sign, Text: "}" })) break;
            if (token.Kind == HclTokenKind.Sign) depth += token.Text switch { "{" or "[" or "(" => 1, "}" or "]" or ")" => -1, _ => 0 };
            words.Add(token);
        }

        return words.Count > 0 ? new HclExpression(words) : throw new FormatException("An attribute has no value.");
    }

    private static FormatException Unexpected(HclToken token) => new($"Line {token.Line}: '{token.Text}' is not expected.");
}
