namespace DcvAdmin.Tokens;

/// <summary>What a grant is worth at one instant.</summary>
public enum TokenGrantState
{
    /// <summary>A matching client would be let in.</summary>
    Active = 0,

    /// <summary>Its not-before instant lies ahead.</summary>
    NotYetValid = 1,

    /// <summary>Its expiry has passed.</summary>
    Expired = 2,

    /// <summary>A single-use token that was redeemed.</summary>
    UsedUp = 3,

    /// <summary>Taken back by an admin.</summary>
    Revoked = 4,
}
