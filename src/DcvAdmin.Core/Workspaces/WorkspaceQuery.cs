using System.Collections.Generic;

namespace DcvAdmin.Workspaces;

/// <summary>One question to DescribeWorkspaces: nothing, or one of ids, directory with or without user, and bundle.</summary>
public sealed record WorkspaceQuery
{
    /// <summary>How many ids DescribeWorkspaces and DescribeWorkspacesConnectionStatus take, and how many WorkSpaces a page has at most.</summary>
    public const int IdsPerCall = 25;

    /// <summary>All WorkSpaces of the region.</summary>
    public static WorkspaceQuery All { get; } = new();

    /// <summary>Up to 25 ids; empty where another condition is set.</summary>
    public IReadOnlyList<string> WorkspaceIds { get; init => field = ValueList<string>.Of(value); } = ValueList<string>.Empty;

    /// <summary>A directory.</summary>
    public string? DirectoryId { get; init; }

    /// <summary>A user of that directory.</summary>
    public string? UserName { get; init; }

    /// <summary>A bundle.</summary>
    public string? BundleId { get; init; }
}
