using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Aws.Ssm;
using DcvAdmin.Completion;
using DcvAdmin.Loading;
using DcvAdmin.Parameters;
using DcvAdmin.Reporting;

namespace DcvAdmin.Hosts;

/// <summary>Base of cmdlets that have instances do something by Systems Manager: by a document of this module, and a module like this one there.</summary>
public abstract class InstanceCmdlet : AwsAccessCmdlet
{
    private const int LanesAtOnce = 8;

    private readonly List<InstanceLane> _lanes = [];
    private int _asked;
    private int _answered;
    private int _reported;

    /// <summary>Instances, instead of this machine: they are asked by Systems Manager.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [InstanceIdTransformation]
    public string[]? InstanceId { get; set; }

    /// <summary>The instances' region; the configured one where none is given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RegionTransformation(IsSingle = true)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>What stands before the documents' names in AWS.</summary>
    [Parameter]
    [ValidatePattern(SsmDocumentPrefix.Pattern)]
    [PSDefaultValue(Help = SsmDocumentPrefix.Default)]
    public string DocumentPrefix { get; set; } = SsmDocumentPrefix.Default;

    /// <summary>On how many instances of a region a command runs at once.</summary>
    [Parameter]
    [ValidateRange(1, SsmCommand.MaximumInstances)]
    [PSDefaultValue(Help = "50")]
    public int ThrottleLimit { get; set; } = SsmCommand.MaximumInstances;

    private protected override string Subject => "Host";

    /// <summary>The region that is named now; null where none is. The binder turns null into an empty text.</summary>
    private protected string? NamedRegion => string.IsNullOrEmpty(Region) ? null : Region;

    /// <summary>Whether instances were asked.</summary>
    private protected bool HasAskedInstances => _asked > 0;

    /// <summary>Whether an instance that was asked has not answered.</summary>
    private protected bool HasSilentInstance => _reported < _asked;

    /// <summary>Notes what is to be asked of the instances that are named now. They are asked in <see cref="End"/>, those that are asked the same together.</summary>
    private protected void Ask(InstanceCommand command)
    {
        foreach (var id in InstanceId!) Ask(NamedProfile, NamedRegion, id, command);
    }

    /// <inheritdoc cref="Ask(InstanceCommand)"/>
    private protected void Ask(string? profile, string? region, string instanceId, InstanceCommand command)
    {
        var lane = _lanes.Find(one => one.ProfileName == profile && one.Region == region);
        if (lane is null) _lanes.Add(lane = new InstanceLane(profile, region));
        lane.Add(instanceId, command);
    }

    /// <summary>Whether a report is one of the document that was to run, and not of another of ours.</summary>
    private protected abstract bool Answers(HostReport report);

    /// <summary>Takes what an instance reports; in background work.</summary>
    /// <param name="report">Its report.</param>
    /// <param name="origin">The instance.</param>
    /// <param name="typed">The parameters that name it, as they are typed behind a command.</param>
    private protected abstract Task TakeAsync(HostReport report, HostOrigin origin, string typed);

    /// <summary>Asks all instances, and waits for them.</summary>
    private protected override void End()
    {
        _asked = _lanes.Sum(lane => lane.Answers);
        if (_asked == 0) return;
        CountAnswers(0);
        var work = Throttle<InstanceLane>(LanesAtOnce, lane => TargetOf(lane.InstanceIds), AskAsync, countsItems: false);
        foreach (var lane in _lanes) work.Add(lane);
        work.Finish();
    }

    /// <summary>One instance is named by itself, several by their list.</summary>
    private static object TargetOf(IReadOnlyCollection<string> instanceIds) => instanceIds.Count == 1 ? instanceIds.First() : instanceIds.ToArray();

    private async Task AskAsync(InstanceLane lane, CancellationToken stop)
    {
        var aws = await SessionOf(lane.ProfileName).InRegionAsync(lane.Region, stop).ConfigureAwait(false);
        using var slots = new InstanceSlots(ThrottleLimit);
        foreach (var wave in lane.Waves) await Task.WhenAll(wave.Select(group => AskAsync(group, lane, aws, slots, stop))).ConfigureAwait(false);
    }

    private async Task AskAsync(InstanceGroup group, InstanceLane lane, IAwsConnection aws, InstanceSlots slots, CancellationToken stop)
    {
        for (var start = 0; start < group.InstanceIds.Count; start += SsmCommand.MaximumInstances)
        {
            var command = new SsmCommand
            {
                DocumentName = DocumentPrefix + group.Command.Document,
                InstanceIds = [.. group.InstanceIds.Skip(start).Take(SsmCommand.MaximumInstances)],
                Parameters = group.Command.Parameters,
                AtOnce = ThrottleLimit,
                Comment = $"{MyInvocation.MyCommand.Name} of DcvAdmin",
            };
            var taken = await slots.TakeAsync(command.InstanceIds.Count, stop).ConfigureAwait(false);
            try
            {
                await AskAsync(command, lane, aws, stop).ConfigureAwait(false);
            }
            finally
            {
                slots.Return(taken);
            }
        }
    }

    private async Task AskAsync(SsmCommand command, InstanceLane lane, IAwsConnection aws, CancellationToken stop)
    {
        ((IWorkReport)this).Decide($"{command.DocumentName} is to run on {string.Join(", ", command.InstanceIds)} in {aws.Region}.");
        var listener = new InstanceListener(
            command.InstanceIds,
            AdapterLoader.Factory.CreateHostReports(),
            Answers,
            ((IWorkReport)this).Decide,
            async (id, report) =>
            {
                foreach (var warning in report.Warnings) await WarnAsync($"{id}: {warning}").ConfigureAwait(false);
                await TakeAsync(report, new HostOrigin(report.Location, InstanceId: id, Region: aws.Region, ProfileName: aws.ProfileName), Typed(id, lane)).ConfigureAwait(false);
                Interlocked.Increment(ref _reported);
                CountAnswers(1);
            },
            async (id, failure) =>
            {
                CountAnswers(1);
                await WriteErrorAsync(failure, id).ConfigureAwait(false);
            });
        try
        {
            await new SsmCommandRun(aws.SystemsManager, () => DateTimeOffset.UtcNow, Task.Delay).RunAsync(command, listener, stop).ConfigureAwait(false);
        }
        catch (AwsException failure)
        {
            // Those that have answered are done with; the others may run the command, or may never have heard of it.
            var missing = listener.Missing;
            CountAnswers(missing.Length);
            await WriteErrorAsync(failure, TargetOf(missing)).ConfigureAwait(false);
        }
    }

    private string Typed(string instanceId, InstanceLane lane) =>
        $" -InstanceId {instanceId}"
        + (lane.Region is null ? string.Empty : $" -Region {lane.Region}")
        + (lane.ProfileName is null ? string.Empty : $" -ProfileName '{System.Management.Automation.Language.CodeGeneration.EscapeSingleQuotedStringContent(lane.ProfileName)}'")
        + (DocumentPrefix == SsmDocumentPrefix.Default ? string.Empty : $" -DocumentPrefix {DocumentPrefix}");

    private void CountAnswers(int count)
    {
        var answered = Interlocked.Add(ref _answered, count);
        Advance($"{answered} of {_asked} instances", 100 * answered / _asked);
    }
}
