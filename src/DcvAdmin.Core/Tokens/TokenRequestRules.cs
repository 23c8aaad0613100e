using System;
using System.Collections.Generic;
using System.Globalization;

namespace DcvAdmin.Tokens;

/// <summary>What a token request must keep. Every broken rule is reported, not just the first.</summary>
public static class TokenRequestRules
{
    /// <summary>Lifetime where none is asked: 60 minutes.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(60);

    /// <summary>Shortest lifetime: 10 seconds.</summary>
    public static readonly TimeSpan MinimumLifetime = TimeSpan.FromSeconds(10);

    /// <summary>Longest lifetime: 30 days.</summary>
    public static readonly TimeSpan MaximumLifetime = TimeSpan.FromDays(30);

    /// <summary>How far ahead a not-before instant may lie: 365 days.</summary>
    public static readonly TimeSpan MaximumLeadTime = TimeSpan.FromDays(365);

    /// <summary>Most UTF-16 characters of a session id. DCV documents no limit; its own ids are far shorter.</summary>
    public const int MaximumSessionIdLength = 128;

    /// <summary>Most UTF-16 characters of a user name: Windows' limit for a name with its domain (UNLEN, 256).</summary>
    public const int MaximumUserNameLength = 256;

    /// <summary>Most UTF-16 characters of a label.</summary>
    public const int MaximumLabelLength = 128;

    /// <summary>The sentences that say what is wrong with <paramref name="request"/>; empty where it is legal.</summary>
    public static IReadOnlyList<string> Check(TokenRequest request, DateTimeOffset now)
    {
        if (request is null) throw new ArgumentNullException(nameof(request));
        var flaws = new List<string>();

        if (NameText.Flaw(request.SessionId, MaximumSessionIdLength) is { } sessionFlaw) flaws.Add($"The session id {sessionFlaw}.");
        if (NameText.Flaw(request.UserName, MaximumUserNameLength) is { } userFlaw) flaws.Add($"The user name {userFlaw}.");
        if (request.Label is not null && NameText.Flaw(request.Label, MaximumLabelLength) is { } labelFlaw) flaws.Add($"The label {labelFlaw}.");

        if (request.Lifetime is { } lifetime && (lifetime < MinimumLifetime || lifetime > MaximumLifetime))
            flaws.Add(string.Format(CultureInfo.InvariantCulture, "The lifetime {0:c} is outside 10 seconds to 30 days.", lifetime));

        if (request.NotBefore is { } notBefore && notBefore > now + MaximumLeadTime)
            flaws.Add("The not-before instant lies more than 365 days ahead.");
        else if (ExpiryOf(request, now) <= now)
            flaws.Add("The token would be expired before it was issued: not-before plus lifetime lies in the past.");

        if (request.UsePolicy is not (TokenUsePolicy.SingleClient or TokenUsePolicy.SingleUse or TokenUsePolicy.MultiUse))
            flaws.Add($"The use policy {(int)request.UsePolicy} is none of SingleUse, SingleClient, MultiUse.");

        if (request.TokenLength is { } length && length is < AuthToken.MinimumLength or > AuthToken.MaximumLength)
            flaws.Add($"The token length {length} is outside {AuthToken.MinimumLength} to {AuthToken.MaximumLength} characters.");

        return flaws;
    }

    /// <summary>First instant of validity as it is stored: UTC, to the millisecond.</summary>
    internal static DateTimeOffset StartOf(TokenRequest request, DateTimeOffset now) => ToMilliseconds(request.NotBefore ?? now);

    /// <summary>End of validity as it is stored. The check and the grant take it from here, so that what passes the check is alive when it is stored.</summary>
    internal static DateTimeOffset ExpiryOf(TokenRequest request, DateTimeOffset now)
    {
        // In UTC, for adding to the first or last local time of an offset overflows where the instant itself does not.
        var start = StartOf(request, now);
        var lifetime = request.Lifetime ?? DefaultLifetime;
        // A request is checked before it is legal: an absurd lifetime must not throw out of the checker.
        return lifetime > DateTimeOffset.MaxValue - start ? DateTimeOffset.MaxValue
            : lifetime < DateTimeOffset.MinValue - start ? DateTimeOffset.MinValue
            : ToMilliseconds(start + lifetime);
    }

    private static DateTimeOffset ToMilliseconds(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
