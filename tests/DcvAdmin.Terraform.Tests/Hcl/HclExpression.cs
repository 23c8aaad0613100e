using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace DcvAdmin.Terraform.Tests.Hcl;

/// <summary>The value of an attribute, as it is written.</summary>
internal sealed class HclExpression(IReadOnlyList<HclToken> words)
{
    /// <summary>Its words, line ends among them.</summary>
    public IReadOnlyList<HclToken> Words { get; } = words;

    /// <summary>The expression on one line, spaced as <c>terraform fmt</c> does.</summary>
    public string OneLine { get; } = Join(Flatten(words));

    /// <summary>The text that it is; null where it is anything but a plain text.</summary>
    public string? AsText => Words switch
    {
        [{ Kind: HclTokenKind.Text } text] when !text.Text.Contains("${", StringComparison.Ordinal) => Unquote(text.Text),
        [{ Kind: HclTokenKind.Heredoc } text] => string.Join(' ', text.Text.Split('\n')[1..^1].Select(line => line.Trim())).Trim(),
        _ => null,
    };

    public override string ToString() => OneLine;

    private static string? Unquote(string text)
    {
        try
        {
            // The escapes are JSON's.
            return JsonSerializer.Deserialize<string>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Within braces a line end separates, within the other brackets it means nothing.
    private static List<HclToken> Flatten(IReadOnlyList<HclToken> words)
    {
        var flat = new List<HclToken>();
        var open = new Stack<string>();
        foreach (var word in words)
        {
            if (word.Kind == HclTokenKind.NewLine)
            {
                if (open.TryPeek(out var bracket) && bracket == "{" && flat[^1].Text is not ("{" or ",")) flat.Add(word with { Kind = HclTokenKind.Sign, Text = "," });
                continue;
            }

            if (word.Kind == HclTokenKind.Sign)
            {
                if (word.Text is "{" or "[" or "(") open.Push(word.Text);
                if (word.Text is "}" or "]" or ")")
                {
                    open.TryPop(out _);
                    if (flat.Count > 0 && flat[^1].Text == ",") flat.RemoveAt(flat.Count - 1);
                }
            }

            flat.Add(word);
        }

        return flat;
    }

    private static string Join(List<HclToken> words)
    {
        var text = new StringBuilder();
        for (var i = 0; i < words.Count; i++)
        {
            if (i > 0 && IsSpaced(words[i - 1], words[i])) text.Append(' ');
            text.Append(words[i].Text);
        }

        return text.ToString();
    }

    private static bool IsSpaced(HclToken before, HclToken after) => (Sign(before), Sign(after)) switch
    {
        ("{", "}") => false,
        ("(" or "[" or "." or "!", _) => false,
        (_, ")" or "]" or "," or "." or "...") => false,
        (null, "(" or "[") => false,
        (")" or "]", "[") => false,
        _ => true,
    };

    private static string? Sign(HclToken word) => word.Kind == HclTokenKind.Sign ? word.Text : null;
}
