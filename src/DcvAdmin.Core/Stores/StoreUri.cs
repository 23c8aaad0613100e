using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Aws;

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

    /// <summary>A table of Amazon DynamoDB.</summary>
    /// <param name="Table">The table's name; case counts.</param>
    public sealed record DynamoDb(string Table) : StoreUri
    {
        /// <summary>The table's region; the environment's or the profile's where null.</summary>
        public string? Region { get; init; }

        /// <summary>A profile of the AWS configuration files; what AWS's tools use where null.</summary>
        public string? ProfileName { get; init; }

        /// <summary>An address instead of the service's own: an interface endpoint, or an emulator.</summary>
        public Uri? Endpoint { get; init; }

        /// <summary>Also honours tokens that the published authenticator stored in clear, read-only.</summary>
        public bool HonoursPlaintext { get; init; }

        /// <inheritdoc/>
        public override string ToString()
        {
            var parameters = new List<string>();
            if (Region is not null) parameters.Add("region=" + Region);
            if (ProfileName is not null) parameters.Add("profile=" + Uri.EscapeDataString(ProfileName));
            if (Endpoint is not null) parameters.Add("endpoint=" + Endpoint.AbsoluteUri.TrimEnd('/'));
            if (HonoursPlaintext) parameters.Add("legacy=plaintext");
            return "dynamodb://" + Table + (parameters.Count == 0 ? string.Empty : "?" + string.Join("&", parameters));
        }
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
            "dynamodb" => ParseDynamoDb(text, text.Substring(colon + 3)),
            "http" => throw Invalid(text, "A broker is reached over https only: write https://host:8443."),
            "" => throw Invalid(text, "A store is named by a URI: sqlite:///path/to/file.db for a file, https://host:8443 for a broker, dynamodb://table?region=eu-west-1 for a table of DynamoDB."),
            _ => throw Invalid(text, $"This version opens sqlite:///path/to/file.db, https://host:8443 and dynamodb://table, not {scheme}://."),
        };
    }

    private static Sqlite ParseSqlite(string text, string rest)
    {
        if (!rest.StartsWith("/", StringComparison.Ordinal)) throw Invalid(text, "A SQLite store has an absolute path after three slashes: sqlite:///path/to/file.db.");
        if (rest.IndexOf('?') >= 0 || rest.IndexOf('#') >= 0) throw Invalid(text, "A SQLite store takes no query or fragment; write ? as %3F and # as %23 in a path.");

        var path = Uri.UnescapeDataString(rest);
        if (BeginsWithDrive(path)) path = path.Substring(1);
        if (path.EndsWith("/", StringComparison.Ordinal) || path.IndexOf('\0') >= 0) throw Invalid(text, "The path must name a file.");
        return new Sqlite(path);
    }

    // Not a regular expression: making one takes longer than all else that a function does before it opens its store.
    private static bool BeginsWithDrive(string path) =>
        path.Length >= 4 && path[0] == '/' && path[1] is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') && path[2] == ':' && path[3] is '/' or '\\';

    private static Broker ParseBroker(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0) throw Invalid(text, "A broker is named by its address: https://host:8443.");
        if (uri.UserInfo.Length > 0) throw new StoreException(StoreFault.InvalidUri, "The store's address holds a user name or password.", "Pass credentials apart from the address.");
        if (uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.Fragment.Length > 0) throw Invalid(text, "A broker's address has no path, query or fragment: https://host:8443.");
        return new Broker(new Uri(uri.GetLeftPart(UriPartial.Authority) + "/"));
    }

    private static DynamoDb ParseDynamoDb(string text, string rest)
    {
        var query = rest.IndexOf('?');
        var table = (query < 0 ? rest : rest.Substring(0, query)).TrimEnd('/');
        // Amazon DynamoDB Developer Guide, "Naming rules".
        if (table.Length is < 3 or > 255 || !table.All(c => c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '.' or '-'))
            throw Invalid(text, "A table's name has 3 to 255 letters, digits, underscores, hyphens and dots: dynamodb://table?region=eu-west-1.");

        var store = new DynamoDb(table);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pair in query < 0 ? [] : rest.Substring(query + 1).Split('&'))
        {
            var equals = pair.IndexOf('=');
            var (name, value) = equals < 0 ? (pair, string.Empty) : (pair.Substring(0, equals), Uri.UnescapeDataString(pair.Substring(equals + 1)));
            if (!seen.Add(name)) throw Invalid(text, "A parameter stands there twice.");
            store = name switch
            {
                "region" => store with { Region = AwsRegion.TryParse(value, out var region) ? region : throw Invalid(text, "The region has not the form of one, such as eu-west-1.") },
                "profile" => store with { ProfileName = string.IsNullOrWhiteSpace(value) ? throw Invalid(text, "The profile has no name.") : value },
                "endpoint" => store with { Endpoint = ParseEndpoint(text, value) },
                "legacy" => value == "plaintext" ? store with { HonoursPlaintext = true } : throw Invalid(text, "The only value of legacy is plaintext."),
                _ => throw Invalid(text, "A DynamoDB store takes the parameters region, profile, endpoint and legacy=plaintext; credentials come from where AWS's tools find them."),
            };
        }

        return store;
    }

    private static Uri ParseEndpoint(string text, string value)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0
            || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)))
            throw Invalid(text, "The endpoint is an https address; http is taken on this machine only.");
        return uri;
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
