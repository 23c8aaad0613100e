using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Workspaces;

/// <summary>
/// Which WorkSpaces are meant; every condition that is set must hold. Empty means all. DescribeWorkspaces knows one condition at a time: ids, a directory with or
/// without a user, or a bundle; the rest is looked at here.
/// </summary>
public sealed record WorkspaceFilter
{
    /// <summary>Only these; empty means any.</summary>
    public IReadOnlyList<string> WorkspaceIds { get; init => field = ValueList<string>.Of(value); } = ValueList<string>.Empty;

    /// <summary>Only of this user; case does not matter, as in the directory.</summary>
    public string? UserName { get; init; }

    /// <summary>Only in this directory.</summary>
    public string? DirectoryId { get; init; }

    /// <summary>Only made from this bundle.</summary>
    public string? BundleId { get; init; }

    /// <summary>Only in one of these states; empty means any.</summary>
    public IReadOnlyList<WorkspaceState> States { get; init => field = ValueList<WorkspaceState>.Of(value); } = ValueList<WorkspaceState>.Empty;

    /// <summary>Only in one of these running modes; empty means any.</summary>
    public IReadOnlyList<WorkspaceRunningMode> RunningModes { get; init => field = ValueList<WorkspaceRunningMode>.Of(value); } = ValueList<WorkspaceRunningMode>.Empty;

    /// <summary>Only with all of these tags. Tags that were not read match nothing.</summary>
    public IReadOnlyList<WorkspaceTag> Tags { get; init => field = ValueList<WorkspaceTag>.Of(value); } = ValueList<WorkspaceTag>.Empty;

    /// <summary>The questions that AWS must be asked, each with all its pages: one, or one for each 25 ids. What they give still has to pass <see cref="Matches"/>.</summary>
    public IReadOnlyList<WorkspaceQuery> Queries() => this switch
    {
        { WorkspaceIds.Count: > 0 } => [.. Portions.Of([.. WorkspaceIds.Distinct(StringComparer.Ordinal)], WorkspaceQuery.IdsPerCall).Select(ids => new WorkspaceQuery { WorkspaceIds = ids })],
        { DirectoryId: not null } => [new WorkspaceQuery { DirectoryId = DirectoryId, UserName = UserName }],
        { BundleId: not null } => [new WorkspaceQuery { BundleId = BundleId }],
        _ => [WorkspaceQuery.All],
    };

    /// <summary>Whether a WorkSpace is meant, its tags left aside: what can be said before they are read.</summary>
    public bool MatchesButTags(DcvWorkspace workspace)
    {
        if (workspace is null) throw new ArgumentNullException(nameof(workspace));
        return (WorkspaceIds.Count == 0 || WorkspaceIds.Contains(workspace.WorkspaceId, StringComparer.Ordinal))
            && (UserName is null || string.Equals(UserName, workspace.UserName, StringComparison.OrdinalIgnoreCase))
            && (DirectoryId is null || string.Equals(DirectoryId, workspace.DirectoryId, StringComparison.Ordinal))
            && (BundleId is null || string.Equals(BundleId, workspace.BundleId, StringComparison.Ordinal))
            && (States.Count == 0 || States.Contains(workspace.State))
            && (RunningModes.Count == 0 || RunningModes.Contains(workspace.RunningMode));
    }

    /// <summary>Whether a WorkSpace is meant.</summary>
    public bool Matches(DcvWorkspace workspace) => MatchesButTags(workspace) && Tags.All(tag => workspace.Tags?.Contains(tag) ?? false);
}
