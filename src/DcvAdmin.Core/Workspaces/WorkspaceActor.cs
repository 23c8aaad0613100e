using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Workspaces;

/// <summary>Who acts, as far as the rules need to know it: the role, and what it may do. Whose WorkSpace it is, is not asked here.</summary>
public sealed class WorkspaceActor
{
    private readonly HashSet<WorkspaceAction> _actions;

    private WorkspaceActor(WorkspaceRole role, IEnumerable<WorkspaceAction> actions)
    {
        Role = role;
        _actions = [.. actions];
    }

    /// <summary>What users may do unless it is configured otherwise: Start, Stop, Reboot and Rebuild.</summary>
    public static IReadOnlyList<WorkspaceAction> UsualUserActions { get; } =
        [.. WorkspaceActionRules.All.Where(rule => rule.IsForUsers).Select(rule => rule.Action)];

    /// <summary>An admin; may do everything that the WorkSpace allows.</summary>
    public static WorkspaceActor Admin { get; } = new(WorkspaceRole.Admin, WorkspaceActionRules.All.Select(rule => rule.Action));

    /// <summary>A user with the usual actions.</summary>
    public static WorkspaceActor User { get; } = new(WorkspaceRole.User, UsualUserActions);

    /// <summary>The role.</summary>
    public WorkspaceRole Role { get; }

    /// <summary>What the actor may do, in the order of the table.</summary>
    public IReadOnlyList<WorkspaceAction> Actions => [.. WorkspaceActionRules.All.Select(rule => rule.Action).Where(_actions.Contains)];

    /// <summary>A user who may do what is configured.</summary>
    /// <exception cref="ArgumentException">One of them is no action.</exception>
    public static WorkspaceActor UserWith(IEnumerable<WorkspaceAction> actions) => With(WorkspaceRole.User, actions);

    /// <summary>An admin who may do what is configured.</summary>
    /// <exception cref="ArgumentException">One of them is no action.</exception>
    public static WorkspaceActor AdminWith(IEnumerable<WorkspaceAction> actions) => With(WorkspaceRole.Admin, actions);

    /// <summary>Whether the actor may do this at all.</summary>
    public bool May(WorkspaceAction action) => _actions.Contains(action);

    private static WorkspaceActor With(WorkspaceRole role, IEnumerable<WorkspaceAction> actions)
    {
        var wanted = (actions ?? throw new ArgumentNullException(nameof(actions))).ToArray();
        foreach (var action in wanted) WorkspaceActionRules.Of(action);
        return new(role, wanted);
    }
}
