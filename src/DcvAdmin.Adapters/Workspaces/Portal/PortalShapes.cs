using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace DcvAdmin.Workspaces.Portal;

/// <summary>One page of WorkSpaces.</summary>
internal sealed record WorkspaceListBody(IReadOnlyList<WorkspaceBody> Workspaces, string? NextCursor);

/// <summary>A WorkSpace as pages get it: what its user needs to know it by, and nothing of the network behind it but its address.</summary>
internal sealed record WorkspaceBody
{
    public required string WorkspaceId { get; init; }

    public required string Region { get; init; }

    public required string AccountId { get; init; }

    public string? UserName { get; init; }

    public string? DirectoryId { get; init; }

    public string? BundleId { get; init; }

    public string? ComputerName { get; init; }

    public string? IpAddress { get; init; }

    public required string State { get; init; }

    public required string RunningMode { get; init; }

    public int? AutoStopTimeoutMinutes { get; init; }

    public string? ComputeType { get; init; }

    public string? OperatingSystem { get; init; }

    public required IReadOnlyList<string> Protocols { get; init; }

    public required IReadOnlyList<string> AllowedActions { get; init; }

    /// <summary>When it was last known to be so.</summary>
    public required DateTimeOffset AsOf { get; init; }

    public static WorkspaceBody Of(PortalWorkspace shown)
    {
        var workspace = shown.Row.Workspace;
        return new WorkspaceBody
        {
            WorkspaceId = workspace.WorkspaceId,
            Region = workspace.Region,
            AccountId = workspace.AccountId,
            UserName = workspace.UserName,
            DirectoryId = workspace.DirectoryId,
            BundleId = workspace.BundleId,
            ComputerName = workspace.ComputerName,
            IpAddress = workspace.IpAddress,
            State = workspace.State.ToString(),
            RunningMode = workspace.RunningMode.ToString(),
            AutoStopTimeoutMinutes = (int?)workspace.AutoStopTimeout?.TotalMinutes,
            ComputeType = workspace.ComputeTypeName,
            OperatingSystem = workspace.OperatingSystemName,
            Protocols = workspace.Protocols,
            AllowedActions = [.. shown.Actions.Select(action => action.ToString())],
            AsOf = shown.AsOf,
        };
    }
}

/// <summary>What SetRunningMode sets.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ActionBody
{
    public string? RunningMode { get; init; }

    public int? AutoStopTimeoutMinutes { get; init; }
}

/// <summary>An action that AWS took.</summary>
internal sealed record AcceptedBody(string WorkspaceId, string Region, string Action, string Operation);

/// <summary>Problem details (RFC 9457), with a code for programs.</summary>
internal sealed record ProblemBody(string Type, string Title, int Status, string Detail, string Code);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(WorkspaceListBody))]
[JsonSerializable(typeof(WorkspaceBody))]
[JsonSerializable(typeof(ActionBody))]
[JsonSerializable(typeof(AcceptedBody))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class PortalJson : JsonSerializerContext;
