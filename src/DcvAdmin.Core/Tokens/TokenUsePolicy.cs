namespace DcvAdmin.Tokens;

/// <summary>How often, and from where, a token may be redeemed before it expires.</summary>
public enum TokenUsePolicy
{
    /// <summary>The first yes binds the token to the client address the DCV server reports; that client may reconnect until expiry.</summary>
    SingleClient = 0,

    /// <summary>Exactly one yes, ever.</summary>
    SingleUse = 1,

    /// <summary>Any number of yes answers, from any client, until expiry.</summary>
    MultiUse = 2,
}
