using System;

namespace DcvAdmin.Time;

/// <summary>
/// The current instant, to the millisecond, that never goes back: forward jumps of the wall clock are followed, across a backward jump of more
/// than a second the time goes on by elapsed time. An expired token therefore stays expired. Safe for use by many threads.
/// </summary>
public sealed class SteadyClock
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(1);

    private readonly Func<DateTimeOffset> _wallClock;
    private readonly Func<TimeSpan> _elapsed;
    private readonly object _gate = new();
    private DateTimeOffset _last;
    private TimeSpan _lastElapsed;

    /// <summary>Starts the clock.</summary>
    /// <param name="wallClock">The machine's clock.</param>
    /// <param name="elapsed">Time since some fixed moment, which no one can set: a stopwatch.</param>
    /// <param name="notBefore">The latest instant known from a store; the clock starts no earlier.</param>
    public SteadyClock(Func<DateTimeOffset> wallClock, Func<TimeSpan> elapsed, DateTimeOffset? notBefore = null)
    {
        _wallClock = wallClock ?? throw new ArgumentNullException(nameof(wallClock));
        _elapsed = elapsed ?? throw new ArgumentNullException(nameof(elapsed));
        _lastElapsed = elapsed();
        _last = Max(wallClock(), notBefore ?? DateTimeOffset.MinValue);
    }

    /// <summary>How far the wall clock is behind this clock; zero in ordinary times.</summary>
    public TimeSpan Lead
    {
        get
        {
            lock (_gate)
            {
                var lead = Advance() - _wallClock();
                return lead > TimeSpan.Zero ? lead : TimeSpan.Zero;
            }
        }
    }

    /// <summary>The current instant, UTC, cut to the millisecond.</summary>
    public DateTimeOffset Now()
    {
        lock (_gate)
        {
            var now = Advance().UtcDateTime;
            return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        }
    }

    private DateTimeOffset Advance()
    {
        var elapsed = _elapsed();
        var passed = elapsed - _lastElapsed;
        if (passed > TimeSpan.Zero) _lastElapsed = elapsed;

        var wall = _wallClock();
        // A stopwatch runs a little faster or slower than a disciplined clock: adding it up in ordinary times would drift away for ever.
        // So it counts only after a real jump back; within a second the wall clock is waited for.
        if (_last - wall > Hold && passed > TimeSpan.Zero) _last += passed;
        return _last = Max(wall, _last);
    }

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
