namespace DcvAdmin.Tokens;

/// <summary>
/// Why a verification was answered no. The reason goes to the audit record and to the admin; the caller always gets the same text.
/// </summary>
/// <remarks>The numbers are stored in audit records: they never change meaning.</remarks>
public enum DenialReason
{
    /// <summary>The request could not be read as the form a DCV server posts.</summary>
    Malformed = 1,

    /// <summary>No grant has this token.</summary>
    Unknown = 2,

    /// <summary>An admin revoked the grant.</summary>
    Revoked = 3,

    /// <summary>The token was issued for another session.</summary>
    WrongSession = 4,

    /// <summary>The grant's not-before instant lies in the future.</summary>
    NotYetValid = 5,

    /// <summary>The grant's expiry has passed.</summary>
    Expired = 6,

    /// <summary>A <see cref="TokenUsePolicy.SingleUse"/> token was redeemed before.</summary>
    UsedUp = 7,

    /// <summary>A <see cref="TokenUsePolicy.SingleClient"/> token is bound to another client address.</summary>
    WrongClient = 8,

    /// <summary>The store could not be asked; the verifier fails closed.</summary>
    StoreUnavailable = 9,
}
