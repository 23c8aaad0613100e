using System.Collections.Generic;

namespace DcvAdmin.Workspaces;

/// <summary>A WorkSpace and its tags.</summary>
/// <param name="WorkspaceId">The WorkSpace.</param>
/// <param name="Tags">Its tags, ordered by key.</param>
public sealed record TaggedWorkspace(string WorkspaceId, IReadOnlyList<WorkspaceTag> Tags)
{
    /// <summary>Its tags, ordered by key.</summary>
    public IReadOnlyList<WorkspaceTag> Tags { get; init => field = ValueList<WorkspaceTag>.Of(value); } = ValueList<WorkspaceTag>.Of(Tags);
}
