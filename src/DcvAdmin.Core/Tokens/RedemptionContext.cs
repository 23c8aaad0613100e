using System;
using DcvAdmin.Verification;

namespace DcvAdmin.Tokens;

/// <summary>Everything the rules need to know about one attempt to redeem a token.</summary>
/// <param name="SessionId">The session the DCV server was asked for.</param>
/// <param name="ClientAddress">The client as the DCV server reports it.</param>
/// <param name="Verifier">Who asked: the address of the DCV server, for the audit record.</param>
/// <param name="Now">The instant of the attempt.</param>
public sealed record RedemptionContext(string SessionId, ClientAddress ClientAddress, string Verifier, DateTimeOffset Now)
{
    /// <summary>The token itself, for a store that also honours tokens another program stored in clear; no other store looks at it.</summary>
    public AuthToken? Presented { get; init; }

    /// <summary>How long before its time a token is honoured: as far as the clocks of issuer and verifier may be apart. None where they are one machine.</summary>
    public TimeSpan EarlyTolerance { get; init; }
}
