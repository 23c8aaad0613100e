using System;
using System.Collections.Generic;

namespace DcvAdmin.Authorization;

/// <summary>Where the keys of an issuer are published, and how long they are used.</summary>
public sealed record JwksOptions
{
    private static readonly TimeSpan LongestStale = TimeSpan.FromDays(7);

    /// <summary>
    /// The address of the set: <c>jwks_uri</c> of the issuer's metadata. HTTPS, or HTTP on a loopback host for development. It is not followed elsewhere:
    /// a redirect is a failure.
    /// </summary>
    public required Uri Address { get; init; }

    /// <summary>PEM file of the authorities that count, as for an AD FS of one's own authority; null for those of the machine.</summary>
    public string? CaFile { get; init; }

    /// <summary>How long keys are used after their time while the provider cannot be reached, from 0 to 7 days; 24 h by default.</summary>
    public TimeSpan StaleLimit { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Told of each failed fetch, on a thread of the pool; what it throws is dropped. Null where nobody listens.</summary>
    public Action<JwksFailure>? OnFailure { get; init; }

    internal void Validate()
    {
        var flaws = new List<string>();
        if (Address is null || !Address.IsAbsoluteUri) flaws.Add("The address of the keys is absolute.");
        else if (Address.Scheme != Uri.UriSchemeHttps && !(Address.Scheme == Uri.UriSchemeHttp && Address.IsLoopback)) flaws.Add("The address of the keys begins with https.");
        else if (Address.UserInfo.Length > 0) flaws.Add("The address of the keys has no user name in it.");
        if (StaleLimit < TimeSpan.Zero || StaleLimit > LongestStale) flaws.Add("Stale keys are used from 0 to 7 days.");
        if (flaws.Count > 0) throw new ArgumentException(string.Join(" ", flaws));
    }
}
