namespace DcvAdmin.Hosts;

/// <summary>What kept an instance from doing what a command asked of it.</summary>
public enum InstanceFault
{
    /// <summary>The command ran there and failed; the message has the host's own words.</summary>
    Failed = 1,

    /// <summary>Systems Manager does not manage it in this region and account.</summary>
    NotManaged = 2,

    /// <summary>The command did not get there in time, or at all, or the instance has lost its connection since.</summary>
    NotReached = 3,

    /// <summary>The command has not ended in time, and may still run.</summary>
    TimedOut = 4,

    /// <summary>The identity may not have this document run there.</summary>
    AccessDenied = 5,

    /// <summary>Someone cancelled the command.</summary>
    Cancelled = 6,

    /// <summary>It answered more than AWS keeps.</summary>
    OutputCut = 7,

    /// <summary>Its answer is none of this module's documents.</summary>
    OutputInvalid = 8,

    /// <summary>The document has no step for its operating system.</summary>
    NotSupported = 9,

    /// <summary>The command has ended, and AWS did not give out what it printed.</summary>
    OutputUnread = 10,
}
