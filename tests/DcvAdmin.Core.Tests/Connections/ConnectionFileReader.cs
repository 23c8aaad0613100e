using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Core.Tests.Connections;

/// <summary>
/// Reads a connection file by the words of the DCV User Guide and the habits of such readers: any line end counts, blanks around names and values go, lines that begin
/// with # or ; are comments, a backslash begins an escape, a key or group that comes twice is an error. It shares nothing with the writer.
/// </summary>
internal static class ConnectionFileReader
{
    private static readonly string[] LineEnds = ["\r\n", "\n", "\r", "\u2028", "\u2029", "\u0085", "\v", "\f"];

    public static Dictionary<string, string> Read(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var groups = new HashSet<string>(StringComparer.Ordinal);
        var group = string.Empty;
        foreach (var line in text.Split(LineEnds, StringSplitOptions.None).Select(line => line.Trim()))
        {
            if (line.Length == 0 || line[0] is '#' or ';') continue;
            if (line[0] == '[')
            {
                if (line[^1] != ']') throw new FormatException($"No group: {line}");
                group = line[1..^1];
                if (!groups.Add(group)) throw new FormatException($"Twice: [{group}]");
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || group.Length == 0) throw new FormatException($"No line of a connection file: {line}");
            var value = line[(equals + 1)..].Trim();
            if (value.Contains('\\', StringComparison.Ordinal)) throw new FormatException($"An escape: {line}");
            if (!values.TryAdd($"{group}.{line[..equals].Trim()}", value)) throw new FormatException($"Twice: {line}");
        }

        return values.TryGetValue("version.format", out var format) && format == "1.0" ? values : throw new FormatException("The version is missing.");
    }
}
