using System;
using System.Text.Json;

namespace DcvAdmin.Authorization;

/// <summary>Dates of claims: seconds since 1970, whole or not (RFC 7519 2).</summary>
internal static class NumericDate
{
    // The last second of the year 9999.
    private const decimal Maximum = 253_402_300_799m;

    /// <summary>False where the claim is there and is not such a date; a claim that is absent is null.</summary>
    public static bool TryRead(JsonElement claims, string name, out DateTimeOffset? date)
    {
        date = null;
        if (!claims.TryGetProperty(name, out var claim)) return true;
        // As decimal: a number that is too large has no value then, where as double it would be infinity.
        if (claim.ValueKind != JsonValueKind.Number || !claim.TryGetDecimal(out var seconds) || seconds is < 0 or > Maximum) return false;
        date = DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return true;
    }
}
