namespace DcvAdmin.Tokens;

/// <summary>Whether a token lets its holder in.</summary>
public enum DcvAuthTokenVerdict
{
    /// <summary>No.</summary>
    Denied = 0,

    /// <summary>Yes.</summary>
    Granted = 1,
}
