using System;
using System.Collections.Generic;
using System.Linq;
using static DcvAdmin.Workspaces.WorkspaceState;

namespace DcvAdmin.Workspaces;

/// <summary>
/// Which action is legal in which state and running mode, and for whom. The only place where this stands. Pure: no clock, no network.
/// <para>
/// Sources. Amazon WorkSpaces API Reference, version 2015-04-08: StartWorkspaces, StopWorkspaces, RebootWorkspaces, RebuildWorkspaces, RestoreWorkspace and
/// TerminateWorkspaces name their states and modes. ModifyWorkspaceState knows two states, AVAILABLE and ADMIN_MAINTENANCE, and leads from each to the other.
/// ModifyWorkspaceProperties names no state, and the Administration Guide, "Modify the running mode", says "at any time": refused here is only what is not there
/// yet, is put aside for an image, or goes away.
/// </para>
/// </summary>
public static class WorkspaceActionRules
{
    private const int Many = 25;
    private const int One = 1;

    private static readonly WorkspaceRunningMode[] StoppingModes = [WorkspaceRunningMode.AutoStop, WorkspaceRunningMode.Manual];

    private static readonly WorkspaceState[] Known =
    [
        Pending, Available, Impaired, Unhealthy, Rebooting, Starting, Rebuilding, Restoring, Maintenance, AdminMaintenance, Terminating, Terminated, Suspended, Updating, Stopping, Stopped, Error,
    ];

    /// <summary>The table, in the order of <see cref="WorkspaceAction"/>.</summary>
    public static IReadOnlyList<WorkspaceActionRule> All { get; } =
    [
        new(WorkspaceAction.Start, "StartWorkspaces", Many) { States = [Stopped], RunningModes = StoppingModes, IsForUsers = true, EndsIn = Available },
        new(WorkspaceAction.Stop, "StopWorkspaces", Many) { States = [Available, Impaired, Unhealthy, Error], RunningModes = StoppingModes, IsForUsers = true, EndsIn = Stopped },
        // A lost answer is no reason to restart somebody's desktop twice. AWS: in REBOOTING only where it has been stuck there for over 20 minutes, which nobody can see from here.
        new(WorkspaceAction.Reboot, "RebootWorkspaces", Many) { States = [Available, Unhealthy, Rebooting], IsForUsers = true, MayBeRepeated = false, EndsIn = Available },
        new(WorkspaceAction.Rebuild, "RebuildWorkspaces", One)
        {
            States = [Available, Error, Unhealthy, Stopped, Rebooting], IsForUsers = true, MayLoseData = true, MayBeRepeated = false, EndsIn = Available,
        },
        new(WorkspaceAction.Restore, "RestoreWorkspace", One) { States = [Available, Error, Unhealthy, Stopped], MayLoseData = true, MayBeRepeated = false, EndsIn = Available },
        new(WorkspaceAction.Terminate, "TerminateWorkspaces", Many) { States = [.. Known.Except([Suspended])], MayLoseData = true, HeedsProtection = true, EndsIn = Terminated },
        new(WorkspaceAction.SetRunningMode, "ModifyWorkspaceProperties", One) { States = [.. Known.Except([Pending, Suspended, Terminating, Terminated])] },
        new(WorkspaceAction.SetMaintenance, "ModifyWorkspaceState", One) { States = [Available], EndsIn = AdminMaintenance },
        new(WorkspaceAction.EndMaintenance, "ModifyWorkspaceState", One) { States = [AdminMaintenance], EndsIn = Available },
    ];

    /// <summary>The row of an action.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no action.</exception>
    public static WorkspaceActionRule Of(WorkspaceAction action) =>
        All.FirstOrDefault(rule => rule.Action == action) ?? throw new ArgumentOutOfRangeException(nameof(action), action, "This is no action on a WorkSpace.");

    /// <summary>Decides one cell.</summary>
    /// <param name="action">What is wanted.</param>
    /// <param name="state">The WorkSpace's state.</param>
    /// <param name="mode">The WorkSpace's running mode.</param>
    /// <param name="protection">What its tags say; <see cref="WorkspaceProtection.Unknown"/> forbids what a tag can forbid.</param>
    /// <param name="actor">Who wants it.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is no action.</exception>
    public static WorkspaceActionDecision Decide(WorkspaceAction action, WorkspaceState state, WorkspaceRunningMode mode, WorkspaceProtection protection, WorkspaceActor actor)
    {
        if (actor is null) throw new ArgumentNullException(nameof(actor));
        var rule = Of(action);
        // Who may not do it learns nothing of the WorkSpace.
        if (!actor.May(action)) return Refused(WorkspaceRefusal.NotForRole, actor.Role == WorkspaceRole.User ? $"{action} is not among what users may do." : $"{action} is not allowed.");
        if (rule.HeedsProtection && protection == WorkspaceProtection.Protected) return Refused(WorkspaceRefusal.Protected, $"The tag {WorkspaceTag.ProtectionKey}=true protects it from {action}.");
        if (state == Unknown) return Refused(WorkspaceRefusal.WrongState, $"Its state is a word that this version does not know, so {action} is not tried.");
        if (rule.RunningModes.Count > 0 && !rule.RunningModes.Contains(mode)) return Refused(WorkspaceRefusal.WrongRunningMode, $"{action} needs the running mode {Alternatives(rule.RunningModes)}; it is {Name(mode)}.");
        if (!rule.States.Contains(state)) return Refused(WorkspaceRefusal.WrongState, $"{action} {Condition(rule)}; it is {state}.");
        return rule.HeedsProtection && protection == WorkspaceProtection.Unknown
            ? Refused(WorkspaceRefusal.TagsNotRead, $"Its tags were not read, so nobody knows whether they protect it from {action}.")
            : WorkspaceActionDecision.Allowed;
    }

    /// <summary>Decides for a WorkSpace as it was read.</summary>
    public static WorkspaceActionDecision Decide(WorkspaceAction action, DcvWorkspace workspace, WorkspaceActor actor)
    {
        if (workspace is null) throw new ArgumentNullException(nameof(workspace));
        return Decide(action, workspace.State, workspace.RunningMode, workspace.Protection, actor);
    }

    /// <summary>All that the actor may do now, in the order of the table.</summary>
    public static IReadOnlyList<WorkspaceAction> AllowedActions(DcvWorkspace workspace, WorkspaceActor actor) =>
        [.. All.Select(rule => rule.Action).Where(action => Decide(action, workspace, actor).IsAllowed)];

    private static WorkspaceActionDecision Refused(WorkspaceRefusal refusal, string reason) => WorkspaceActionDecision.Refused(refusal, reason);

    // The shorter of the two lists, so that the sentence can be read.
    private static string Condition(WorkspaceActionRule rule)
    {
        WorkspaceState[] others = [.. Known.Except(rule.States)];
        return others.Length < rule.States.Count ? $"is possible in any state but {Alternatives(others)}" : $"needs the state {Alternatives(rule.States)}";
    }

    private static string Name(WorkspaceRunningMode mode) => mode == WorkspaceRunningMode.Unknown ? "not known" : mode.ToString();

    private static string Alternatives<T>(IReadOnlyList<T> words) =>
        words.Count == 1 ? $"{words[0]}" : string.Join(", ", words.Take(words.Count - 1)) + $" or {words[words.Count - 1]}";
}
