using System;

namespace DcvAdmin.Workspaces;

/// <summary>What became of an action, and why.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">One sentence; empty where it was accepted.</param>
/// <param name="Call">The call that went out; null where none did.</param>
/// <param name="Workspace">The WorkSpace as it was before; null where the caller may not see it.</param>
public sealed record PortalActionResult(PortalOutcome Outcome, string Reason, WorkspaceCall? Call = null, DcvWorkspace? Workspace = null)
{
    /// <summary>What an admin should know of it and the caller should not: AWS's words, or why the outcome could not be recorded. Null where there is nothing.</summary>
    public Exception? Trouble { get; init; }
}
