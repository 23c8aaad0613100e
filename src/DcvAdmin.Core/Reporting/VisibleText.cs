using System.Globalization;
using System.Text;

namespace DcvAdmin.Reporting;

/// <summary>
/// Text of others, safe to show. A name from a CSV file may hold an escape sequence that recolours or retitles the terminal, or a character that reverses
/// what stands around it.
/// </summary>
public static class VisibleText
{
    /// <summary>The text with every control, format and line-breaking character written as <c>\uXXXX</c>.</summary>
    public static string Visible(this string? text)
    {
        if (string.IsNullOrEmpty(text)) return string.Empty;
        StringBuilder? shown = null;
        for (var i = 0; i < text!.Length; i++)
        {
            var isHidden = char.GetUnicodeCategory(text[i]) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            if (isHidden) shown ??= new StringBuilder(text, 0, i, text.Length + 16);
            if (isHidden) shown!.Append("\\u").Append(((int)text[i]).ToString("X4", CultureInfo.InvariantCulture));
            else shown?.Append(text[i]);
        }

        return shown?.ToString() ?? text;
    }
}
