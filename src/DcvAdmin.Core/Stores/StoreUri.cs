using System;
using System.Text.RegularExpressions;

namespace DcvAdmin.Stores;

/// <summary>The name of a store, the same in cmdlets, broker and functions.</summary>
public abstract record StoreUri
{
    private StoreUri()
    {
    }

    /// <summary>A SQLite file of this machine.</summary>
    /// <param name="Path">Absolute path of the file.</param>
    public sealed record Sqlite(string Path) : StoreUri
    {
        /// <summary>The store in the file at <paramref name="path"/>.</summary>
        public static Sqlite AtPath(string path) => new(System.IO.Path.GetFullPath(path));

        /// <inheritdoc/>
        public override string ToString()
        {
            // A path that begins with a slash is a Unix path, where a backslash is part of a name.
            var path = Path.StartsWith("/", StringComparison.Ordinal) ? Path : Path.Replace('\\', '/');
            return "sqlite://" + (path.StartsWith("/", StringComparison.Ordinal) ? string.Empty : "/") + Uri.EscapeDataString(path).Replace("%2F", "/").Replace("%3A", ":");
        }
    }

    /// <summary>A remote broker's client port.</summary>
    /// <param name="BaseAddress">Scheme https, host and port.</param>
    public sealed record Broker(Uri BaseAddress) : StoreUri
    {
        /// <inheritdoc/>
        public override string ToString() => BaseAddress.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>Reads a store's name.</summary>
    /// <exception cref="StoreException"><see cref="StoreFault.InvalidUri"/>: it is not one this version can open.</exception>
    public static StoreUri Parse(string text)
    {
        if (text is null) throw new ArgumentNullException(nameof(text));
        text = text.Trim();
        var colon = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = colon < 0 ? string.Empty : text.Substring(0, colon).ToLowerInvariant();
        return scheme switch
        {
            "sqlite" => ParseSqlite(text, text.Substring(colon + 3)),
            "https" => ParseBroker(text),
            "http" => throw Invalid(text, "A broker is reached over https only: write https://host:8443."),
            "" => throw Invalid(text, "A store is named by a URI: sqlite:///path/to/file.db for a file, https://host:8443 for a broker."),
            _ => throw Invalid(text, $"This version opens sqlite:///path/to/file.db and https://host:8443, not {scheme}://."),
        };
    }

    private static Sqlite ParseSqlite(string text, string rest)
    {
        if (!rest.StartsWith("/", StringComparison.Ordinal)) throw Invalid(text, "A SQLite store has an absolute path after three slashes: sqlite:///path/to/file.db.");
        if (rest.IndexOf('?') >= 0 || rest.IndexOf('#') >= 0) throw Invalid(text, "A SQLite store takes no query or fragment; write ? as %3F and # as %23 in a path.");

        var path = Uri.UnescapeDataString(rest);
        if (Regex.IsMatch(path, "^/[A-Za-z]:[/\\\\]", RegexOptions.CultureInvariant)) path = path.Substring(1);
        if (path.EndsWith("/", StringComparison.Ordinal) || path.IndexOf('\0') >= 0) throw Invalid(text, "The path must name a file.");
        return new Sqlite(path);
    }

    private static Broker ParseBroker(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0) throw Invalid(text, "A broker is named by its address: https://host:8443.");
        if (uri.UserInfo.Length > 0) throw new StoreException(StoreFault.InvalidUri, "The store's address holds a user name or password.", "Pass credentials apart from the address.");
        if (uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.Fragment.Length > 0) throw Invalid(text, "A broker's address has no path, query or fragment: https://host:8443.");
        return new Broker(new Uri(uri.GetLeftPart(UriPartial.Authority) + "/"));
    }

    private static StoreException Invalid(string text, string advice) => new(StoreFault.InvalidUri, $"'{ForDisplay(text)}' is not the name of a store.", advice);

    /// <summary>A store's name, right or wrong, as it may be shown. What could not be read cannot be taken apart with certainty either, so too much is hidden rather than too little.</summary>
    public static string ForDisplay(string text)
    {
        if (text is null) throw new ArgumentNullException(nameof(text));
        var colon = text.IndexOf("://", StringComparison.Ordinal);
        var start = colon < 0 ? 0 : colon + 3;
        if (text.IndexOf('@', start) >= 0) return text.Substring(0, start) + "***";
        var query = text.IndexOf('?', start);
        return query < 0 ? text : text.Substring(0, query) + "?***";
    }
}
