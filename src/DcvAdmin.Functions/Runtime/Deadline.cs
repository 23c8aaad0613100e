using System;
using System.Threading;

namespace DcvAdmin.Functions.Runtime;

/// <summary>When a function must stop waiting so that its answer still arrives.</summary>
internal static class Deadline
{
    /// <summary>Kept back for the answer itself: its log line, its way out, a sandbox with a small share of a processor.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(300);

    /// <summary>A quarter of the time is the most that is kept back, for functions with a short timeout.</summary>
    public static TimeSpan TimeToWork(DateTimeOffset deadline, DateTimeOffset now)
    {
        var left = deadline - now;
        if (left <= TimeSpan.Zero) return TimeSpan.Zero;
        var margin = left / 4 < Margin ? left / 4 : Margin;
        // No invocation may last longer than 15 minutes; a deadline beyond that is not one to set a timer by.
        return left > TimeSpan.FromMinutes(15) ? TimeSpan.FromMinutes(15) : left - margin;
    }

    /// <summary>A source that is cancelled when the time to work is over.</summary>
    public static CancellationTokenSource Begin(DateTimeOffset deadline, TimeProvider time)
    {
        var left = TimeToWork(deadline, time.GetUtcNow());
        if (left > TimeSpan.Zero) return new CancellationTokenSource(left, time);
        var over = new CancellationTokenSource();
        over.Cancel();
        return over;
    }
}
