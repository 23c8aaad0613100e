using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Emulators;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Adapters.Tests.Aws.Workspaces;

[Collection(AwsSurroundings.Name)]
public sealed class WorkspaceSurveyTests : IAsyncLifetime
{
    private static readonly string[] Regions = ["eu-west-1", "us-east-1", "us-west-2"];

    private readonly AwsSurroundings _surroundings = new();
    private WorkspacesEmulator _aws = null!;
    private IAwsSession _session = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _aws = await WorkspacesEmulator.StartAsync(Cancel, Regions);
        _session = new AdapterFactory().OpenAws(new AwsAccess { EndpointUrl = _aws.Address });
    }

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await _aws.DisposeAsync();
        _surroundings.Dispose();
    }

    [Fact]
    public async Task Every_page_of_every_region_is_read_and_the_account_is_asked_for_once()
    {
        Fill("eu-west-1", 60);
        Fill("us-west-2", 26);
        _aws.Regions["us-west-2"].BeginWithEmptyPages(2);
        var reader = new Taker();
        var readings = await new WorkspaceSurvey(_session, new WorkspaceFilter(), SurveyDetails.None).RunAsync(Regions, reader, Cancel);
        Assert.Equal([("eu-west-1", RegionOutcome.Complete, 60), ("us-east-1", RegionOutcome.Complete, 0), ("us-west-2", RegionOutcome.Complete, 26)], readings.Select(one => (one.Region, one.Outcome, one.Count)));
        Assert.All(readings, one => Assert.Equal(WorkspacesEmulator.AccountId, one.AccountId));
        Assert.Equal(86, reader.Taken.Distinct().Count());
        Assert.Equal(Regions, reader.Ended.Select(one => one.Region).Order(StringComparer.Ordinal));
        Assert.Single(_aws.Calls, call => call.Contains("GetCallerIdentity", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_region_that_fails_on_its_way_ends_no_other_and_says_so()
    {
        Fill("eu-west-1", 60);
        Fill("us-east-1", 60);
        var reader = new Taker { OnTaking = place => _aws.Regions["us-east-1"].Refusal = (400, "AccessDeniedException", "no") };
        // One at a time, so that Virginia's first page finds it well.
        _aws.Regions["us-east-1"].Refusal = null;
        var readings = await new WorkspaceSurvey(_session, new WorkspaceFilter(), SurveyDetails.None, regionsAtOnce: 1).RunAsync(["us-east-1", "eu-west-1"], reader, Cancel);
        Assert.Equal([RegionOutcome.Unreadable, RegionOutcome.Complete], readings.Select(one => one.Outcome));
        Assert.Equal(AwsFault.AccessDenied, readings[0].Failure!.Fault);
        Assert.InRange(readings[0].Count, 25, 50);
        Assert.Equal(60, readings[1].Count);
    }

    [Fact]
    public async Task Throttled_regions_are_read_to_their_end()
    {
        foreach (var region in Regions)
        {
            Fill(region, 30);
            _aws.Regions[region].Throttle(2);
        }

        var readings = await new WorkspaceSurvey(_session, new WorkspaceFilter(), SurveyDetails.None).RunAsync(Regions, new Taker(), Cancel);
        Assert.All(readings, one => Assert.Equal((RegionOutcome.Complete, 30), (one.Outcome, one.Count)));
    }

    [Fact]
    public async Task Details_are_joined_in_and_cost_a_call_for_each_page()
    {
        Fill("eu-west-1", 30);
        _aws.Regions["eu-west-1"].Workspaces[3].Tags["DcvAdmin:Protected"] = "true";
        var reader = new Taker();
        await new WorkspaceSurvey(_session, new WorkspaceFilter(), SurveyDetails.Connections | SurveyDetails.Tags).RunAsync(["eu-west-1"], reader, Cancel);
        Assert.All(reader.Taken, one => Assert.Equal(WorkspaceConnectionState.Connected, one.Connection!.State));
        Assert.Equal(["ws-00000003"], reader.Taken.Where(one => one.Protection == WorkspaceProtection.Protected).Select(one => one.WorkspaceId));
        Assert.Equal(29, reader.Taken.Count(one => one.Protection == WorkspaceProtection.None && one.AllowedActions.Contains(WorkspaceAction.Terminate)));
        Assert.Equal((2, 2), (Count("DescribeWorkspacesConnectionStatus"), Count("GetResources")));
    }

    [Fact]
    public async Task What_a_filter_leaves_out_is_asked_nothing_more_about()
    {
        Fill("eu-west-1", 30);
        var reader = new Taker();
        await new WorkspaceSurvey(_session, new WorkspaceFilter { States = [WorkspaceState.Stopped] }, SurveyDetails.Connections | SurveyDetails.Tags).RunAsync(["eu-west-1"], reader, Cancel);
        Assert.Empty(reader.Taken);
        Assert.Equal((0, 0), (Count("DescribeWorkspacesConnectionStatus"), Count("GetResources")));
    }

    [Fact]
    public async Task A_tag_is_asked_of_the_service_that_knows_it_and_only_those_are_described()
    {
        Fill("eu-west-1", 60);
        _aws.Regions["eu-west-1"].Workspaces[7].Tags["Team"] = "design";
        _aws.Regions["eu-west-1"].Workspaces[8].Tags["Team"] = "Design";
        var reader = new Taker();
        var readings = await new WorkspaceSurvey(_session, new WorkspaceFilter { Tags = [new WorkspaceTag("Team", "design")] }, SurveyDetails.None).RunAsync(["eu-west-1", "us-east-1"], reader, Cancel);
        Assert.Equal(["ws-00000007"], reader.Taken.Select(one => one.WorkspaceId));
        Assert.Equal("Team=design", reader.Taken.Single().Tags!.Single().ToString());
        Assert.Equal([1, 0], readings.Select(one => one.Count));
        Assert.Equal(1, Count("DescribeWorkspaces "));
    }

    [Fact]
    public async Task Who_takes_them_slowly_holds_the_reading_back_by_a_page()
    {
        Fill("eu-west-1", 200);
        using var mayGoOn = new SemaphoreSlim(0);
        var reader = new Taker { MayGoOn = mayGoOn };
        var survey = new WorkspaceSurvey(_session, new WorkspaceFilter(), SurveyDetails.None).RunAsync(["eu-west-1"], reader, Cancel);
        await reader.FirstTaken.WaitAsync(Cancel);
        Assert.InRange(Count("DescribeWorkspaces "), 1, 2);
        mayGoOn.Release(100);
        Assert.Equal(200, (await survey)[0].Count);
        Assert.Equal(8, Count("DescribeWorkspaces "));
    }

    [Fact]
    public async Task A_reader_that_gives_up_ends_all()
    {
        Fill("eu-west-1", 200);
        Fill("us-east-1", 1);
        _aws.Regions["us-east-1"].IsSilent = true;
        var reader = new Taker { OnTaking = _ => throw new InvalidOperationException("enough") };
        await Assert.ThrowsAsync<InvalidOperationException>(() => new WorkspaceSurvey(_session, new WorkspaceFilter(), SurveyDetails.None).RunAsync(Regions, reader, Cancel));
        Assert.InRange(Count("eu-west-1 DescribeWorkspaces "), 1, 2);
    }

    private int Count(string part) => _aws.Calls.Count(call => call.Contains(part, StringComparison.Ordinal));

    private void Fill(string region, int count)
    {
        for (var number = 0; number < count; number++) _aws.Regions[region].Workspaces.Add(new EmulatedWorkspace($"ws-{number:00000000}"));
    }

    private sealed class Taker : ISurveyReader
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<DcvWorkspace> Taken { get; } = new();

        public ConcurrentQueue<RegionReading> Ended { get; } = new();

        public Action<WorkspacePlace>? OnTaking { get; init; }

        public SemaphoreSlim? MayGoOn { get; init; }

        public Task FirstTaken => _first.Task;

        public async Task TakeAsync(WorkspacePlace place, IReadOnlyList<DcvWorkspace> workspaces, CancellationToken cancellationToken)
        {
            OnTaking?.Invoke(place);
            foreach (var one in workspaces) Taken.Enqueue(one);
            _first.TrySetResult();
            if (MayGoOn is not null) await MayGoOn.WaitAsync(cancellationToken);
        }

        public Task EndAsync(RegionReading reading, CancellationToken cancellationToken)
        {
            Ended.Enqueue(reading);
            return Task.CompletedTask;
        }
    }
}
