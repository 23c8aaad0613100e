using System;
using System.Globalization;

namespace DcvAdmin.Stores;

/// <summary>A cursor that is a row's position.</summary>
internal static class StoreCursor
{
    public static string Format(long position) => position.ToString(CultureInfo.InvariantCulture);

    /// <exception cref="ArgumentException">The text is not a cursor of this store.</exception>
    public static long Parse(string? cursor)
    {
        if (cursor is null) return 0;
        return long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : throw new ArgumentException("The cursor is not one that a page of this store ended with.", nameof(cursor));
    }
}
