namespace DcvAdmin.Workspaces;

/// <summary>A WorkSpace that AWS did not act on, while it may have acted on others of the same call (FailedWorkspaceChangeRequest).</summary>
/// <param name="WorkspaceId">The WorkSpace.</param>
/// <param name="ErrorCode">AWS's code.</param>
/// <param name="ErrorMessage">AWS's words.</param>
public sealed record FailedWorkspace(string WorkspaceId, string? ErrorCode, string? ErrorMessage);
