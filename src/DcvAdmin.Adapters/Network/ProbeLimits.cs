using System;

namespace DcvAdmin.Network;

/// <summary>How long a probe waits.</summary>
internal sealed record ProbeLimits
{
    /// <summary>For a whole step, however many addresses it tries. A client waits longer; an admin who tests wants to know sooner.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For one address alone, before the next one is tried beside it (RFC 8305, section 5).</summary>
    public TimeSpan HeadStart { get; init; } = TimeSpan.FromMilliseconds(250);
}
