namespace DcvAdmin.Audit;

/// <summary>What an audit record is about.</summary>
/// <remarks>The numbers are stored and hashed: they never change meaning.</remarks>
public enum AuditEvent
{
    /// <summary>A token was issued.</summary>
    TokenIssued = 1,

    /// <summary>A verification was answered yes.</summary>
    TokenGranted = 2,

    /// <summary>A verification was answered no.</summary>
    TokenDenied = 3,

    /// <summary>A grant was revoked.</summary>
    TokenRevoked = 4,

    /// <summary>Expired grants were removed; the detail says how many.</summary>
    GrantsPurged = 5,

    /// <summary>An admin accepted that the clock stands before the last record.</summary>
    ClockSetBackAccepted = 6,
}
