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

    /// <summary>A call that acts on a WorkSpace is about to go out; the detail is the call.</summary>
    WorkspaceActionBegun = 7,

    /// <summary>What came of that call; the detail says it.</summary>
    WorkspaceActionEnded = 8,

    /// <summary>Somebody wanted to act on a WorkSpace and may not.</summary>
    WorkspaceActionForbidden = 9,
}
