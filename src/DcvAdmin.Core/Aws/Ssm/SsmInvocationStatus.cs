namespace DcvAdmin.Aws.Ssm;

/// <summary>How far a command is on an instance. Source: AWS Systems Manager API Reference, CommandInvocation, member Status.</summary>
public enum SsmInvocationStatus
{
    /// <summary>A word that this version does not know; the command is waited for as if it ran.</summary>
    Unknown = 0,

    /// <summary>Not delivered yet.</summary>
    Pending = 1,

    /// <summary>Delivered, or running.</summary>
    InProgress = 2,

    /// <summary>The instance could not be reached yet; AWS tries again.</summary>
    Delayed = 3,

    /// <summary>Ended, with exit code 0.</summary>
    Success = 4,

    /// <summary>Someone cancelled it before it ended.</summary>
    Cancelled = 5,

    /// <summary>Not delivered, or not ended, in time; the details say which.</summary>
    TimedOut = 6,

    /// <summary>Ended with another exit code, or could not be run; the details say Undeliverable, Terminated, Access Denied and the like.</summary>
    Failed = 7,

    /// <summary>Someone is cancelling it.</summary>
    Cancelling = 8,
}
