using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Completion;
using DcvAdmin.Parameters;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Workspaces;

/// <summary>Starts, stops, reboots, rebuilds, restores, terminates WorkSpaces, and sets running mode and maintenance.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "DcvWorkspaceAction", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DcvWorkspace))]
public sealed class InvokeDcvWorkspaceActionCommand : AwsAccessCmdlet
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly List<WantedWorkspace> _wanted = [];
    private WorkspaceActionRequest _request = null!;
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>What is to be done.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public WorkspaceAction Action { get; set; }

    /// <summary>Ids of WorkSpaces.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [WorkspaceIdTransformation]
    [ArgumentCompleter(typeof(WorkspaceIdCompleter))]
    public string[] WorkspaceId { get; set; } = [];

    /// <summary>The region of the ids; the configured one where none is given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RegionTransformation(IsSingle = true)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>The account that they must be of.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankMeansDefault]
    [ValidatePattern(@"^([0-9]{12})?\z")]
    public string? AccountId { get; set; }

    /// <summary>The running mode that SetRunningMode sets.</summary>
    [Parameter]
    [ValidateSet(nameof(WorkspaceRunningMode.AutoStop), nameof(WorkspaceRunningMode.AlwaysOn), nameof(WorkspaceRunningMode.Manual))]
    public WorkspaceRunningMode RunningMode { get; set; }

    /// <summary>After how many hours without a user AutoStop stops them.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? AutoStopTimeout { get; set; }

    /// <summary>Waits until the action has come to its end.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long -Wait waits at most.</summary>
    [Parameter]
    [DurationTransformation]
    [PSDefaultValue(Help = "30m")]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Writes the WorkSpaces that the action was taken for: as they were before it, or with -Wait as they are after it.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>How many calls are under way at once.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    [PSDefaultValue(Help = "5")]
    public int ThrottleLimit { get; set; } = 5;

    private protected override string Subject => "Aws";

    private protected override string Activity => $"{Action} of WorkSpaces";

    private TimeSpan WaitLimit => Timeout ?? TimeSpan.FromMinutes(30);

    private protected override void Begin()
    {
        var setsMode = Action == WorkspaceAction.SetRunningMode;
        var namesMode = MyInvocation.BoundParameters.ContainsKey(nameof(RunningMode)) || AutoStopTimeout is not null;
        if (Timeout is { } time && (time <= TimeSpan.Zero || time > LongestWait || !Wait)) ThrowTerminatingError(WorkspaceErrors.TimeoutInvalid());
        if (!setsMode && namesMode) ThrowTerminatingError(WorkspaceErrors.RunningModeNotMeant(Action));
        if (setsMode && WorkspaceActionRequest.FlawOf(RunningMode, AutoStopTimeout) is { } flaw) ThrowTerminatingError(WorkspaceErrors.RunningModeInvalid(flaw));
        _request = setsMode ? WorkspaceActionRequest.ForRunningMode(RunningMode, AutoStopTimeout) : WorkspaceActionRequest.For(Action);
    }

    // Gathered, because the API takes 25 at once, and because nothing is to be done before all is known that speaks against it.
    private protected override void Process() => _wanted.AddRange(BoundWorkspaceIds.Checked(WorkspaceId).Select(id => new WantedWorkspace(NamedProfile, Given(Region), id, Given(AccountId))));

    private protected override void End()
    {
        var found = Read([.. _wanted.GroupBy(one => (one.ProfileName, one.Region)).Select(lane => lane.ToArray())])
            // By two routes, a blank region or two profiles of one account, it is still one.
            .GroupBy(one => (one.Lane.Place, one.Workspace.WorkspaceId)).Select(same => same.First()).ToArray();
        // Asked before any work begins: background work cannot wait for a person.
        var agreed = new List<LaneCall>();
        foreach (var lane in found.GroupBy(one => one.Lane))
        {
            var plan = WorkspaceActionPlan.Make(lane.Select(one => one.Workspace), _request, WorkspaceActor.Admin);
            foreach (var refused in plan.Refused) WriteError(WorkspaceErrors.WorkspaceActionRefused(refused, Action));
            agreed.AddRange(plan.Calls.Where(IsAgreed).Select(call => new LaneCall(lane.Key, call)));
        }

        if (agreed.Count == 0) return;
        var taken = Act(agreed, found.ToDictionary(one => (one.Lane.Place, one.Workspace.WorkspaceId), one => one.Workspace));
        if (Wait) WaitFor(taken);
    }

    // The binder turns null into an empty text.
    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private List<(Lane Lane, DcvWorkspace Workspace)> Read(WantedWorkspace[][] lanes)
    {
        Advance($"reading {_wanted.Count} WorkSpaces");
        var readings = Await("AWS", async stop =>
        {
            using var turns = new SemaphoreSlim(ThrottleLimit);
            return await Task.WhenAll(lanes.Select(lane => ReadInTurnAsync(lane, turns, stop))).ConfigureAwait(false);
        });
        var found = new List<(Lane, DcvWorkspace)>();
        foreach (var (wanted, reading) in lanes.Zip(readings, (wanted, reading) => (wanted, reading)))
        {
            if (reading.Failure is { } failure)
            {
                WriteError(Errors.Of(failure, wanted[0].Region ?? wanted[0].ProfileName ?? "AWS", Subject));
                continue;
            }

            var (lane, lookup) = (reading.Lane!, reading.Lookup!);
            foreach (var other in wanted.Where(one => one.IsOfOther(lane.Place.AccountId))) WriteError(WorkspaceErrors.WorkspaceOfOtherAccount(other.WorkspaceId, other.AccountId!, lane.Place.AccountId));
            foreach (var id in lookup.Missing) WriteError(WorkspaceErrors.WorkspaceNotFound(id, lane.Place.Region));
            found.AddRange(lookup.Found.Select(workspace => (lane, workspace)));
        }

        return found;
    }

    private async Task<LaneReading> ReadInTurnAsync(WantedWorkspace[] wanted, SemaphoreSlim turns, CancellationToken stop)
    {
        await turns.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            var aws = await SessionOf(wanted[0].ProfileName).InRegionAsync(wanted[0].Region, stop).ConfigureAwait(false);
            var account = await aws.Workspaces.GetAccountIdAsync(stop).ConfigureAwait(false);
            string[] ids = [.. wanted.Where(one => !one.IsOfOther(account)).Select(one => one.WorkspaceId)];
            var lookup = await WorkspaceLookup.ReadAsync(aws.Workspaces, ids, WorkspaceActionRules.Of(Action).HeedsProtection, stop).ConfigureAwait(false);
            return new LaneReading(new Lane(wanted[0].ProfileName, new WorkspacePlace(account, aws.Region), aws.Workspaces), lookup, null);
        }
        catch (AwsException failure)
        {
            return new LaneReading(null, null, failure);
        }
        finally
        {
            turns.Release();
        }
    }

    private bool IsAgreed(WorkspaceCall call)
    {
        if (!ShouldProcess(call.Target, call.Operation)) return false;
        // With a preference of Medium or Low, or with -Confirm, the question has been asked just now.
        var isAsked = MyInvocation.BoundParameters.ContainsKey("Confirm") || (LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact preference) && preference != ConfirmImpact.High);
        if (!WorkspaceActionRules.Of(Action).MayLoseData || isAsked) return true;
        try
        {
            return ShouldContinue($"{Action} may lose data of {call.Target}. Go on?", $"{Action} WorkSpaces", hasSecurityImpact: true, ref _yesToAll, ref _noToAll);
        }
        // Hosts without a person say so in many ways; the console with an empty standard input even by a NullReferenceException.
        catch (Exception failure) when (failure is not (PipelineStoppedException or OutOfMemoryException))
        {
            ThrowTerminatingError(WorkspaceErrors.WorkspaceActionNotConfirmed(Action, failure));
            throw;
        }
    }

    private List<(Lane Lane, ActionWatch Watch)> Act(List<LaneCall> calls, Dictionary<(WorkspacePlace, string), DcvWorkspace> byId)
    {
        var watches = new List<(Lane, ActionWatch)>();
        var (done, all) = (0, calls.Sum(one => one.Call.WorkspaceIds.Count));
        var (waits, passThru) = (Wait.IsPresent, PassThru.IsPresent);
        AwaitOutcome(PlacesOf(calls.Select(one => one.Lane)), async stop =>
        {
            using var turns = new SemaphoreSlim(ThrottleLimit);
            await Task.WhenAll(calls.Select(ActInTurnAsync)).ConfigureAwait(false);
            return true;

            async Task ActInTurnAsync(LaneCall one)
            {
                // What is on its way is waited for where the pipeline ends; nothing more begins then.
                await turns.WaitAsync(BeginsUntil).ConfigureAwait(false);
                try
                {
                    BeginsUntil.ThrowIfCancellationRequested();
                    await ActAsync(one.Lane, one.Call, stop).ConfigureAwait(false);
                }
                finally
                {
                    turns.Release();
                }
            }
        });
        return watches;

        async Task ActAsync(Lane lane, WorkspaceCall call, CancellationToken stop)
        {
            try
            {
                var failed = await lane.Workspaces.ActAsync(call, stop).ConfigureAwait(false);
                var now = DateTimeOffset.UtcNow;
                await DoAsync(() =>
                {
                    foreach (var id in call.WorkspaceIds.Except(failed.Select(one => one.WorkspaceId)))
                    {
                        var workspace = byId[(lane.Place, id)];
                        if (waits) watches.Add((lane, new ActionWatch(_request, workspace, now)));
                        else if (passThru) WriteObject(workspace);
                    }

                    foreach (var one in failed) WriteError(WorkspaceErrors.WorkspaceActionFailed(one, Action, call.Region));
                }).ConfigureAwait(false);
            }
            catch (AwsException failure)
            {
                // One for each, so that a script knows which to try again.
                foreach (var id in call.WorkspaceIds) await WriteErrorAsync(failure, byId[(lane.Place, id)]).ConfigureAwait(false);
            }

            var reached = Interlocked.Add(ref done, call.WorkspaceIds.Count);
            Advance($"{reached} of {all} WorkSpaces", 100 * reached / all);
        }
    }

    private void WaitFor(List<(Lane Lane, ActionWatch Watch)> taken)
    {
        var (ended, limit, passThru) = (0, WaitLimit, PassThru.IsPresent);
        Advance($"0 of {taken.Count} WorkSpaces are done", 0);
        Await(PlacesOf(taken.Select(one => one.Lane)), async stop =>
        {
            await Task.WhenAll(taken.GroupBy(one => one.Lane, one => one.Watch).Select(WaitInAsync)).ConfigureAwait(false);
            return true;

            async Task WaitInAsync(IGrouping<Lane, ActionWatch> lane)
            {
                var open = lane.ToDictionary(watch => watch.Before.WorkspaceId);
                try
                {
                    var late = await new ActionWait(lane.Key.Workspaces, () => DateTimeOffset.UtcNow, Task.Delay).RunAsync(lane, limit, TellAsync, stop).ConfigureAwait(false);
                    foreach (var watch in late) await DoAsync(() => WriteError(WorkspaceErrors.WorkspaceActionLate(watch, Action, limit))).ConfigureAwait(false);
                }
                catch (AwsException failure)
                {
                    foreach (var watch in open.Values) await DoAsync(() => WriteError(WorkspaceErrors.WorkspaceActionUnseen(watch, Action, failure))).ConfigureAwait(false);
                }

                Task TellAsync(ActionWatch watch, ActionOutcome outcome)
                {
                    open.Remove(watch.Before.WorkspaceId);
                    var count = Interlocked.Increment(ref ended);
                    Advance($"{count} of {taken.Count} WorkSpaces are done", 100 * count / taken.Count);
                    return DoAsync(() =>
                    {
                        if (outcome == ActionOutcome.Failed) WriteError(WorkspaceErrors.WorkspaceActionWentWrong(watch, Action));
                        else if (passThru) WriteObject(watch.Last);
                    });
                }
            }
        });
    }

    private static string PlacesOf(IEnumerable<Lane> lanes) => string.Join(", ", lanes.Select(lane => lane.Place).Distinct());

    private sealed record WantedWorkspace(string? ProfileName, string? Region, string WorkspaceId, string? AccountId)
    {
        public bool IsOfOther(string account) => AccountId is not null && AccountId != account;
    }

    // One identity in one region: what was read as somebody is changed as nobody else.
    private sealed record Lane(string? ProfileName, WorkspacePlace Place, IWorkspaces Workspaces);

    private sealed record LaneCall(Lane Lane, WorkspaceCall Call);

    private sealed record LaneReading(Lane? Lane, WorkspaceLookup? Lookup, AwsException? Failure);
}
