namespace DcvAdmin.Workspaces;

/// <summary>When a WorkSpace runs, and how it is paid for. Source: Amazon WorkSpaces API Reference, version 2015-04-08, WorkspaceProperties, member RunningMode.</summary>
public enum WorkspaceRunningMode
{
    /// <summary>Not told, or a word that this version does not know.</summary>
    Unknown = 0,

    /// <summary>Stops some time after its user has disconnected, and starts when the user logs in; paid by the hour.</summary>
    AutoStop = 1,

    /// <summary>Runs always; paid by the month.</summary>
    AlwaysOn = 2,

    /// <summary>Started and stopped by hand; for WorkSpaces Core and accounts that AWS has admitted to it.</summary>
    Manual = 3,
}
