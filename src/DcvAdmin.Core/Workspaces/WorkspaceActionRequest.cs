using System;

namespace DcvAdmin.Workspaces;

/// <summary>What is to be done, with all that it needs beside the WorkSpace.</summary>
public sealed record WorkspaceActionRequest
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private WorkspaceActionRequest(WorkspaceAction action) => Action = action;

    /// <summary>The action.</summary>
    public WorkspaceAction Action { get; }

    /// <summary>The wanted running mode; null but for SetRunningMode.</summary>
    public WorkspaceRunningMode? RunningMode { get; private init; }

    /// <summary>The wanted time after which it is stopped; null where AWS keeps or chooses it.</summary>
    public TimeSpan? AutoStopTimeout { get; private init; }

    /// <summary>An action that needs nothing else.</summary>
    /// <exception cref="ArgumentException">It is SetRunningMode, which needs a mode, or no action.</exception>
    public static WorkspaceActionRequest For(WorkspaceAction action) => WorkspaceActionRules.Of(action).Action == WorkspaceAction.SetRunningMode
        ? throw new ArgumentException("SetRunningMode needs a running mode.", nameof(action))
        : new(action);

    /// <summary>A change of the running mode.</summary>
    /// <param name="mode">AutoStop, AlwaysOn or Manual.</param>
    /// <param name="autoStopTimeout">Whole hours, at least one; with AutoStop alone. Source: API Reference, RunningModeAutoStopTimeoutInMinutes, "60-minute intervals".</param>
    /// <exception cref="ArgumentException">It is no mode, or the time does not fit.</exception>
    public static WorkspaceActionRequest ForRunningMode(WorkspaceRunningMode mode, TimeSpan? autoStopTimeout = null)
    {
        if (FlawOf(mode, autoStopTimeout) is { } flaw) throw new ArgumentException(flaw, nameof(mode));
        return new(WorkspaceAction.SetRunningMode) { RunningMode = mode, AutoStopTimeout = autoStopTimeout };
    }

    /// <summary>Why a running mode, or a time with it, cannot be set, as a sentence; null where it can.</summary>
    public static string? FlawOf(WorkspaceRunningMode mode, TimeSpan? autoStopTimeout) => (mode, autoStopTimeout) switch
    {
        (not (WorkspaceRunningMode.AutoStop or WorkspaceRunningMode.AlwaysOn or WorkspaceRunningMode.Manual), _) => "The running mode is AutoStop, AlwaysOn or Manual.",
        (_, null) => null,
        (not WorkspaceRunningMode.AutoStop, _) => "A time after which it is stopped goes with AutoStop alone.",
        (_, { } time) when time < Hour || time.Ticks % Hour.Ticks != 0 => "The time after which it is stopped is one hour or more, in whole hours.",
        _ => null,
    };

    /// <summary>The action, and what it sets.</summary>
    public override string ToString() => (RunningMode, AutoStopTimeout) switch
    {
        (null, _) => $"{Action}",
        ({ } mode, null) => $"{Action} {mode}",
        ({ } mode, { } time) => $"{Action} {mode} after {time.TotalHours:0} h",
    };
}
