using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Authorization;

/// <summary>What a token must be to be accepted. What is required here is required of every token: a claim that is absent is wrong.</summary>
public sealed record JwtRequirements
{
    private static readonly TimeSpan MaximumClockSkew = TimeSpan.FromMinutes(5);

    /// <summary><c>iss</c>, compared character by character: an issuer with a slash at its end is another one.</summary>
    public required string Issuer { get; init; }

    /// <summary>For whom tokens may be; one of these must stand in the claim.</summary>
    public required IReadOnlyCollection<string> Audiences { get; init; }

    /// <summary>The claim that says for whom a token is; <c>aud</c> by default.</summary>
    public JwtAudienceClaim AudienceClaim { get; init; } = JwtAudienceClaim.Audience;

    /// <summary>The algorithms that are allowed; all of <see cref="JwsAlgorithm.All"/> by default.</summary>
    public IReadOnlyCollection<JwsAlgorithm> Algorithms { get; init; } = JwsAlgorithm.All;

    /// <summary>How far two clocks may be apart, from 0 to 300 s; 60 s by default.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary><c>typ</c> of the header, compared character by character; null where it does not matter.</summary>
    public string? TokenType { get; init; }

    /// <summary>Whether a token must name its key by <c>kid</c>; not by default: one without it is for the one key that fits its algorithm.</summary>
    public bool RequiresKeyId { get; init; }

    /// <summary><c>token_use</c>, by which Amazon Cognito tells <c>id</c> tokens from <c>access</c> tokens; null where it does not matter.</summary>
    public string? TokenUse { get; init; }

    /// <summary>The longest time from <c>iat</c>, which is then required, to <c>exp</c>; null where it does not matter.</summary>
    public TimeSpan? MaximumLifetime { get; init; }

    /// <summary>Characters that a token may have, from 256 to 65536; 16384 by default, half of what Kestrel takes as headers.</summary>
    public int MaximumLength { get; init; } = 16 * 1024;

    internal bool Allows(JwsAlgorithm algorithm) => Algorithms.Contains(algorithm);

    /// <summary>Fails where a requirement is none, with all that is wrong.</summary>
    internal void Validate()
    {
        var flaws = new List<string>();
        if (string.IsNullOrEmpty(Issuer)) flaws.Add("Name the issuer.");
        if (Audiences is null || Audiences.Count == 0 || Audiences.Any(string.IsNullOrEmpty)) flaws.Add("Name at least one audience, and none that is empty.");
        if (!Enum.IsDefined(AudienceClaim)) flaws.Add("The audience stands in aud or in client_id.");
        if (Algorithms is null || Algorithms.Count == 0 || Algorithms.Any(algorithm => algorithm is null)) flaws.Add("Allow at least one algorithm.");
        if (ClockSkew < TimeSpan.Zero || ClockSkew > MaximumClockSkew) flaws.Add("The clock skew is from 0 to 300 s.");
        if (TokenType is { Length: 0 } || TokenUse is { Length: 0 }) flaws.Add("A type or use that is required is not empty.");
        if (MaximumLifetime <= TimeSpan.Zero) flaws.Add("The longest lifetime is positive.");
        if (MaximumLength is < 256 or > 65536) flaws.Add("The maximum length is from 256 to 65536 characters.");
        if (flaws.Count > 0) throw new ArgumentException(string.Join(" ", flaws));
    }
}
