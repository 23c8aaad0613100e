namespace DcvAdmin.Workspaces;

/// <summary>A WorkSpace that an action is not legal for.</summary>
/// <param name="Workspace">The WorkSpace.</param>
/// <param name="Decision">Why.</param>
public sealed record RefusedWorkspace(DcvWorkspace Workspace, WorkspaceActionDecision Decision);
