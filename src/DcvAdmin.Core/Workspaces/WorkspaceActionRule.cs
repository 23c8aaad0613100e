using System.Collections.Generic;

namespace DcvAdmin.Workspaces;

/// <summary>One row of the table: what an action is, and when it is legal.</summary>
public sealed record WorkspaceActionRule
{
    internal WorkspaceActionRule(WorkspaceAction action, string operation, int itemsPerCall) => (Action, Operation, ItemsPerCall) = (action, operation, itemsPerCall);

    /// <summary>The action.</summary>
    public WorkspaceAction Action { get; }

    /// <summary>The operation of the WorkSpaces API.</summary>
    public string Operation { get; }

    /// <summary>The IAM action that the caller needs.</summary>
    public string Permission => "workspaces:" + Operation;

    /// <summary>How many WorkSpaces the API takes in one call: 25 or 1.</summary>
    public int ItemsPerCall { get; }

    /// <summary>The states in which it is legal.</summary>
    public IReadOnlyList<WorkspaceState> States { get; internal init; } = [];

    /// <summary>The running modes in which it is legal; empty means any, also one that is not known.</summary>
    public IReadOnlyList<WorkspaceRunningMode> RunningModes { get; internal init; } = [];

    /// <summary>Whether users may do it to their own WorkSpaces unless it is configured otherwise.</summary>
    public bool IsForUsers { get; internal init; }

    /// <summary>Whether data may be lost, so that a person is asked first.</summary>
    public bool MayLoseData { get; internal init; }

    /// <summary>Whether a tag of the WorkSpace can forbid it, so that the tags must have been read.</summary>
    public bool HeedsProtection { get; internal init; }

    /// <summary>Whether a request whose answer was lost may be sent again.</summary>
    public bool MayBeRepeated { get; internal init; } = true;

    /// <summary>The state that it ends in where all goes well; null where the state does not change. A WorkSpace that was terminated is no longer listed as a rule.</summary>
    public WorkspaceState? EndsIn { get; internal init; }
}
