using System;

namespace DcvAdmin.Workspaces;

/// <summary>A change of volume, compute type or protocol that is under way (ModificationState).</summary>
/// <param name="Resource">ROOT_VOLUME, USER_VOLUME, COMPUTE_TYPE or PROTOCOL.</param>
/// <param name="State">UPDATE_INITIATED, UPDATE_IN_PROGRESS or UPDATE_FAILED.</param>
public sealed record WorkspaceModification(string? Resource, string? State);

/// <summary>The WorkSpace in another region that stands by for this one, or that this one stands by for (RelatedWorkspaceProperties).</summary>
/// <param name="WorkspaceId">Its id.</param>
/// <param name="Region">Its region.</param>
/// <param name="State">Its state.</param>
/// <param name="Type">PRIMARY or STANDBY: what the other one is.</param>
public sealed record RelatedWorkspace(string? WorkspaceId, string? Region, WorkspaceState State, string? Type);

/// <summary>A WorkSpace that stands by for this one (StandbyWorkspacesProperties).</summary>
/// <param name="WorkspaceId">Its id.</param>
/// <param name="DataReplication">NO_REPLICATION or PRIMARY_AS_SOURCE.</param>
/// <param name="RecoverySnapshotTime">When the last snapshot for it was made; null where none was.</param>
public sealed record StandbyWorkspace(string? WorkspaceId, string? DataReplication, DateTimeOffset? RecoverySnapshotTime);

/// <summary>Whether somebody uses a WorkSpace (DescribeWorkspacesConnectionStatus).</summary>
/// <param name="WorkspaceId">The WorkSpace.</param>
/// <param name="State">Whether somebody is connected; unknown where the WorkSpace is stopped.</param>
/// <param name="CheckedAt">When AWS looked; null where it never has.</param>
/// <param name="LastKnownUserConnectionAt">When the user was last known to connect; null where never.</param>
public sealed record WorkspaceConnection(string WorkspaceId, WorkspaceConnectionState State, DateTimeOffset? CheckedAt, DateTimeOffset? LastKnownUserConnectionAt)
{
    /// <summary>The state.</summary>
    public override string ToString() => State.ToString();
}
