using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace DcvAdmin.Core.Tests.Connections;

/// <summary>The parts of a link, taken apart at the characters of RFC 3986 and decoded byte by byte. It shares nothing with the writer, nor with System.Uri.</summary>
internal sealed record LinkReader(string Scheme, string Host, int Port, string Path, string? Token, string? SessionId)
{
    public static LinkReader Read(string link)
    {
        foreach (var c in link)
        {
            if (c is <= ' ' or > '~' or '"' or '\\' or '<' or '>' or '^' or '`' or '{' or '|' or '}') throw new FormatException($"The character U+{(int)c:X4} stands in {link}");
        }

        var (rest, fragment) = Cut(link, "#");
        (rest, var query) = Cut(rest, "?");
        string? token = null;
        if (query is not null)
        {
            const string Key = "authToken=";
            if (!query.StartsWith(Key, StringComparison.Ordinal) || query.IndexOfAny(['&', ';', '=', '+'], Key.Length) >= 0) throw new FormatException($"Another query: {query}");
            token = Decode(query[Key.Length..]);
        }

        var scheme = string.Empty;
        if (rest.Contains("://", StringComparison.Ordinal)) (scheme, rest) = Cut(rest, "://") is var (before, after) ? (before, after!) : default;
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var authority = slash < 0 ? rest : rest[..slash];
        if (authority.Contains('@', StringComparison.Ordinal)) throw new FormatException("A user stands before the host.");
        var colon = authority.LastIndexOf(':');
        var host = authority[..colon];
        if (host.Contains(':', StringComparison.Ordinal) != (host[0] == '[' && host[^1] == ']')) throw new FormatException($"Brackets are missing or too many: {host}");
        return new LinkReader(scheme, host.Trim('[', ']'), int.Parse(authority[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture), slash < 0 ? "/" : rest[slash..], token, fragment is null ? null : Decode(fragment));
    }

    private static (string Before, string? After) Cut(string text, string mark)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + mark.Length)..]);
    }

    private static string Decode(string text)
    {
        var octets = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                octets.Add((byte)text[i]);
                continue;
            }

            octets.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            i += 2;
        }

        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. octets]);
    }
}
