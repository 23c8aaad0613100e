using System;
using System.Globalization;
using System.Threading;

namespace DcvAdmin.Audit;

/// <summary>
/// Marks of audit records: no two are alike, and their ordinal order is that in which the records came about, exactly within a process and as far as clocks
/// tell between processes.
/// </summary>
internal static class RecordMark
{
    private static readonly string Process = Guid.NewGuid().ToString("N").Substring(0, 12);
    private static long _last;

    public static string Next()
    {
        long last, next;
        do
        {
            last = Volatile.Read(ref _last);
            next = Math.Max(last + 1, DateTimeOffset.UtcNow.UtcTicks);
        }
        while (Interlocked.CompareExchange(ref _last, next, last) != last);
        return next.ToString("x16", CultureInfo.InvariantCulture) + Process;
    }
}
