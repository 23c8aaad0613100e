using System;

namespace DcvAdmin.Aws.Wire;

/// <summary>
/// A token bucket that learns its rate. It holds nobody back until AWS throttles; then it gives seven tenths of what was sent before, and a little more with every
/// answer. Time is what the caller says it is. Safe for use by many threads.
/// </summary>
internal sealed class AdaptiveRate
{
    private const double Cut = 0.7;
    private const double Slowest = 0.5;
    private const double Growth = 0.2;

    private readonly object _gate = new();
    private double _tokens;
    private double _measured = 1;
    private TimeSpan _filled;
    private TimeSpan _windowBegan;
    private int _windowCalls;
    private TimeSpan _lastCut;

    /// <summary>Calls a second; null while AWS has not throttled.</summary>
    public double? PerSecond { get; private set; }

    /// <summary>Takes a token.</summary>
    /// <returns>How long to wait before the call.</returns>
    public TimeSpan Take(TimeSpan now)
    {
        lock (_gate)
        {
            _windowCalls++;
            var window = (now - _windowBegan).TotalSeconds;
            if (window >= 1) (_measured, _windowBegan, _windowCalls) = (_windowCalls / window, now, 0);
            if (PerSecond is not { } rate) return TimeSpan.Zero;
            _tokens = Math.Min(Math.Max(rate, 1), _tokens + ((now - _filled).TotalSeconds * rate)) - 1;
            _filled = now;
            return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / rate);
        }
    }

    /// <summary>AWS took a call.</summary>
    public void Succeeded()
    {
        lock (_gate) PerSecond += Growth;
    }

    /// <summary>AWS throttled a call.</summary>
    /// <param name="sent">When it was sent: what was under way at the last cut says nothing new.</param>
    /// <param name="now">The present instant.</param>
    /// <returns>Whether the rate was cut.</returns>
    public bool Throttled(TimeSpan sent, TimeSpan now)
    {
        lock (_gate)
        {
            if (PerSecond is not null && sent <= _lastCut) return false;
            PerSecond = Math.Max(Slowest, Cut * (PerSecond ?? Math.Max(_measured, _windowCalls)));
            (_lastCut, _filled, _tokens) = (now, now, 0);
            return true;
        }
    }
}
