using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Completion;
using DcvAdmin.Parameters;

namespace DcvAdmin.Workspaces;

/// <summary>Starts, stops, reboots, rebuilds, restores, terminates WorkSpaces, and sets running mode and maintenance.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "DcvWorkspaceAction", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DcvWorkspace))]
public sealed class InvokeDcvWorkspaceActionCommand : AwsAccessCmdlet
{
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
        if (Timeout <= TimeSpan.Zero) ThrowTerminatingError(WorkspaceErrors.TimeoutInvalid());
        if (!setsMode && namesMode) ThrowTerminatingError(WorkspaceErrors.RunningModeNotMeant(Action));
        if (setsMode && WorkspaceActionRequest.FlawOf(RunningMode, AutoStopTimeout) is { } flaw) ThrowTerminatingError(WorkspaceErrors.RunningModeInvalid(flaw));
        _request = setsMode ? WorkspaceActionRequest.ForRunningMode(RunningMode, AutoStopTimeout) : WorkspaceActionRequest.For(Action);
    }

    // Gathered, because the API takes 25 at once, and because nothing is to be done before all is known that speaks against it.
    private protected override void Process() => _wanted.AddRange(WorkspaceId.Select(id => new WantedWorkspace(NamedProfile, Given(Region), id, Given(AccountId))));

    private protected override void End()
    {
        var lanes = new Dictionary<WorkspacePlace, IWorkspaces>();
        var found = new List<DcvWorkspace>();
        foreach (var lane in _wanted.GroupBy(one => (one.ProfileName, one.Region))) ForOne(() => found.AddRange(Read(lane.Key.ProfileName, lane.Key.Region, [.. lane], lanes)));

        var plan = WorkspaceActionPlan.Make(found, _request, WorkspaceActor.Admin);
        foreach (var refused in plan.Refused) WriteError(WorkspaceErrors.WorkspaceActionRefused(refused, Action));
        // Asked before any work begins: background work cannot wait for a person.
        WorkspaceCall[] agreed = [.. plan.Calls.Where(IsAgreed)];
        if (agreed.Length == 0) return;

        var byId = found.ToDictionary(one => (new WorkspacePlace(one.AccountId, one.Region), one.WorkspaceId), one => one);
        var taken = Act(agreed, lanes, byId);
        if (Wait) WaitFor(taken, lanes);
    }

    // The binder turns null into an empty text.
    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private DcvWorkspace[] Read(string? profile, string? region, WantedWorkspace[] wanted, Dictionary<WorkspacePlace, IWorkspaces> lanes)
    {
        var session = SessionOf(profile);
        Advance($"reading {wanted.Length} WorkSpaces");
        var (aws, account, lookup) = AwaitForOne(region ?? profile ?? "AWS", async stop =>
        {
            var connection = await session.InRegionAsync(region, stop).ConfigureAwait(false);
            var accountId = await connection.Workspaces.GetAccountIdAsync(stop).ConfigureAwait(false);
            string[] ids = [.. wanted.Where(one => one.AccountId is null || one.AccountId == accountId).Select(one => one.WorkspaceId)];
            var known = await WorkspaceLookup.ReadAsync(connection.Workspaces, ids, WorkspaceActionRules.Of(Action).HeedsProtection, stop).ConfigureAwait(false);
            return (connection, accountId, known);
        });
        foreach (var other in wanted.Where(one => one.AccountId is not null && one.AccountId != account)) WriteError(WorkspaceErrors.WorkspaceOfOtherAccount(other.WorkspaceId, other.AccountId!, account));
        foreach (var id in lookup.Missing) WriteError(WorkspaceErrors.WorkspaceNotFound(id, aws.Region));
        lanes[new WorkspacePlace(account, aws.Region)] = aws.Workspaces;
        return [.. lookup.Found];
    }

    private bool IsAgreed(WorkspaceCall call)
    {
        if (!ShouldProcess(call.Target, call.Operation)) return false;
        // With a preference of Medium or Low, or with -Confirm, the question has been asked just now.
        var isAsked = MyInvocation.BoundParameters.ContainsKey("Confirm") || GetVariableValue("ConfirmPreference")?.ToString() != nameof(ConfirmImpact.High);
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

    private List<ActionWatch> Act(WorkspaceCall[] calls, Dictionary<WorkspacePlace, IWorkspaces> lanes, Dictionary<(WorkspacePlace, string), DcvWorkspace> byId)
    {
        var watches = new List<ActionWatch>();
        var (done, all) = (0, calls.Sum(call => call.WorkspaceIds.Count));
        var (waits, passThru) = (Wait.IsPresent, PassThru.IsPresent);
        AwaitOutcome(string.Join(", ", lanes.Keys), async stop =>
        {
            using var turns = new SemaphoreSlim(ThrottleLimit);
            await Task.WhenAll(calls.Select(ActInTurnAsync)).ConfigureAwait(false);
            return true;

            async Task ActInTurnAsync(WorkspaceCall call)
            {
                await turns.WaitAsync(stop).ConfigureAwait(false);
                try
                {
                    await ActAsync(call, stop).ConfigureAwait(false);
                }
                finally
                {
                    turns.Release();
                }
            }
        });
        return watches;

        async Task ActAsync(WorkspaceCall call, CancellationToken stop)
        {
            var place = new WorkspacePlace(call.AccountId, call.Region);
            try
            {
                var failed = await lanes[place].ActAsync(call, stop).ConfigureAwait(false);
                var now = DateTimeOffset.UtcNow;
                await DoAsync(() =>
                {
                    foreach (var one in failed) WriteError(WorkspaceErrors.WorkspaceActionFailed(one, Action, call.Region));
                    foreach (var id in call.WorkspaceIds.Except(failed.Select(one => one.WorkspaceId)))
                    {
                        var workspace = byId[(place, id)];
                        if (waits) watches.Add(new ActionWatch(_request, workspace, now));
                        else if (passThru) WriteObject(workspace);
                    }
                }).ConfigureAwait(false);
            }
            catch (AwsException failure)
            {
                await WriteErrorAsync(failure, call.Target).ConfigureAwait(false);
            }

            var reached = Interlocked.Add(ref done, call.WorkspaceIds.Count);
            Advance($"{reached} of {all} WorkSpaces", 100 * reached / all);
        }
    }

    private void WaitFor(List<ActionWatch> watches, Dictionary<WorkspacePlace, IWorkspaces> lanes)
    {
        var (ended, limit, passThru) = (0, WaitLimit, PassThru.IsPresent);
        Advance($"0 of {watches.Count} WorkSpaces are done", 0);
        Await(string.Join(", ", lanes.Keys), async stop =>
        {
            await Task.WhenAll(watches.GroupBy(watch => new WorkspacePlace(watch.Before.AccountId, watch.Before.Region)).Select(WaitInAsync)).ConfigureAwait(false);
            return true;

            async Task WaitInAsync(IGrouping<WorkspacePlace, ActionWatch> place)
            {
                try
                {
                    var late = await new ActionWait(lanes[place.Key], () => DateTimeOffset.UtcNow, Task.Delay).RunAsync(place, limit, TellAsync, stop).ConfigureAwait(false);
                    foreach (var watch in late) await DoAsync(() => WriteError(WorkspaceErrors.WorkspaceActionLate(watch, Action, limit))).ConfigureAwait(false);
                }
                catch (AwsException failure)
                {
                    await WriteErrorAsync(failure, place.Key.ToString()).ConfigureAwait(false);
                }
            }
        });

        Task TellAsync(ActionWatch watch, ActionOutcome outcome)
        {
            var count = Interlocked.Increment(ref ended);
            Advance($"{count} of {watches.Count} WorkSpaces are done", 100 * count / watches.Count);
            return DoAsync(() =>
            {
                if (outcome == ActionOutcome.Failed) WriteError(WorkspaceErrors.WorkspaceActionWentWrong(watch, Action));
                else if (passThru) WriteObject(watch.Last);
            });
        }
    }

    private sealed record WantedWorkspace(string? ProfileName, string? Region, string WorkspaceId, string? AccountId);
}
