using System;

namespace DcvAdmin.Workspaces;

/// <summary>
/// Judges, by what is seen of a WorkSpace after AWS took an action on it, whether the action has come to its end. Time is what the caller says it is.
/// </summary>
public sealed class ActionWatch
{
    /// <summary>
    /// How long a state that was there before the action means nothing: a WorkSpace that is to be rebooted stays AVAILABLE for some seconds. A change that came and
    /// went between two looks is taken for done after it.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(90);

    private readonly WorkspaceActionRequest _request;
    private readonly WorkspaceActionRule _rule;
    private readonly DateTimeOffset _taken;
    private bool _hasChanged;

    /// <summary>Begins to watch.</summary>
    /// <param name="request">The action.</param>
    /// <param name="before">The WorkSpace as it was read before.</param>
    /// <param name="taken">When AWS took the action.</param>
    public ActionWatch(WorkspaceActionRequest request, DcvWorkspace before, DateTimeOffset taken)
    {
        _request = request ?? throw new ArgumentNullException(nameof(request));
        Last = before ?? throw new ArgumentNullException(nameof(before));
        Before = before;
        _rule = WorkspaceActionRules.Of(request.Action);
        _taken = taken;
    }

    /// <summary>The WorkSpace as it was before the action.</summary>
    public DcvWorkspace Before { get; }

    /// <summary>The WorkSpace as it was last seen.</summary>
    public DcvWorkspace Last { get; private set; }

    /// <summary>Whether it was no longer listed at the last look.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Takes what is seen now.</summary>
    /// <param name="seen">The WorkSpace; null where it is no longer listed.</param>
    /// <param name="now">The present instant.</param>
    public ActionOutcome Look(DcvWorkspace? seen, DateTimeOffset now)
    {
        IsGone = seen is null;
        if (seen is null) return _request.Action == WorkspaceAction.Terminate ? ActionOutcome.Done : ActionOutcome.Failed;
        Last = seen;
        if (seen.State != Before.State) _hasChanged = true;
        if (_request.RunningMode is { } mode) return seen.RunningMode == mode && (_request.AutoStopTimeout is null || seen.AutoStopTimeout == _request.AutoStopTimeout) ? ActionOutcome.Done : ActionOutcome.UnderWay;
        if (!_hasChanged && now - _taken < Grace) return ActionOutcome.UnderWay;
        if (seen.State == _rule.EndsIn) return ActionOutcome.Done;
        return seen.State is WorkspaceState.Error or WorkspaceState.Terminating or WorkspaceState.Terminated && _request.Action != WorkspaceAction.Terminate ? ActionOutcome.Failed : ActionOutcome.UnderWay;
    }
}
