using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace DcvAdmin.Aws.Workspaces;

// The members that are used, of the shapes in the Amazon WorkSpaces API Reference, version 2015-04-08. Instants are seconds since 1970, with fractions.

internal sealed record DescribeWorkspacesRequest(IReadOnlyList<string>? WorkspaceIds, string? DirectoryId, string? UserName, string? BundleId, string? NextToken);

internal sealed record DescribeWorkspacesAnswer
{
    public IReadOnlyList<WorkspaceShape>? Workspaces { get; init; }

    public string? NextToken { get; init; }
}

internal sealed record WorkspaceShape
{
    public required string WorkspaceId { get; init; }

    public string? DirectoryId { get; init; }

    public string? UserName { get; init; }

    public string? IpAddress { get; init; }

    public string? Ipv6Address { get; init; }

    public string? State { get; init; }

    public string? BundleId { get; init; }

    public string? SubnetId { get; init; }

    public string? ErrorMessage { get; init; }

    public string? ErrorCode { get; init; }

    public string? ComputerName { get; init; }

    public string? VolumeEncryptionKey { get; init; }

    public bool? UserVolumeEncryptionEnabled { get; init; }

    public bool? RootVolumeEncryptionEnabled { get; init; }

    public string? WorkspaceName { get; init; }

    public WorkspacePropertiesShape? WorkspaceProperties { get; init; }

    public IReadOnlyList<ModificationStateShape>? ModificationStates { get; init; }

    public IReadOnlyList<RelatedWorkspaceShape>? RelatedWorkspaces { get; init; }

    public DataReplicationShape? DataReplicationSettings { get; init; }

    public IReadOnlyList<StandbyWorkspaceShape>? StandbyWorkspacesProperties { get; init; }
}

internal sealed record WorkspacePropertiesShape
{
    public string? RunningMode { get; init; }

    public int? RunningModeAutoStopTimeoutInMinutes { get; init; }

    public int? RootVolumeSizeGib { get; init; }

    public int? UserVolumeSizeGib { get; init; }

    public string? ComputeTypeName { get; init; }

    public IReadOnlyList<string>? Protocols { get; init; }

    public string? OperatingSystemName { get; init; }

    public GlobalAcceleratorShape? GlobalAccelerator { get; init; }
}

internal sealed record GlobalAcceleratorShape(string? Mode, string? PreferredProtocol);

internal sealed record ModificationStateShape(string? Resource, string? State);

internal sealed record RelatedWorkspaceShape(string? WorkspaceId, string? Region, string? State, string? Type);

internal sealed record DataReplicationShape(string? DataReplication, double? RecoverySnapshotTime);

internal sealed record StandbyWorkspaceShape(string? StandbyWorkspaceId, string? DataReplication, double? RecoverySnapshotTime);

internal sealed record ConnectionStatusRequest(IReadOnlyList<string> WorkspaceIds, string? NextToken);

internal sealed record ConnectionStatusAnswer(IReadOnlyList<ConnectionStatusShape>? WorkspacesConnectionStatus, string? NextToken);

internal sealed record ConnectionStatusShape
{
    public required string WorkspaceId { get; init; }

    public string? ConnectionState { get; init; }

    public double? ConnectionStateCheckTimestamp { get; init; }

    public double? LastKnownUserConnectionTimestamp { get; init; }
}

internal sealed record DescribeTagsRequest(string ResourceId);

internal sealed record DescribeTagsAnswer(IReadOnlyList<TagShape>? TagList);

internal sealed record TagShape
{
    public required string Key { get; init; }

    public string? Value { get; init; }
}

internal sealed record WorkspaceItem(string WorkspaceId);

internal sealed record StartRequest(IReadOnlyList<WorkspaceItem> StartWorkspaceRequests);

internal sealed record StopRequest(IReadOnlyList<WorkspaceItem> StopWorkspaceRequests);

internal sealed record RebootRequest(IReadOnlyList<WorkspaceItem> RebootWorkspaceRequests);

internal sealed record RebuildRequest(IReadOnlyList<WorkspaceItem> RebuildWorkspaceRequests);

internal sealed record TerminateRequest(IReadOnlyList<WorkspaceItem> TerminateWorkspaceRequests);

internal sealed record ModifyStateRequest(string WorkspaceId, string WorkspaceState);

internal sealed record ModifyPropertiesRequest(string WorkspaceId, WorkspacePropertiesShape WorkspaceProperties);

// Operations on one WorkSpace answer with an empty object, or with nothing in it that is used.
internal sealed record ActionAnswer(IReadOnlyList<FailedRequestShape>? FailedRequests);

internal sealed record FailedRequestShape
{
    public required string WorkspaceId { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DescribeWorkspacesRequest))]
[JsonSerializable(typeof(DescribeWorkspacesAnswer))]
[JsonSerializable(typeof(ConnectionStatusRequest))]
[JsonSerializable(typeof(ConnectionStatusAnswer))]
[JsonSerializable(typeof(DescribeTagsRequest))]
[JsonSerializable(typeof(DescribeTagsAnswer))]
[JsonSerializable(typeof(WorkspaceItem))]
[JsonSerializable(typeof(StartRequest))]
[JsonSerializable(typeof(StopRequest))]
[JsonSerializable(typeof(RebootRequest))]
[JsonSerializable(typeof(RebuildRequest))]
[JsonSerializable(typeof(TerminateRequest))]
[JsonSerializable(typeof(ModifyStateRequest))]
[JsonSerializable(typeof(ModifyPropertiesRequest))]
[JsonSerializable(typeof(ActionAnswer))]
internal sealed partial class WorkspacesJson : JsonSerializerContext;
