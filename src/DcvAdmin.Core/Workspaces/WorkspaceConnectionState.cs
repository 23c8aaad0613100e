namespace DcvAdmin.Workspaces;

/// <summary>Whether somebody is connected. Source: Amazon WorkSpaces API Reference, version 2015-04-08, WorkspaceConnectionStatus, member ConnectionState.</summary>
public enum WorkspaceConnectionState
{
    /// <summary>AWS does not know; always so where the WorkSpace is stopped.</summary>
    Unknown = 0,

    /// <summary>Somebody is connected.</summary>
    Connected = 1,

    /// <summary>Nobody is connected.</summary>
    Disconnected = 2,
}
