using System;
using System.Globalization;

namespace DcvAdmin.Aws;

/// <summary>How this machine's clock stands to the service's, as the Date header of its answers tells. Safe for use by many threads.</summary>
internal sealed class ServiceClock(Func<DateTimeOffset> wallClock)
{
    private readonly object _gate = new();
    private TimeSpan _behind;
    private bool _isKnown;

    /// <summary>How far this machine's clock was behind at the last answer, to the second; negative where it was ahead.</summary>
    public TimeSpan Behind
    {
        get
        {
            lock (_gate) return _behind;
        }
    }

    /// <summary>Whether an answer has told the service's time yet.</summary>
    public bool IsKnown
    {
        get
        {
            lock (_gate) return _isKnown;
        }
    }

    public void Observe(string? date)
    {
        if (DateTimeOffset.TryParseExact(date, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var service)) Observe(service);
    }

    public void Observe(DateTimeOffset service)
    {
        lock (_gate) (_behind, _isKnown) = (service - wallClock(), true);
    }
}
