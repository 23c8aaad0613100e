namespace DcvAdmin.Tokens;

/// <summary>What a revocation did.</summary>
public enum RevocationOutcome
{
    /// <summary>The grant is revoked now.</summary>
    Revoked = 0,

    /// <summary>It was revoked before; nothing was written.</summary>
    AlreadyRevoked = 1,

    /// <summary>No grant has this id.</summary>
    NotFound = 2,
}
