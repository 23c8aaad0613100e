namespace DcvAdmin.Workspaces;

/// <summary>What can be done to a WorkSpace that exists.</summary>
public enum WorkspaceAction
{
    /// <summary>Start it (StartWorkspaces).</summary>
    Start = 1,

    /// <summary>Stop it (StopWorkspaces).</summary>
    Stop = 2,

    /// <summary>Restart its operating system (RebootWorkspaces).</summary>
    Reboot = 3,

    /// <summary>Make its root volume anew from the bundle, and its user volume from the last snapshot (RebuildWorkspaces). Data may be lost.</summary>
    Rebuild = 4,

    /// <summary>Bring both volumes back to the last snapshot at which it was healthy (RestoreWorkspace). Data may be lost.</summary>
    Restore = 5,

    /// <summary>Delete it with all data of its user, for good (TerminateWorkspaces).</summary>
    Terminate = 6,

    /// <summary>Change its running mode (ModifyWorkspaceProperties).</summary>
    SetRunningMode = 7,

    /// <summary>Take it out of use: nobody can log in, and it is not stopped (ModifyWorkspaceState to ADMIN_MAINTENANCE).</summary>
    SetMaintenance = 8,

    /// <summary>Give it back to its user (ModifyWorkspaceState to AVAILABLE).</summary>
    EndMaintenance = 9,
}
