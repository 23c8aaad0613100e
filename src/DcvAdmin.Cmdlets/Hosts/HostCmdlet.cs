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
using DcvAdmin.Pipeline;
using DcvAdmin.Reporting;

namespace DcvAdmin.Hosts;

/// <summary>Base of cmdlets on the settings of a DCV server: this machine's, those in a given file or under a given registry key, or those of instances.</summary>
public abstract class HostCmdlet : AwsAccessCmdlet
{
    private const int LanesAtOnce = 8;

    private readonly List<InstanceLane> _lanes = [];
    private int _asked;
    private int _answered;
    private int _reported;

    /// <summary>A dcv.conf instead of this machine's settings.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [BlankMeansDefault]
    public string? Path { get; set; }

    /// <summary>A registry key instead of this machine's settings.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankMeansDefault]
    public string? Root { get; set; }

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

    /// <summary>Whether the parameters name instances now, and not this machine, a file or a registry key.</summary>
    private protected bool IsForInstances()
    {
        if (InstanceId is { Length: > 0 })
        {
            if (!string.IsNullOrEmpty(Path)) ThrowTerminatingError(Errors.HostPlaceTwice(nameof(InstanceId), nameof(Path), Path!));
            if (!string.IsNullOrEmpty(Root)) ThrowTerminatingError(Errors.HostPlaceTwice(nameof(InstanceId), nameof(Root), Root!));
            return true;
        }

        // Whoever names a region means another machine than this one.
        if (NamedRegion is not null) ThrowTerminatingError(Errors.InstanceIdMissing(nameof(Region), Region!));
        if (NamedProfile is not null) ThrowTerminatingError(Errors.InstanceIdMissing(nameof(ProfileName), ProfileName!));
        if (EndpointUrl is not null) ThrowTerminatingError(Errors.InstanceIdMissing(nameof(EndpointUrl), EndpointUrl.AbsoluteUri));
        return false;
    }

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

    /// <summary>Whether reports are to have steps, and not settings.</summary>
    private protected virtual bool WantsSteps => false;

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

    /// <summary>Opens the settings that the parameters name now.</summary>
    private protected OpenHost Open()
    {
        // The binder turns null into an empty text.
        var path = string.IsNullOrEmpty(Path) ? null : ResolveFile(Path!);
        var root = string.IsNullOrEmpty(Root) ? null : Root;
        if (path is not null && root is not null) ThrowTerminatingError(Errors.HostPlaceTwice(nameof(Path), nameof(Root), root));
        var place = path is null && root is null ? HostPlace.OfThisMachine(System.IO.Path.DirectorySeparatorChar == '\\') : new HostPlace(path, root);
        var configuration = Await((place.File ?? place.RegistryRoot)!, _ => Task.FromResult(AdapterLoader.Factory.OpenHostConfiguration(place)));
        WriteVerbose($"The settings are those of {configuration.Location}.");
        return new OpenHost(configuration, path, root);
    }

    /// <summary>The path of a file that may or may not exist, from a path as it is typed.</summary>
    private protected string ResolveFile(string path)
    {
        var resolved = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        if (provider.Name != "FileSystem") ThrowTerminatingError(Errors.PathNotFileSystem(path, provider.Name));
        return resolved;
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
            WantsSteps,
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
