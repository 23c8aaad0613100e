using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Completion;
using DcvAdmin.Parameters;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Workspaces;

/// <summary>Lists WorkSpaces of many regions as they are, or as the inventory has them.</summary>
[Cmdlet(VerbsCommon.Get, "DcvWorkspace", DefaultParameterSetName = LiveSet)]
[OutputType(typeof(DcvWorkspace))]
public sealed class GetDcvWorkspaceCommand : InventoryCmdlet
{
    private const string LiveSet = "Live";
    private const string InventorySet = "Inventory";
    private const int PageSize = 200;

    /// <summary>Ids of WorkSpaces.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [WorkspaceIdTransformation]
    [ArgumentCompleter(typeof(WorkspaceIdCompleter))]
    public string[]? WorkspaceId { get; set; }

    /// <summary>The user, in any case.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankMeansDefault]
    [ArgumentCompleter(typeof(WorkspaceUserCompleter))]
    public string? UserName { get; set; }

    /// <summary>The directory.</summary>
    [Parameter]
    [ValidatePattern(@"^(d-[0-9a-f]{8,63}|wsd-[0-9a-z]{8,63})\z")]
    [ArgumentCompleter(typeof(DirectoryCompleter))]
    public string? DirectoryId { get; set; }

    /// <summary>The bundle that they were made from.</summary>
    [Parameter]
    [ValidatePattern(@"^wsb-[0-9a-z]{8,63}\z")]
    [ArgumentCompleter(typeof(BundleCompleter))]
    public string? BundleId { get; set; }

    /// <summary>States.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public WorkspaceState[]? State { get; set; }

    /// <summary>Running modes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public WorkspaceRunningMode[]? RunningMode { get; set; }

    /// <summary>Tags, all of which they must have: @{Team='design'} or 'Team=design'.</summary>
    [Parameter(ParameterSetName = LiveSet)]
    [TagTransformation]
    public WorkspaceTag[]? Tag { get; set; }

    /// <summary>Reads who is connected.</summary>
    [Parameter(ParameterSetName = LiveSet)]
    public SwitchParameter IncludeConnectionStatus { get; set; }

    /// <summary>Reads their tags.</summary>
    [Parameter(ParameterSetName = LiveSet)]
    public SwitchParameter IncludeTags { get; set; }

    /// <summary>Shows what the inventory has, and asks Amazon WorkSpaces nothing.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InventorySet)]
    public SwitchParameter FromInventory { get; set; }

    /// <summary>The inventory: <c>sqlite:///path/to/file.db</c> or <c>dynamodb://WorkspacesPortal?region=eu-west-1</c>.</summary>
    [Parameter(ParameterSetName = InventorySet)]
    [ArgumentCompleter(typeof(StoreCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Store { get; set; }

    /// <summary>How many regions are read at once.</summary>
    [Parameter(ParameterSetName = LiveSet)]
    [ValidateRange(1, 64)]
    [PSDefaultValue(Help = "32")]
    public int ThrottleLimit { get; set; } = WorkspaceSurvey.UsualRegionsAtOnce;

    private protected override string? NamedInventory => Store;

    private protected override string Activity => "Reading WorkSpaces";

    private protected override void Process()
    {
        if (AllRegions && Region is { Length: > 0 }) throw new ItemFailedException(WorkspaceErrors.RegionTwice());
        var filter = new WorkspaceFilter
        {
            WorkspaceIds = BoundWorkspaceIds.Checked(WorkspaceId ?? []),
            UserName = string.IsNullOrEmpty(UserName) ? null : UserName,
            // AWS has both in small letters.
            DirectoryId = DirectoryId?.ToLowerInvariant(),
            BundleId = BundleId?.ToLowerInvariant(),
            States = State ?? [],
            RunningModes = RunningMode ?? [],
            Tags = Tag ?? [],
        };
        if (FromInventory) ReadInventory(filter);
        else ReadLive(filter);
    }

    private void ReadInventory(WorkspaceFilter filter)
    {
        foreach (var parameter in new[] { nameof(ProfileName), nameof(EndpointUrl), nameof(AllRegions) })
        {
            if (MyInvocation.BoundParameters.ContainsKey(parameter)) throw new ItemFailedException(WorkspaceErrors.NotOfInventory(parameter));
        }

        var (inventory, name, found) = (Inventory, InventoryName.ToString(), new HashSet<string>());
        var marks = Await(name, inventory.ReadRegionsAsync).ToDictionary(mark => new WorkspacePlace(mark.AccountId, mark.Region), mark => mark.ReadAt);
        string? cursor = null;
        do
        {
            WriteVerbose($"Reading a page of up to {PageSize} rows from {name}.");
            var page = Await(name, stop => inventory.FindAsync(filter, null, cursor, PageSize, stop));
            foreach (var row in page.Items.Where(row => Region is null || Region.Contains(row.Workspace.Region)))
            {
                found.Add(row.Workspace.WorkspaceId);
                SeenWorkspaces.Here.Add(row.Workspace);
                WriteObject(InventoryWorkspace.Of(row, marks.TryGetValue(new WorkspacePlace(row.Workspace.AccountId, row.Workspace.Region), out var readAt) ? readAt : row.RecordedAt, DateTimeOffset.UtcNow));
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
        foreach (var id in filter.WorkspaceIds.Where(id => !found.Contains(id))) WriteError(WorkspaceErrors.WorkspaceNotFound(id, name, HasConditions(filter) || Region is not null));
    }

    private void ReadLive(WorkspaceFilter filter)
    {
        var session = SessionOf(NamedProfile);
        var (named, all, atOnce) = (Region, AllRegions.IsPresent, ThrottleLimit);
        var details = (IncludeConnectionStatus ? SurveyDetails.Connections : SurveyDetails.None) | (IncludeTags ? SurveyDetails.Tags : SurveyDetails.None);
        Await((object?)NamedProfile ?? "AWS", async stop =>
        {
            var regions = await FindRegionsAsync(session, named, all, stop).ConfigureAwait(false);
            var reader = new Reader(this, regions.Count, skipsAbsent: all);
            var readings = await new WorkspaceSurvey(session, filter, details, atOnce).RunAsync(regions, reader, stop).ConfigureAwait(false);
            if (all && readings.All(reading => reading.Outcome == RegionOutcome.NotOffered)) await WriteErrorAsync(readings[0].Failure!, string.Join(", ", regions)).ConfigureAwait(false);
            var where = readings.Any(reading => reading.Failure is not null) ? "the regions that could be read" : string.Join(", ", regions);
            foreach (var id in filter.WorkspaceIds.Where(id => !reader.Ids.Contains(id))) await DoAsync(() => WriteError(WorkspaceErrors.WorkspaceNotFound(id, where, HasConditions(filter)))).ConfigureAwait(false);
            return true;
        });
    }

    private static bool HasConditions(WorkspaceFilter filter) => filter with { WorkspaceIds = [] } != new WorkspaceFilter();

    private sealed class Reader(GetDcvWorkspaceCommand cmdlet, int regions, bool skipsAbsent) : ISurveyReader
    {
        private int _count;
        private int _ended;

        public HashSet<string> Ids { get; } = [];

        public async Task TakeAsync(WorkspacePlace place, IReadOnlyList<DcvWorkspace> workspaces, CancellationToken cancellationToken)
        {
            await cmdlet.DoAsync(() =>
            {
                foreach (var one in workspaces)
                {
                    Ids.Add(one.WorkspaceId);
                    SeenWorkspaces.Here.Add(one);
                    cmdlet.WriteObject(one);
                }
            }).ConfigureAwait(false);
            Interlocked.Add(ref _count, workspaces.Count);
            Tell();
        }

        public async Task EndAsync(RegionReading reading, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _ended);
            Tell();
            if (reading.Failure is not { } failure) return;
            if (skipsAbsent && reading.Outcome == RegionOutcome.NotOffered) ((Reporting.IWorkReport)cmdlet).Decide(failure.Sentence);
            else await cmdlet.WriteErrorAsync(failure, reading.Region).ConfigureAwait(false);
        }

        private void Tell() => cmdlet.Advance($"{Volatile.Read(ref _count)} WorkSpaces, {Volatile.Read(ref _ended)} of {regions} regions", 100 * Volatile.Read(ref _ended) / regions);
    }
}
