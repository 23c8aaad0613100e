using System;
using System.Text;

namespace DcvAdmin.Workspaces;

/// <summary>A cursor that is the key of the last row that was looked at. Pages are ordered by it, but for the walk over a whole table of DynamoDB, which has an order of its own.</summary>
internal static class InventoryCursor
{
    private const string Prefix = "w.";

    // Longest key that DynamoDB takes, in bytes of UTF-8.
    private const int LongestKey = 2048;

    public static string Format(string key) => Prefix + Convert.ToBase64String(Encoding.UTF8.GetBytes(key)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>The key; null for the first page.</summary>
    /// <exception cref="ArgumentException">The text is not a cursor of an inventory.</exception>
    public static string? Parse(string? cursor)
    {
        if (cursor is null) return null;
        try
        {
            if (cursor.StartsWith(Prefix, StringComparison.Ordinal) && cursor.Length <= LongestKey * 2)
            {
                var text = cursor.Substring(Prefix.Length).Replace('-', '+').Replace('_', '/');
                var bytes = Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
                var key = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
                if (bytes.Length is > 0 and <= LongestKey && Format(key) == cursor) return key;
            }
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException)
        {
            // It is none, as below.
        }

        throw new ArgumentException("The cursor is not one that a page of this store ended with.", nameof(cursor));
    }
}
