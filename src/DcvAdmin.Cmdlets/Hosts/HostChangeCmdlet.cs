using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using DcvAdmin.Loading;
using DcvAdmin.Pipeline;
using DcvAdmin.Reporting;

namespace DcvAdmin.Hosts;

/// <summary>Base of cmdlets that change settings of a DCV server, and restart it where that is wanted.</summary>
public abstract class HostChangeCmdlet : HostCmdlet
{
    private readonly List<(InstancePlace Place, InstanceCommand Command)> _agreed = [];

    /// <summary>Restarts the DCV server after a change that needs it, which ends all sessions.</summary>
    [Parameter]
    public SwitchParameter Restart { get; set; }

    /// <summary>Writes the settings as they are now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Whether -Confirm:$false or the preference variable says yes to all that may be asked.</summary>
    private bool IsYesBeforehand => MyInvocation.BoundParameters.TryGetValue("Confirm", out var value)
        ? !LanguagePrimitives.IsTrue(value)
        : GetVariableValue("ConfirmPreference")?.ToString() == nameof(ConfirmImpact.None);

    /// <summary>Whether a setting that is not set is as it should be where its default is wanted.</summary>
    private protected virtual bool TakesDefaultAsSet => false;

    /// <summary>Carries out what of the changes is not so already, after it was announced.</summary>
    /// <param name="host">The settings.</param>
    /// <param name="changes">The changes.</param>
    /// <returns>The settings as they are now, or with -WhatIf as they would be; null where the change was declined.</returns>
    private protected IReadOnlyList<StoredSetting>? Change(OpenHost host, IReadOnlyList<SettingChange> changes)
    {
        if (Restart && !host.IsThisMachine) throw new ItemFailedException(Errors.RestartElsewhere(host.Location));
        var before = AwaitForOne(host.Location, host.Configuration.ReadAsync);
        var needed = changes.Where(change => !IsDone(change, before)).ToArray();
        if (needed.Length == 0)
        {
            WriteVerbose($"{host.Location} is as it should be already; nothing was written.");
            // A fleet that is set right again and again must not lose its sessions each time; but a former change may wait.
            if (Restart) WriteWarning($"{host.Location} is as it should be already, so the DCV server was not restarted. Where a former change still waits for that: {RestartByHand}.");
            return before;
        }

        var needsRestart = needed.Any(change => HostSettings.Find(change.Section, change.Name)?.NeedsRestart ?? true);
        var announced = string.Join(", ", needed.Select(change => change.ToString())).Visible();
        if (!ShouldProcess(host.Location, announced))
        {
            if (!IsRehearsal) return null;
            if (Restart && needsRestart) ShouldProcess("the DCV server of this machine", $"Restart ({SessionsInWords(CountSessions())})");
            return Overlay(before, needed);
        }

        // Asked before anything is written: where nobody can answer, nothing is half done.
        var restarts = Restart && needsRestart && IsRestartAgreed();
        AwaitForOne(host.Location, stop => host.Configuration.ApplyAsync(needed, stop));
        WriteVerbose($"{host.Location} was written: {announced}.");
        if (restarts) RestartServer();
        else if (needsRestart && host.IsThisMachine) WriteWarning($"Restart the DCV server: it reads the changed settings of {host.Location} when it starts. A restart ends its sessions.");
        else if (Restart) WriteVerbose("The DCV server reads these settings without a restart.");
        return AwaitForOne(host.Location, host.Configuration.ReadAsync);
    }

    /// <summary>Says what a change gives up. On instances it is said there, and comes back as their warning.</summary>
    private protected void WarnOfRisks(IEnumerable<SettingChange> changes)
    {
        foreach (var change in changes)
        {
            if (change.Value is { } value && HostSettings.Find(change.Section, change.Name)?.Risk?.Invoke(value) is { } risk) WriteWarning(risk);
        }
    }

    /// <summary>Has a change carried out on the instances that are named now, after it was announced. Nothing is sent before <see cref="End"/>.</summary>
    /// <param name="command">The document, without its parameter Restart.</param>
    /// <param name="changes">What it changes. Whether that is so already, only the host knows.</param>
    private protected void ChangeInstances(InstanceCommand command, IReadOnlyList<SettingChange> changes)
    {
        foreach (var id in InstanceId!) ChangeInstances(command, changes, new InstancePlace(NamedProfile, NamedRegion, id));
    }

    /// <inheritdoc cref="ChangeInstances(InstanceCommand, IReadOnlyList{SettingChange})"/>
    private protected void ChangeInstances(InstanceCommand command, IReadOnlyList<SettingChange> changes, InstancePlace place)
    {
        if (ShouldProcess(place.ToString(), string.Join(", ", changes.Select(change => change.ToString())).Visible())) _agreed.Add((place, command));
        else if (IsRehearsal && Restart) ShouldProcess($"the DCV server of {place}", "Restart, where something changes (ends every session; how many there are is not known)");
    }

    /// <summary>Asks about restarts, once for all instances, and then asks the instances.</summary>
    private protected override void End()
    {
        var restarts = Restart && _agreed.Count > 0 && AreRestartsAgreed(_agreed.Select(one => one.Place).Distinct().Count());
        foreach (var (place, command) in _agreed)
        {
            var parameters = command.Parameters.ToDictionary(pair => pair.Key, pair => pair.Value);
            parameters[nameof(Restart)] = restarts ? "true" : "false";
            Ask(place.ProfileName, place.Region, place.InstanceId, command with { Parameters = parameters });
        }

        base.End();
    }

    private bool IsDone(SettingChange change, IEnumerable<StoredSetting> stored)
    {
        var there = stored.FirstOrDefault(one => one.Section == change.Section && one.Name == change.Name);
        if (there is null && change.Value is not null && TakesDefaultAsSet) return change.Value.Equals(HostSettings.Find(change.Section, change.Name)?.Default);
        return change.Value is null ? there is null : change.Value.Equals(there?.Value);
    }

    private static IReadOnlyList<StoredSetting> Overlay(IReadOnlyList<StoredSetting> before, IReadOnlyList<SettingChange> changes) =>
    [
        .. before.Where(stored => !changes.Any(change => change.Section == stored.Section && change.Name == stored.Name)),
        .. changes.Where(change => change.Value is not null).Select(change => new StoredSetting(change.Section, change.Name, change.Value, change.Value!.ToString())),
    ];

    private static string SessionsInWords(int? count) => count switch
    {
        null => "ends every session; how many there are is not known",
        0 => "there are no sessions",
        1 => "ends 1 session",
        _ => $"ends {count} sessions",
    };

    private static string RestartByHand => System.IO.Path.DirectorySeparatorChar == '\\' ? "Restart-Service dcvserver" : "systemctl restart dcvserver";

    private int? CountSessions() => AwaitForOne("dcv list-sessions", stop => AdapterLoader.Factory.FindDcvService().CountSessionsAsync(stop));

    private bool IsRestartAgreed()
    {
        var count = CountSessions();
        var consequence = $"Restarting the DCV server: {SessionsInWords(count)}.";
        if (count == 0)
        {
            WriteVerbose(consequence);
            return true;
        }

        if (IsYesBeforehand)
        {
            WriteWarning(consequence);
            return true;
        }

        return IsAgreed($"{consequence} Restart it now? Without a restart the settings are written, and take effect later.", "Restart the DCV server");
    }

    private bool AreRestartsAgreed(int instances)
    {
        var whose = instances == 1 ? "the DCV server of 1 instance ends every session on it" : $"the DCV servers of {instances} instances ends every session on them";
        return IsYesBeforehand || IsAgreed($"Restarting {whose}. Restart now, where something changes? Without a restart the settings are written, and take effect later.", "Restart DCV servers");
    }

    private bool IsAgreed(string question, string caption)
    {
        try
        {
            // With a security impact the answer of who only presses Enter is no.
            bool yesToAll = false, noToAll = false;
            return ShouldContinue(question, caption, hasSecurityImpact: true, ref yesToAll, ref noToAll);
        }
        // Hosts without a person say so in many ways; the console with an empty standard input even by a NullReferenceException.
        catch (Exception failure) when (failure is not (PipelineStoppedException or OutOfMemoryException))
        {
            ThrowTerminatingError(Errors.RestartNotConfirmed(failure));
            throw;
        }
    }

    private void RestartServer()
    {
        Advance("Restarting the DCV server");
        AwaitForOne("dcvserver", async stop =>
        {
            await AdapterLoader.Factory.FindDcvService().RestartAsync(stop).ConfigureAwait(false);
            return true;
        });
        WriteVerbose("The DCV server was restarted.");
    }
}
