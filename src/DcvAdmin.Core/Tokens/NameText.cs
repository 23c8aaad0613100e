using System.Globalization;

namespace DcvAdmin.Tokens;

/// <summary>The rule that every name in a grant keeps: it can stand in XML 1.0, in a log line and in a URL without surprises.</summary>
public static class NameText
{
    /// <summary>Null where <paramref name="text"/> is a legal name, otherwise what is wrong with it, as the end of a sentence.</summary>
    public static string? Flaw(string? text, int maximumLength)
    {
        if (string.IsNullOrEmpty(text)) return "is empty";
        if (text!.Length > maximumLength) return $"has {text.Length} characters, more than {maximumLength}";
        if (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[text.Length - 1])) return "begins or ends with white space";

        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                continue;
            }

            if (char.IsSurrogate(c)) return "holds half of a Unicode surrogate pair";
            if (char.IsControl(c)) return string.Format(CultureInfo.InvariantCulture, "holds the control character U+{0:X4}", (int)c);
            // U+2028 and U+2029 break lines in logs; U+FFFE and U+FFFF are not characters in XML 1.0 (section 2.2).
            // Bidirectional controls make a name look like another one.
            if (c is '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'))
                return string.Format(CultureInfo.InvariantCulture, "holds the character U+{0:X4}", (int)c);
        }

        return null;
    }
}
