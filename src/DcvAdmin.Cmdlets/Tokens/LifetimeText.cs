using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace DcvAdmin.Tokens;

/// <summary>Reads a lifetime as an admin types it.</summary>
internal static class LifetimeText
{
    public const string Allowed = "Write a number with its unit: 45s, 90m, 3h, 2d, 1h30m; or hours, minutes and seconds: 00:15:00; or a TimeSpan.";

    private static readonly Regex Units = new(
        @"^(?:(?<d>[0-9]{1,6})d)?\s*(?:(?<h>[0-9]{1,6})h)?\s*(?:(?<m>[0-9]{1,6})m)?\s*(?:(?<s>[0-9]{1,6})s)?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture);

    /// <summary>Reads <paramref name="text"/>; where it is no lifetime, <paramref name="flaw"/> is a sentence that says why.</summary>
    public static bool TryParse(string text, out TimeSpan lifetime, out string flaw)
    {
        text = text.Trim();
        flaw = string.Empty;
        // Three parts are asked for: TimeSpan itself also reads 1:30, as hours, where many mean minutes.
        if (text.Count(c => c == ':') == 2 && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out lifetime)) return true;

        // TimeSpan itself reads the text 90 as days and the number 90 as 9 microseconds: neither is what anyone means.
        lifetime = TimeSpan.Zero;
        if (decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _))
        {
            flaw = $"'{text}' has no unit.";
            return false;
        }

        var match = Units.Match(text);
        if (!match.Success || text.Length == 0)
        {
            flaw = $"'{text}' is not a lifetime.";
            return false;
        }

        lifetime = new TimeSpan(Number(match, "d"), Number(match, "h"), Number(match, "m"), Number(match, "s"));
        return true;
    }

    private static int Number(Match match, string group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
}
