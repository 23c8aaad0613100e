using System;
using System.Collections.Generic;

namespace DcvAdmin.Emulators;

/// <summary>A WorkSpace with the state machine that the API Reference describes; states in AWS's words. Changes that take time end by the emulator's clock.</summary>
public sealed class EmulatedWorkspace(string id)
{
    private (DateTimeOffset At, string State)? _next;

    public string Id { get; } = id;

    public string UserName { get; init; } = "anna";

    public string DirectoryId { get; init; } = "d-0123456789";

    public string BundleId { get; init; } = "wsb-012345678";

    public string State { get; set; } = "AVAILABLE";

    /// <summary>Where changes end instead, for example in ERROR.</summary>
    public string? EndsIn { get; set; }

    public string RunningMode { get; set; } = "AUTO_STOP";

    public int? AutoStopTimeoutInMinutes { get; set; }

    public Dictionary<string, string> Tags { get; } = [];

    /// <summary>An error of AWS for every action on this one; null where there is none.</summary>
    public string? FailsWith { get; set; }

    /// <summary>Ends a change that is due; returns the state.</summary>
    internal string Settle(DateTimeOffset now)
    {
        if (_next is { } next && now >= next.At) (State, _next) = (next.State, null);
        return State;
    }

    /// <summary>Begins an action; false where its state or mode does not allow it.</summary>
    internal bool Begin(string operation, DateTimeOffset now, TimeSpan takes)
    {
        var stops = RunningMode is "AUTO_STOP" or "MANUAL";
        (string Through, string To)? way = operation switch
        {
            "StartWorkspaces" when stops && State is "STOPPED" => ("STARTING", "AVAILABLE"),
            "StopWorkspaces" when stops && State is "AVAILABLE" or "IMPAIRED" or "UNHEALTHY" or "ERROR" => ("STOPPING", "STOPPED"),
            "RebootWorkspaces" when State is "AVAILABLE" or "UNHEALTHY" or "REBOOTING" => ("REBOOTING", "AVAILABLE"),
            "RebuildWorkspaces" when State is "AVAILABLE" or "ERROR" or "UNHEALTHY" or "STOPPED" or "REBOOTING" => ("REBUILDING", "AVAILABLE"),
            "RestoreWorkspace" when State is "AVAILABLE" or "ERROR" or "UNHEALTHY" or "STOPPED" => ("RESTORING", "AVAILABLE"),
            "TerminateWorkspaces" when State is not "SUSPENDED" => ("TERMINATING", "TERMINATED"),
            _ => null,
        };
        if (way is not { } found) return false;
        (State, _next) = (found.Through, (now + takes, EndsIn ?? found.To));
        return true;
    }
}
