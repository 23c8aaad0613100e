using System;
using System.Globalization;
using System.Linq;

namespace DcvAdmin.Connections;

/// <summary>
/// The rule for a DCV server's <c>connectivity/web-url-path</c>: it starts with a slash (DCV Administrator Guide). Beyond that it must be the path of an address as it is
/// written (RFC 3986, section 3.3), so that links and files hold the same characters and nobody has to guess whether they were escaped.
/// </summary>
internal static class WebUrlPath
{
    public const string Default = "/";

    public const int MaximumLength = 256;

    /// <summary>Null where <paramref name="path"/> is legal, otherwise what is wrong with it, as the end of a sentence.</summary>
    public static string? Flaw(string path)
    {
        if (path.Length == 0 || path[0] != '/') return "does not start with a slash";
        if (path.Length > MaximumLength) return $"has {path.Length} characters, more than {MaximumLength}";
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '%' && !(i + 2 < path.Length && Uri.IsHexDigit(path[i + 1]) && Uri.IsHexDigit(path[i + 2]))) return "holds a % that two hexadecimal digits do not follow";
            if (path[i] != '%' && !IsPathCharacter(path[i])) return string.Format(CultureInfo.InvariantCulture, "holds the character U+{0:X4}; write it percent-encoded", (int)path[i]);
        }

        // Clients take these away before they ask, and an empty first segment begins another host's address.
        if (path.StartsWith("//", StringComparison.Ordinal)) return "starts with two slashes";
        return path.Split('/').Any(segment => Decoded(segment) is "." or "..") ? "holds a segment . or .." : null;
    }

    private static string Decoded(string segment) => segment.Replace("%2e", ".").Replace("%2E", ".");

    private static bool IsPathCharacter(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '/' or '-' or '.' or '_' or '~' or '!' or '$' or '&' or '\'' or '(' or ')' or '*' or '+' or ',' or ';' or '=' or ':' or '@';
}
