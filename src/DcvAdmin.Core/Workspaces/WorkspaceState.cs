namespace DcvAdmin.Workspaces;

/// <summary>The operational state of a WorkSpace. Source: Amazon WorkSpaces API Reference, version 2015-04-08, Workspace, member State.</summary>
public enum WorkspaceState
{
    /// <summary>A word that this version does not know; nothing is done to such a WorkSpace.</summary>
    Unknown = 0,

    /// <summary>Waiting, for example while it is being created.</summary>
    Pending = 1,

    /// <summary>Running, and its health checks pass.</summary>
    Available = 2,

    /// <summary>AWS refers to <see cref="Unhealthy"/>.</summary>
    Impaired = 3,

    /// <summary>Does not answer health checks.</summary>
    Unhealthy = 4,

    /// <summary>Being rebooted.</summary>
    Rebooting = 5,

    /// <summary>Starting; health checks are being run.</summary>
    Starting = 6,

    /// <summary>Being rebuilt.</summary>
    Rebuilding = 7,

    /// <summary>Being restored.</summary>
    Restoring = 8,

    /// <summary>In scheduled maintenance by AWS.</summary>
    Maintenance = 9,

    /// <summary>In maintenance by an admin.</summary>
    AdminMaintenance = 10,

    /// <summary>Being deleted.</summary>
    Terminating = 11,

    /// <summary>Deleted; shown only briefly before the WorkSpace is no longer listed.</summary>
    Terminated = 12,

    /// <summary>Suspended while an image is made of it.</summary>
    Suspended = 13,

    /// <summary>Being updated.</summary>
    Updating = 14,

    /// <summary>Being stopped.</summary>
    Stopping = 15,

    /// <summary>Stopped.</summary>
    Stopped = 16,

    /// <summary>In error, for example because it failed to start.</summary>
    Error = 17,
}
