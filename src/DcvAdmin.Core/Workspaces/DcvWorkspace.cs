using System;
using System.Collections.Generic;

namespace DcvAdmin.Workspaces;

/// <summary>
/// A WorkSpace as it was read: all that DescribeWorkspaces gives, and where. Two are equal where every member is. Members that AWS left out are null, or empty
/// lists; while a WorkSpace is being created it leaves out many. Source: Amazon WorkSpaces API Reference, version 2015-04-08, Workspace and WorkspaceProperties.
/// </summary>
public sealed record DcvWorkspace
{
    /// <summary>Names a WorkSpace.</summary>
    public DcvWorkspace(string workspaceId, string region, string accountId)
    {
        WorkspaceId = workspaceId ?? throw new ArgumentNullException(nameof(workspaceId));
        Region = region ?? throw new ArgumentNullException(nameof(region));
        AccountId = accountId ?? throw new ArgumentNullException(nameof(accountId));
    }

    /// <summary>The id: <c>ws-</c> and 8 to 63 digits and lower-case letters.</summary>
    public string WorkspaceId { get; }

    /// <summary>The region that it was read from.</summary>
    public string Region { get; }

    /// <summary>The account that it was read from, twelve digits.</summary>
    public string AccountId { get; }

    /// <summary>The user in the directory.</summary>
    public string? UserName { get; init; }

    /// <summary>The directory.</summary>
    public string? DirectoryId { get; init; }

    /// <summary>The operational state.</summary>
    public WorkspaceState State { get; init; }

    /// <summary>The running mode.</summary>
    public WorkspaceRunningMode RunningMode { get; init; }

    /// <summary>How long after its user has disconnected it is stopped, in whole hours; null but in the mode AutoStop.</summary>
    public TimeSpan? AutoStopTimeout { get; init; }

    /// <summary>The bundle that it was made from.</summary>
    public string? BundleId { get; init; }

    /// <summary>The name that its operating system has.</summary>
    public string? ComputerName { get; init; }

    /// <summary>The name of a WorkSpace that has no user of its own.</summary>
    public string? WorkspaceName { get; init; }

    /// <summary>Its address.</summary>
    public string? IpAddress { get; init; }

    /// <summary>Its address by IPv6.</summary>
    public string? Ipv6Address { get; init; }

    /// <summary>Its subnet.</summary>
    public string? SubnetId { get; init; }

    /// <summary>Why it could not be created, as AWS's code.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Why it could not be created, in AWS's words.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The ARN of the KMS key that its volumes are encrypted with.</summary>
    public string? VolumeEncryptionKey { get; init; }

    /// <summary>Whether its user volume is encrypted.</summary>
    public bool? UserVolumeEncryptionEnabled { get; init; }

    /// <summary>Whether its root volume is encrypted.</summary>
    public bool? RootVolumeEncryptionEnabled { get; init; }

    /// <summary>The size of the root volume, in GiB.</summary>
    public int? RootVolumeSizeGib { get; init; }

    /// <summary>The size of the user volume, in GiB.</summary>
    public int? UserVolumeSizeGib { get; init; }

    /// <summary>The compute type: STANDARD, PERFORMANCE, POWER and others.</summary>
    public string? ComputeTypeName { get; init; }

    /// <summary>The protocols: PCOIP, or WSP, which is DCV.</summary>
    public IReadOnlyList<string> Protocols { get; init => field = ValueList<string>.Of(value); } = ValueList<string>.Empty;

    /// <summary>The operating system: WINDOWS_11, UBUNTU_22_04 and others.</summary>
    public string? OperatingSystemName { get; init; }

    /// <summary>Whether connections go by Global Accelerator: ENABLED_AUTO, DISABLED or INHERITED.</summary>
    public string? GlobalAcceleratorMode { get; init; }

    /// <summary>The protocol that Global Accelerator prefers: TCP, NONE or INHERITED.</summary>
    public string? GlobalAcceleratorPreferredProtocol { get; init; }

    /// <summary>Changes that are under way.</summary>
    public IReadOnlyList<WorkspaceModification> ModificationStates { get; init => field = ValueList<WorkspaceModification>.Of(value); } = ValueList<WorkspaceModification>.Empty;

    /// <summary>The WorkSpaces in other regions that belong to it.</summary>
    public IReadOnlyList<RelatedWorkspace> RelatedWorkspaces { get; init => field = ValueList<RelatedWorkspace>.Of(value); } = ValueList<RelatedWorkspace>.Empty;

    /// <summary>The WorkSpaces that stand by for it.</summary>
    public IReadOnlyList<StandbyWorkspace> StandbyWorkspaces { get; init => field = ValueList<StandbyWorkspace>.Of(value); } = ValueList<StandbyWorkspace>.Empty;

    /// <summary>Whether its data is copied to another region: NO_REPLICATION or PRIMARY_AS_SOURCE.</summary>
    public string? DataReplication { get; init; }

    /// <summary>When the last snapshot for that copy was made.</summary>
    public DateTimeOffset? RecoverySnapshotTime { get; init; }

    /// <summary>Its tags, ordered by key; null where they were not read, because DescribeWorkspaces does not give them.</summary>
    public IReadOnlyList<WorkspaceTag>? Tags { get; init => field = value is null ? null : ValueList<WorkspaceTag>.Of(value); }

    /// <summary>Whether somebody uses it; null where that was not asked.</summary>
    public WorkspaceConnection? Connection { get; init; }

    /// <summary>Whether a tag keeps it from being terminated.</summary>
    public WorkspaceProtection Protection => WorkspaceTag.ProtectionBy(Tags);

    /// <summary>What an admin may do to it in its present state. Terminate is among it only where its tags were read.</summary>
    public IReadOnlyList<WorkspaceAction> AllowedActions => ValueList<WorkspaceAction>.Of(WorkspaceActionRules.AllowedActions(this, WorkspaceActor.Admin));

    /// <summary>The id.</summary>
    public override string ToString() => WorkspaceId;
}
