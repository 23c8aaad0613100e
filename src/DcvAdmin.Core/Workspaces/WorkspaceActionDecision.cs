using System;
using System.Diagnostics.CodeAnalysis;

namespace DcvAdmin.Workspaces;

/// <summary>Whether an action is legal, and where it is not, why.</summary>
public sealed record WorkspaceActionDecision
{
    private WorkspaceActionDecision(WorkspaceRefusal? refusal, string? reason) => (Refusal, Reason) = (refusal, reason);

    /// <summary>It is legal.</summary>
    public static WorkspaceActionDecision Allowed { get; } = new(null, null);

    /// <summary>Whether it is legal.</summary>
    [MemberNotNullWhen(false, nameof(Refusal), nameof(Reason))]
    public bool IsAllowed => Refusal is null;

    /// <summary>The machine-readable reason; null where it is legal.</summary>
    public WorkspaceRefusal? Refusal { get; }

    /// <summary>The reason in one sentence, in which "it" is the WorkSpace; null where it is legal.</summary>
    public string? Reason { get; }

    /// <summary>It is not legal.</summary>
    public static WorkspaceActionDecision Refused(WorkspaceRefusal refusal, string reason) => new(refusal, reason ?? throw new ArgumentNullException(nameof(reason)));
}
