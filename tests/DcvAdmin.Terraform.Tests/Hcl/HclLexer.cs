using System;
using System.Collections.Generic;

namespace DcvAdmin.Terraform.Tests.Hcl;

/// <summary>Cuts a file of the Terraform language into words; comments are left out.</summary>
internal static class HclLexer
{
    private static readonly string[] LongSigns = ["...", "==", "!=", "<=", ">=", "&&", "||", "=>"];

    /// <exception cref="FormatException">A text or comment has no end.</exception>
    public static IReadOnlyList<HclToken> Read(string source)
    {
        var tokens = new List<HclToken>();
        var line = 1;
        for (var i = 0; i < source.Length;)
        {
            var end = End(source, i, line);
            var kind = Kind(source, i);
            if (kind is { } found) tokens.Add(new HclToken(found, source[i..end], line));
            line += source.AsSpan(i, end - i).Count('\n');
            // The line that a comment ends is a line's end all the same.
            i = end;
        }

        return tokens;
    }

    private static HclTokenKind? Kind(string source, int i) => source[i] switch
    {
        '\n' => HclTokenKind.NewLine,
        '#' => null,
        '/' when Has(source, i, "//") || Has(source, i, "/*") => null,
        '"' => HclTokenKind.Text,
        '<' when Has(source, i, "<<") => HclTokenKind.Heredoc,
        var sign when char.IsWhiteSpace(sign) => null,
        var sign when IsWord(sign) => HclTokenKind.Word,
        _ => HclTokenKind.Sign,
    };

    private static int End(string source, int i, int line) => source[i] switch
    {
        '#' => LineEnd(source, i),
        '/' when Has(source, i, "//") => LineEnd(source, i),
        '/' when Has(source, i, "/*") => After(source, "*/", i + 2, line),
        '"' => TextEnd(source, i, line),
        '<' when Has(source, i, "<<") => HeredocEnd(source, i, line),
        var sign when IsWord(sign) => WordEnd(source, i),
        _ => i + (Array.Find(LongSigns, sign => Has(source, i, sign))?.Length ?? 1),
    };

    private static int WordEnd(string source, int i)
    {
        while (i < source.Length && (IsWord(source[i]) || source[i] == '-' || (source[i] == '.' && i + 1 < source.Length && char.IsDigit(source[i + 1])))) i++;
        return i;
    }

    // Inside ${ } stands the language again, with texts of its own.
    private static int TextEnd(string source, int start, int line)
    {
        for (var i = start + 1; i < source.Length; i++)
        {
            if (source[i] == '\\') i++;
            else if (source[i] == '"') return i + 1;
            else if ((Has(source, i, "${") || Has(source, i, "%{")) && source[i - 1] != source[i]) i = TemplateEnd(source, i + 2, line) - 1;
        }

        throw new FormatException($"Line {line}: a text has no end.");
    }

    private static int TemplateEnd(string source, int i, int line)
    {
        for (var depth = 1; i < source.Length; i++)
        {
            if (source[i] == '"') i = TextEnd(source, i, line) - 1;
            else if (source[i] == '{') depth++;
            else if (source[i] == '}' && --depth == 0) return i + 1;
        }

        throw new FormatException($"Line {line}: a template has no end.");
    }

    private static int HeredocEnd(string source, int start, int line)
    {
        var first = LineEnd(source, start);
        var word = source[start..first].TrimStart('<').TrimStart('-').Trim();
        for (var i = first + 1; i <= source.Length; i = LineEnd(source, i) + 1)
        {
            var end = LineEnd(source, i);
            if (source[i..end].Trim() == word) return end;
            if (end == source.Length) break;
        }

        throw new FormatException($"Line {line}: the text until {word} has no end.");
    }

    private static int After(string source, string mark, int from, int line) =>
        source.IndexOf(mark, from, StringComparison.Ordinal) is >= 0 and var found ? found + mark.Length : throw new FormatException($"Line {line}: a comment has no end.");

    private static int LineEnd(string source, int i) => source.IndexOf('\n', i) is >= 0 and var found ? found : source.Length;

    private static bool Has(string source, int i, string mark) => string.CompareOrdinal(source, i, mark, 0, mark.Length) == 0;

    private static bool IsWord(char sign) => char.IsLetterOrDigit(sign) || sign == '_';
}
