using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace DcvAdmin.Hosts;

/// <summary>
/// Values as dcv.conf writes them: the text form of GVariant, of which DCV uses quoted texts, whole numbers, true and false, and lists of texts
/// (DCV Administrator Guide, "Parameter reference"; GLib, "GVariant text format"). What is written otherwise, such as a pair of numbers, is kept as it stands.
/// </summary>
public static class DcvConfValue
{
    /// <summary>Reads what stands behind the equals sign.</summary>
    /// <param name="text">The text, with or without blanks around it.</param>
    /// <param name="type">The type that is expected; null where it is not known, which takes what the text looks like.</param>
    /// <returns>The value; null where the text is none of this type, and where it is empty.</returns>
    public static SettingValue? Read(string text, SettingType? type)
    {
        var trimmed = (text ?? throw new System.ArgumentNullException(nameof(text))).Trim();
        return type switch
        {
            SettingType.Text => ReadText(trimmed),
            SettingType.Number => ReadNumber(trimmed),
            SettingType.Switch => ReadSwitch(trimmed),
            SettingType.List => ReadList(trimmed),
            SettingType.Verbatim => ReadVerbatim(trimmed),
            _ => ReadText(trimmed) ?? ReadSwitch(trimmed) ?? ReadNumber(trimmed) ?? ReadList(trimmed) ?? ReadVerbatim(trimmed),
        };
    }

    /// <summary>Writes a value, on one line.</summary>
    public static string Write(SettingValue value) => (value ?? throw new System.ArgumentNullException(nameof(value))).Content switch
    {
        string text => Quote(text, '"'),
        // With single quotes, as the guide writes its lists.
        string[] texts => "[" + string.Join(", ", texts.Select(text => Quote(text, '\''))) + "]",
        _ => value.ToString(),
    };

    private static SettingValue? ReadText(string text)
    {
        var position = 0;
        return ReadQuoted(text, ref position) is { } content && position == text.Length ? SettingValue.Of(content) : null;
    }

    // As C has it, and GLib with it: 0x before sixteens, 0 before eights.
    private static SettingValue? ReadNumber(string text)
    {
        var digits = text.TrimStart('+', '-');
        if (digits.Length == 0 || text.Length - digits.Length > 1) return null;
        var radix = digits[0] != '0' || digits.Length == 1 ? 10 : digits[1] is 'x' or 'X' ? 16 : 8;
        var number = 0L;
        foreach (var c in radix == 16 ? digits.Substring(2) : digits)
        {
            var digit = c switch { >= '0' and <= '9' => c - '0', >= 'a' and <= 'f' => c - 'a' + 10, >= 'A' and <= 'F' => c - 'A' + 10, _ => radix };
            if (digit >= radix || (number = (number * radix) + digit) > 1L + int.MaxValue) return null;
        }

        if (text[0] == '-') number = -number;
        return number is >= int.MinValue and <= int.MaxValue && !(radix == 16 && digits.Length == 2) ? SettingValue.Of((int)number) : null;
    }

    private static SettingValue? ReadVerbatim(string text) => VerbatimText.IsOne(text) ? SettingValue.Of(new VerbatimText(text)) : null;

    private static SettingValue? ReadSwitch(string text) => text switch { "true" => SettingValue.Of(true), "false" => SettingValue.Of(false), _ => null };

    private static SettingValue? ReadList(string text)
    {
        // An empty list may carry its type.
        var position = text.StartsWith("@as ", System.StringComparison.Ordinal) ? 4 : 0;
        if (!Take(text, ref position, '[')) return null;
        var texts = new List<string>();
        if (Take(text, ref position, ']')) return position == text.Length ? SettingValue.Of(texts) : null;
        do
        {
            SkipBlanks(text, ref position);
            if (ReadQuoted(text, ref position) is not { } item) return null;
            texts.Add(item);
        }
        while (Take(text, ref position, ','));
        return Take(text, ref position, ']') && position == text.Length ? SettingValue.Of(texts) : null;
    }

    private static bool Take(string text, ref int position, char wanted)
    {
        SkipBlanks(text, ref position);
        if (position == text.Length || text[position] != wanted) return false;
        position++;
        return true;
    }

    private static void SkipBlanks(string text, ref int position)
    {
        while (position < text.Length && text[position] is ' ' or '\t') position++;
    }

    private static string? ReadQuoted(string text, ref int position)
    {
        if (position == text.Length || text[position] is not ('"' or '\'')) return null;
        var quote = text[position++];
        var content = new StringBuilder();
        while (position < text.Length)
        {
            var c = text[position++];
            if (c == quote) return content.ToString();
            if (c != '\\') content.Append(c);
            else if (position == text.Length || !Unescape(text, ref position, content)) return null;
        }

        return null;
    }

    private static bool Unescape(string text, ref int position, StringBuilder content)
    {
        var c = text[position++];
        if (c is not ('u' or 'U'))
        {
            content.Append(c switch { 'a' => '\a', 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', 'v' => '\v', _ => c });
            return true;
        }

        var digits = c == 'u' ? 4 : 8;
        if (position + digits > text.Length
            || !int.TryParse(text.Substring(position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code is < 0 or > 0x10FFFF) return false;
        position += digits;
        if (code > 0xFFFF) content.Append(char.ConvertFromUtf32(code));
        else content.Append((char)code);
        return true;
    }

    private static string Quote(string text, char quote)
    {
        var quoted = new StringBuilder(text.Length + 2).Append(quote);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == quote || c == '\\') quoted.Append('\\').Append(c);
            else if (char.IsSurrogate(c) && i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1])) quoted.Append(c).Append(text[++i]);
            // Half of a character has no UTF-8, and some separators end a line for some readers.
            else if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029') quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else quoted.Append(c);
        }

        return quoted.Append(quote).ToString();
    }
}
