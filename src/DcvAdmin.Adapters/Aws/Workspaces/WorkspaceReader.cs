using System;
using System.Text.Json;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Aws.Workspaces;

/// <summary>Makes of the service's shapes what the domain knows.</summary>
internal static class WorkspaceReader
{
    public static DcvWorkspace Read(WorkspaceShape shape, string region, string accountId)
    {
        var properties = shape.WorkspaceProperties;
        return new DcvWorkspace(shape.WorkspaceId, region, accountId)
        {
            DirectoryId = shape.DirectoryId,
            UserName = shape.UserName,
            IpAddress = shape.IpAddress,
            Ipv6Address = shape.Ipv6Address,
            State = Word<WorkspaceState>(shape.State),
            BundleId = shape.BundleId,
            SubnetId = shape.SubnetId,
            ErrorMessage = shape.ErrorMessage,
            ErrorCode = shape.ErrorCode,
            ComputerName = shape.ComputerName,
            VolumeEncryptionKey = shape.VolumeEncryptionKey,
            UserVolumeEncryptionEnabled = shape.UserVolumeEncryptionEnabled,
            RootVolumeEncryptionEnabled = shape.RootVolumeEncryptionEnabled,
            WorkspaceName = shape.WorkspaceName,
            RunningMode = Word<WorkspaceRunningMode>(properties?.RunningMode),
            AutoStopTimeout = properties?.RunningModeAutoStopTimeoutInMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
            RootVolumeSizeGib = properties?.RootVolumeSizeGib,
            UserVolumeSizeGib = properties?.UserVolumeSizeGib,
            ComputeTypeName = properties?.ComputeTypeName,
            Protocols = properties?.Protocols ?? [],
            OperatingSystemName = properties?.OperatingSystemName,
            GlobalAcceleratorMode = properties?.GlobalAccelerator?.Mode,
            GlobalAcceleratorPreferredProtocol = properties?.GlobalAccelerator?.PreferredProtocol,
            ModificationStates = [.. Array(shape.ModificationStates, one => new WorkspaceModification(one.Resource, one.State))],
            RelatedWorkspaces = [.. Array(shape.RelatedWorkspaces, one => new RelatedWorkspace(one.WorkspaceId, one.Region, Word<WorkspaceState>(one.State), one.Type))],
            StandbyWorkspaces = [.. Array(shape.StandbyWorkspacesProperties, one => new StandbyWorkspace(one.StandbyWorkspaceId, one.DataReplication, Instant(one.RecoverySnapshotTime)))],
            DataReplication = shape.DataReplicationSettings?.DataReplication,
            RecoverySnapshotTime = Instant(shape.DataReplicationSettings?.RecoverySnapshotTime),
        };
    }

    public static WorkspaceConnection Read(ConnectionStatusShape shape) =>
        new(shape.WorkspaceId, Word<WorkspaceConnectionState>(shape.ConnectionState), Instant(shape.ConnectionStateCheckTimestamp), Instant(shape.LastKnownUserConnectionTimestamp));

    /// <summary>A word such as ADMIN_MAINTENANCE as a value; what is not known is 0. A number is no word.</summary>
    internal static T Word<T>(string? word)
        where T : struct, Enum =>
        word is { Length: > 0 } && char.IsLetter(word[0]) && Enum.TryParse<T>(word.Replace("_", string.Empty), ignoreCase: true, out var value) ? value : default;

    private static DateTimeOffset? Instant(double? seconds)
    {
        if (seconds is not { } known) return null;
        try
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(checked((long)(known * 1000)));
        }
        catch (Exception failure) when (failure is OverflowException or ArgumentOutOfRangeException)
        {
            throw new JsonException("An instant is out of range.", failure);
        }
    }

    private static TTo[] Array<TFrom, TTo>(System.Collections.Generic.IReadOnlyList<TFrom>? shapes, Func<TFrom, TTo> read) => shapes is null ? [] : [.. System.Linq.Enumerable.Select(shapes, read)];
}
