using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace DcvAdmin.Parameters;

/// <summary>Reads a duration as an admin types it.</summary>
internal static class DurationText
{
    public const string Allowed = "Write seconds (90), or numbers with units: 45s, 15m, 3h, 2d, 1h30m; or hours, minutes and seconds: 1:00:00; or a TimeSpan.";

    private static readonly Regex Units = new(
        @"^(?:(?<d>[0-9]{1,6})\s*d)?\s*(?:(?<h>[0-9]{1,6})\s*h)?\s*(?:(?<m>[0-9]{1,6})\s*m)?\s*(?:(?<s>[0-9]{1,9})\s*s)?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture);

    /// <summary>Reads <paramref name="text"/>. A bare number is seconds, as in Start-Sleep and every -TimeoutSec; TimeSpan itself would read it as days.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        text = text.Trim();
        duration = TimeSpan.Zero;
        // Three parts are asked for: TimeSpan itself also reads 1:30, as hours, where many mean minutes.
        if (text.Count(c => c == ':') == 2) return text[0] != '-' && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out duration);

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            duration = TimeSpan.FromSeconds(seconds);
            return true;
        }

        var match = Units.Match(text);
        if (!match.Success || text.Length == 0) return false;
        duration = new TimeSpan(Number(match, "d"), Number(match, "h"), Number(match, "m"), Number(match, "s"));
        return true;
    }

    private static int Number(Match match, string group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
}
