namespace DcvAdmin.Workspaces;

/// <summary>What became of an action that a caller asked for.</summary>
public enum PortalOutcome
{
    /// <summary>AWS took it, and works on it now.</summary>
    Accepted = 1,

    /// <summary>The caller may not do this to this WorkSpace; of a WorkSpace that there is not, users are told the same.</summary>
    Forbidden = 2,

    /// <summary>There is no such WorkSpace.</summary>
    NotFound = 3,

    /// <summary>It is not legal now.</summary>
    NotLegal = 4,

    /// <summary>AWS refused it for this WorkSpace.</summary>
    Refused = 5,

    /// <summary>It was sent, and no answer came that could be understood: it may have been taken.</summary>
    Unknown = 6,
}
