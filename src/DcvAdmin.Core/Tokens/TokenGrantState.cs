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

/// <summary>What states mean for an admin.</summary>
public static class TokenGrantStates
{
    /// <summary>True where the token lets someone in, now or later.</summary>
    public static bool StillLetsIn(this TokenGrantState state) => state is TokenGrantState.Active or TokenGrantState.NotYetValid;
}
