using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DcvAdmin.Stores;

namespace DcvAdmin.Workspaces;

/// <summary>
/// A WorkSpace as it lies in a row: one JSON document, the same in every engine. Its version changes only where an older reader would take it wrongly. Members that a
/// reader does not know are left out, and words of a newer list are Unknown, so that a newer writer that only adds does not keep older readers out.
/// </summary>
internal static class InventoryDocument
{
    public const int Version = 1;

    // It lies in a table, never in a page: names in other scripts stay legible there.
    private static readonly InventoryJson Json = new(new JsonSerializerOptions(InventoryJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes a WorkSpace, without its connection.</summary>
    public static string Write(DcvWorkspace workspace) => JsonSerializer.Serialize(
        new DocumentShape
        {
            Version = Version,
            WorkspaceId = workspace.WorkspaceId,
            Region = workspace.Region,
            AccountId = workspace.AccountId,
            UserName = workspace.UserName,
            DirectoryId = workspace.DirectoryId,
            State = Word(workspace.State),
            RunningMode = Word(workspace.RunningMode),
            AutoStopTimeout = workspace.AutoStopTimeout,
            BundleId = workspace.BundleId,
            ComputerName = workspace.ComputerName,
            WorkspaceName = workspace.WorkspaceName,
            IpAddress = workspace.IpAddress,
            Ipv6Address = workspace.Ipv6Address,
            SubnetId = workspace.SubnetId,
            ErrorCode = workspace.ErrorCode,
            ErrorMessage = workspace.ErrorMessage,
            VolumeEncryptionKey = workspace.VolumeEncryptionKey,
            UserVolumeEncryptionEnabled = workspace.UserVolumeEncryptionEnabled,
            RootVolumeEncryptionEnabled = workspace.RootVolumeEncryptionEnabled,
            RootVolumeSizeGib = workspace.RootVolumeSizeGib,
            UserVolumeSizeGib = workspace.UserVolumeSizeGib,
            ComputeTypeName = workspace.ComputeTypeName,
            Protocols = FilledOrNull(workspace.Protocols),
            OperatingSystemName = workspace.OperatingSystemName,
            GlobalAcceleratorMode = workspace.GlobalAcceleratorMode,
            GlobalAcceleratorPreferredProtocol = workspace.GlobalAcceleratorPreferredProtocol,
            ModificationStates = FilledOrNull(workspace.ModificationStates),
            RelatedWorkspaces = FilledOrNull([.. workspace.RelatedWorkspaces.Select(one => new RelatedShape { WorkspaceId = one.WorkspaceId, Region = one.Region, State = Word(one.State), Type = one.Type })]),
            StandbyWorkspaces = FilledOrNull(workspace.StandbyWorkspaces),
            DataReplication = workspace.DataReplication,
            RecoverySnapshotTime = workspace.RecoverySnapshotTime,
            // No tags are not the same as tags that were not read.
            Tags = workspace.Tags,
        },
        Json.DocumentShape);

    /// <summary>Reads a row's WorkSpace.</summary>
    /// <param name="text">The document.</param>
    /// <param name="workspaceId">The row's key.</param>
    /// <exception cref="StoreException">A newer version wrote it, or it is none.</exception>
    public static DcvWorkspace Read(string text, string workspaceId)
    {
        DocumentShape shape;
        try
        {
            shape = JsonSerializer.Deserialize(text, Json.DocumentShape) ?? throw Damaged(workspaceId);
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or FormatException)
        {
            throw Damaged(workspaceId, failure);
        }

        if (shape.Version > Version)
        {
            throw new StoreException(StoreFault.NewerVersion,
                $"The row of {workspaceId} in the inventory has format {shape.Version}; this version of DcvAdmin knows format {Version} and older.", "Install a newer DcvAdmin.");
        }

        if (shape.Version < 1 || shape.WorkspaceId != workspaceId || shape.Region is null || shape.AccountId is null) throw Damaged(workspaceId);
        return new DcvWorkspace(workspaceId, shape.Region, shape.AccountId)
        {
            UserName = shape.UserName,
            DirectoryId = shape.DirectoryId,
            State = Value<WorkspaceState>(shape.State),
            RunningMode = Value<WorkspaceRunningMode>(shape.RunningMode),
            AutoStopTimeout = shape.AutoStopTimeout,
            BundleId = shape.BundleId,
            ComputerName = shape.ComputerName,
            WorkspaceName = shape.WorkspaceName,
            IpAddress = shape.IpAddress,
            Ipv6Address = shape.Ipv6Address,
            SubnetId = shape.SubnetId,
            ErrorCode = shape.ErrorCode,
            ErrorMessage = shape.ErrorMessage,
            VolumeEncryptionKey = shape.VolumeEncryptionKey,
            UserVolumeEncryptionEnabled = shape.UserVolumeEncryptionEnabled,
            RootVolumeEncryptionEnabled = shape.RootVolumeEncryptionEnabled,
            RootVolumeSizeGib = shape.RootVolumeSizeGib,
            UserVolumeSizeGib = shape.UserVolumeSizeGib,
            ComputeTypeName = shape.ComputeTypeName,
            Protocols = shape.Protocols ?? [],
            OperatingSystemName = shape.OperatingSystemName,
            GlobalAcceleratorMode = shape.GlobalAcceleratorMode,
            GlobalAcceleratorPreferredProtocol = shape.GlobalAcceleratorPreferredProtocol,
            ModificationStates = shape.ModificationStates ?? [],
            RelatedWorkspaces = [.. (shape.RelatedWorkspaces ?? []).Select(one => new RelatedWorkspace(one.WorkspaceId, one.Region, Value<WorkspaceState>(one.State), one.Type))],
            StandbyWorkspaces = shape.StandbyWorkspaces ?? [],
            DataReplication = shape.DataReplication,
            RecoverySnapshotTime = shape.RecoverySnapshotTime,
            Tags = shape.Tags,
        };
    }

    /// <summary>A state or mode as people read it in a table; null where it is Unknown.</summary>
    public static string? Word<T>(T value)
        where T : struct, Enum => EqualityComparer<T>.Default.Equals(value, default) ? null : value.ToString();

    private static T Value<T>(string? word)
        where T : struct, Enum => word is { Length: > 0 } && char.IsLetter(word[0]) && Enum.TryParse<T>(word, out var value) ? value : default;

    private static IReadOnlyList<T>? FilledOrNull<T>(IReadOnlyList<T> items) => items.Count == 0 ? null : items;

    private static StoreException Damaged(string workspaceId, Exception? failure = null) =>
        new(StoreFault.Damaged, $"The row of {workspaceId} in the inventory cannot be read.", "Delete it: the next reading of its region writes it again.", failure);
}

/// <summary>The document's shape.</summary>
internal sealed record DocumentShape
{
    public int Version { get; init; }

    public string? WorkspaceId { get; init; }

    public string? Region { get; init; }

    public string? AccountId { get; init; }

    public string? UserName { get; init; }

    public string? DirectoryId { get; init; }

    public string? State { get; init; }

    public string? RunningMode { get; init; }

    public TimeSpan? AutoStopTimeout { get; init; }

    public string? BundleId { get; init; }

    public string? ComputerName { get; init; }

    public string? WorkspaceName { get; init; }

    public string? IpAddress { get; init; }

    public string? Ipv6Address { get; init; }

    public string? SubnetId { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public string? VolumeEncryptionKey { get; init; }

    public bool? UserVolumeEncryptionEnabled { get; init; }

    public bool? RootVolumeEncryptionEnabled { get; init; }

    public int? RootVolumeSizeGib { get; init; }

    public int? UserVolumeSizeGib { get; init; }

    public string? ComputeTypeName { get; init; }

    public IReadOnlyList<string>? Protocols { get; init; }

    public string? OperatingSystemName { get; init; }

    public string? GlobalAcceleratorMode { get; init; }

    public string? GlobalAcceleratorPreferredProtocol { get; init; }

    public IReadOnlyList<WorkspaceModification>? ModificationStates { get; init; }

    public IReadOnlyList<RelatedShape>? RelatedWorkspaces { get; init; }

    public IReadOnlyList<StandbyWorkspace>? StandbyWorkspaces { get; init; }

    public string? DataReplication { get; init; }

    public DateTimeOffset? RecoverySnapshotTime { get; init; }

    public IReadOnlyList<WorkspaceTag>? Tags { get; init; }
}

/// <summary>A WorkSpace in another region, within the document.</summary>
internal sealed record RelatedShape
{
    public string? WorkspaceId { get; init; }

    public string? Region { get; init; }

    public string? State { get; init; }

    public string? Type { get; init; }
}

/// <summary>The document by generated code.</summary>
[JsonSourceGenerationOptions(WriteIndented = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DocumentShape))]
internal sealed partial class InventoryJson : JsonSerializerContext;
