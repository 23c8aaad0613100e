using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Emulators;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Adapters.Tests.Aws.Workspaces;

/// <summary>From the services' answers into an inventory: what is written, and above all what is left alone.</summary>
[Collection(AwsSurroundings.Name)]
public sealed class InventoryUpdateTests : IAsyncLifetime
{
    private static readonly string[] Regions = ["eu-west-1", "us-east-1", "us-west-2"];
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

    private readonly AwsSurroundings _surroundings = new();
    private readonly TemporaryFolder _folder = new();
    private WorkspacesEmulator _aws = null!;
    private IAwsSession _session = null!;
    private WatchedInventory _inventory = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _aws = await WorkspacesEmulator.StartAsync(Cancel, Regions);
        _session = new AdapterFactory().OpenAws(new AwsAccess { EndpointUrl = _aws.Address });
        _inventory = new WatchedInventory(SqliteWorkspaceInventory.Open(_folder.Store(), new SqliteOptions()));
    }

    public async ValueTask DisposeAsync()
    {
        _inventory.Dispose();
        _session.Dispose();
        await _aws.DisposeAsync();
        _folder.Dispose();
        _surroundings.Dispose();
    }

    [Fact]
    public async Task What_is_new_changed_or_gone_in_any_region_is_so_in_the_inventory_afterwards()
    {
        Fill("eu-west-1", 60, "1");
        Fill("us-east-1", 30, "2");
        var first = await UpdateAsync(Noon);
        Assert.Equal([(60, 0, 0, 0), (30, 0, 0, 0), (0, 0, 0, 0)], first.Select(Counts));
        Assert.Equal(90, (await RowsAsync()).Count);

        _aws.Regions["eu-west-1"].Workspaces[3].State = "STOPPED";
        _aws.Regions["us-east-1"].Workspaces.RemoveRange(10, 5);
        Fill("us-west-2", 1, "3");
        var second = await UpdateAsync(Noon.AddMinutes(1));

        Assert.Equal([(0, 1, 0, 59), (0, 0, 5, 25), (1, 0, 0, 0)], second.Select(Counts));
        Assert.All(second, changes => Assert.Equal((RegionOutcome.Complete, true), (changes!.Outcome, changes.IsMarked)));
        var rows = await RowsAsync();
        Assert.Equal(86, rows.Count);
        Assert.Equal((WorkspaceState.Stopped, Noon.AddMinutes(1)), (rows["ws-10000003"].Workspace.State, rows["ws-10000003"].RecordedAt));
        Assert.Equal(Noon, rows["ws-10000002"].RecordedAt);
        Assert.False(rows.ContainsKey("ws-20000012"));
        Assert.Equal(("us-west-2", WorkspacesEmulator.AccountId), (rows["ws-30000000"].Workspace.Region, rows["ws-30000000"].Workspace.AccountId));
        Assert.Equal(Regions.Select(region => new InventoryRegion(WorkspacesEmulator.AccountId, region, Noon.AddMinutes(1))), await _inventory.ReadRegionsAsync(Cancel));
    }

    [Fact]
    public async Task A_second_run_writes_nothing_until_the_marks_are_old()
    {
        Fill("eu-west-1", 60, "1");
        Fill("us-east-1", 30, "2");
        await UpdateAsync(Noon);
        _inventory.Forget();

        Assert.Equal([60, 30, 0], (await UpdateAsync(Noon.AddMinutes(30))).Select(changes => changes!.Unchanged));
        Assert.Equal(0, _inventory.Writes);

        Assert.All(await UpdateAsync(Noon.AddMinutes(61)), changes => Assert.True(changes!.IsMarked));
        Assert.Equal(3, _inventory.Writes);
    }

    [Fact]
    public async Task A_region_that_cannot_be_read_keeps_its_rows_and_its_mark_and_holds_up_no_other()
    {
        Fill("eu-west-1", 3, "1");
        Fill("us-east-1", 3, "2");
        await UpdateAsync(Noon);
        _aws.Regions["us-east-1"].Workspaces.Clear();
        _aws.Regions["us-east-1"].Refusal = (400, "AccessDeniedException", "no");
        _aws.Regions["eu-west-1"].Workspaces.RemoveAt(0);

        var changes = await UpdateAsync(Noon.AddMinutes(1));

        Assert.Null(changes[1]);
        Assert.Equal((0, 0, 1, 2), Counts(changes[0]));
        Assert.Equal(5, (await RowsAsync()).Count);
        Assert.Equal([Noon.AddMinutes(1), Noon, Noon], (await _inventory.ReadRegionsAsync(Cancel)).Select(mark => mark.ReadAt));
    }

    [Fact]
    public async Task A_region_that_fails_after_its_first_page_gets_what_was_read_and_loses_nothing()
    {
        Fill("us-east-1", 100, "2");
        await UpdateAsync(Noon);
        var virginia = _aws.Regions["us-east-1"];
        virginia.Workspaces.RemoveAt(0);
        virginia.Workspaces[0].State = "STOPPED";
        // By the time that the first page is compared with the rows, at most one more has been asked for.
        _inventory.OnFinding = place => virginia.Refusal = (400, "AccessDeniedException", "no");

        var changes = (await UpdateAsync(Noon.AddMinutes(1), ["us-east-1"])).Single()!;

        Assert.Equal((RegionOutcome.Unreadable, AwsFault.AccessDenied, false), (changes.Outcome, changes.Failure!.Fault, changes.IsMarked));
        Assert.Equal((0, 1, 0), (changes.Added.Count, changes.Changed.Count, changes.Removed.Count));
        var rows = await RowsAsync();
        Assert.Equal(100, rows.Count);
        Assert.Equal((WorkspaceState.Available, WorkspaceState.Stopped), (rows["ws-20000000"].Workspace.State, rows["ws-20000001"].Workspace.State));
        Assert.Equal(Noon, (await _inventory.ReadRegionsAsync(Cancel)).Single(mark => mark.Region == "us-east-1").ReadAt);
    }

    [Fact]
    public async Task A_region_that_has_no_WorkSpaces_any_more_is_emptied_and_no_other()
    {
        Fill("eu-west-1", 150, "1");
        Fill("us-east-1", 3, "2");
        await UpdateAsync(Noon);
        _aws.Regions["eu-west-1"].Workspaces.Clear();
        _aws.Regions["eu-west-1"].BeginWithEmptyPages(2);

        var changes = await UpdateAsync(Noon.AddMinutes(1), ["eu-west-1"]);

        Assert.Equal((0, 0, 150, 0), Counts(changes.Single()));
        Assert.Equal(["us-east-1"], (await RowsAsync()).Values.Select(row => row.Workspace.Region).Distinct());
    }

    [Theory]
    [InlineData(InventorySyncMode.AddAndChange, 4)]
    [InlineData(InventorySyncMode.Remove, 2)]
    public async Task Only_what_the_mode_allows_is_written(InventorySyncMode mode, int rows)
    {
        Fill("eu-west-1", 3, "1");
        await UpdateAsync(Noon);
        _aws.Regions["eu-west-1"].Workspaces.RemoveAt(0);
        Fill("eu-west-1", 1, "2");

        await UpdateAsync(Noon.AddMinutes(1), ["eu-west-1"], mode);

        Assert.Equal(rows, (await RowsAsync()).Count);
        await UpdateAsync(Noon.AddMinutes(2), ["eu-west-1"]);
        Assert.Equal(3, (await RowsAsync()).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new InventoryUpdate(_session, _inventory, InventorySyncMode.Part, () => Noon));
    }

    [Theory]
    [InlineData(nameof(IWorkspaceInventory.FindAsync))]
    [InlineData(nameof(IWorkspaceInventory.PutAsync))]
    [InlineData(nameof(IWorkspaceInventory.RemoveAsync))]
    [InlineData(nameof(IWorkspaceInventory.ReadRegionsAsync))]
    [InlineData(nameof(IWorkspaceInventory.MarkAsync))]
    public async Task A_failure_of_the_inventory_ends_the_update_and_a_further_one_mends_it(string call)
    {
        Fill("us-east-1", 60, "2");
        await UpdateAsync(Noon, ["us-east-1"]);
        if (call == nameof(IWorkspaceInventory.PutAsync)) _aws.Regions["us-east-1"].Workspaces[40].State = "STOPPED";
        if (call == nameof(IWorkspaceInventory.RemoveAsync)) _aws.Regions["us-east-1"].Workspaces.RemoveAt(40);
        // A region that never answers does not hold up the end, and is not told to be unreadable.
        _aws.Regions["eu-west-1"].IsSilent = true;
        _inventory.FailsIn = call;
        var ended = new ConcurrentQueue<string>();

        var failure = await Assert.ThrowsAsync<StoreException>(() => UpdateAsync(Noon.AddHours(2), ["eu-west-1", "us-east-1"], reported: ended));

        Assert.Equal(StoreFault.Unavailable, failure.Fault);
        Assert.Empty(ended);
        _inventory.FailsIn = null;
        var changes = (await UpdateAsync(Noon.AddHours(3), ["us-east-1"])).Single()!;
        Assert.True(changes.IsMarked);
        var rows = await RowsAsync();
        Assert.Equal(_aws.Regions["us-east-1"].Workspaces.Select(one => (one.Id, one.State == "STOPPED")), rows.Values.Select(row => (row.Workspace.WorkspaceId, row.Workspace.State == WorkspaceState.Stopped)));
    }

    [Fact]
    public async Task A_report_that_fails_ends_the_update()
    {
        Fill("us-east-1", 1, "2");
        _aws.Regions["us-west-2"].IsSilent = true;
        var update = new InventoryUpdate(_session, _inventory, InventorySyncMode.Whole, () => Noon);
        await Assert.ThrowsAsync<InvalidOperationException>(() => update.RunAsync(Regions, (_, _) => throw new InvalidOperationException("enough"), 32, Cancel));
    }

    private static (int Added, int Changed, int Removed, int Unchanged) Counts(InventoryChanges? changes) => (changes!.Added.Count, changes.Changed.Count, changes.Removed.Count, changes.Unchanged);

    private async Task<IReadOnlyList<InventoryChanges?>> UpdateAsync(DateTimeOffset now, string[]? regions = null, InventorySyncMode mode = InventorySyncMode.Whole, ConcurrentQueue<string>? reported = null)
    {
        var changes = new ConcurrentDictionary<string, (RegionReading Reading, InventoryChanges? Changes)>();
        var readings = await new InventoryUpdate(_session, _inventory, mode, () => now).RunAsync(
            regions ?? Regions,
            (reading, written) =>
            {
                reported?.Enqueue(reading.Region);
                Assert.True(changes.TryAdd(reading.Region, (reading, written)), $"{reading.Region} was reported twice.");
                return Task.CompletedTask;
            },
            32,
            Cancel);
        Assert.Equal(regions ?? Regions, readings.Select(reading => reading.Region));
        Assert.All(readings, reading => Assert.Same(reading, changes[reading.Region].Reading));
        return [.. readings.Select(reading => changes[reading.Region].Changes)];
    }

    private async Task<SortedDictionary<string, InventoryRow>> RowsAsync()
    {
        _inventory.OnFinding = null;
        var page = await _inventory.FindAsync(new WorkspaceFilter(), null, null, 1000, Cancel);
        return new(page.Items.ToDictionary(row => row.Workspace.WorkspaceId), StringComparer.Ordinal);
    }

    private void Fill(string region, int count, string kind)
    {
        for (var number = 0; number < count; number++) _aws.Regions[region].Workspaces.Add(new EmulatedWorkspace($"ws-{kind}{number:0000000}"));
    }

    /// <summary>An inventory that counts what is written to it, and fails where it is told to.</summary>
    private sealed class WatchedInventory(IWorkspaceInventory inventory) : IWorkspaceInventory
    {
        private int _writes;

        public int Writes => _writes;

        public Action<WorkspacePlace?>? OnFinding { get; set; }

        public string? FailsIn { get; set; }

        public void Forget() => _writes = 0;

        public Task<InventoryRow?> GetAsync(string workspaceId, CancellationToken cancellationToken) => inventory.GetAsync(workspaceId, cancellationToken);

        public Task<Page<InventoryRow>> FindAsync(WorkspaceFilter filter, WorkspacePlace? place, string? cursor, int pageSize, CancellationToken cancellationToken)
        {
            Meet(nameof(FindAsync), isWrite: false);
            OnFinding?.Invoke(place);
            return inventory.FindAsync(filter, place, cursor, pageSize, cancellationToken);
        }

        public Task<IReadOnlyList<InventoryRegion>> ReadRegionsAsync(CancellationToken cancellationToken)
        {
            Meet(nameof(ReadRegionsAsync), isWrite: false);
            return inventory.ReadRegionsAsync(cancellationToken);
        }

        public Task PutAsync(IReadOnlyList<InventoryRow> rows, CancellationToken cancellationToken)
        {
            Meet(nameof(PutAsync), isWrite: true);
            return inventory.PutAsync(rows, cancellationToken);
        }

        public Task<IReadOnlyList<string>> RemoveAsync(IReadOnlyList<InventoryRow> rows, CancellationToken cancellationToken)
        {
            Meet(nameof(RemoveAsync), isWrite: true);
            return inventory.RemoveAsync(rows, cancellationToken);
        }

        public Task MarkAsync(InventoryRegion region, CancellationToken cancellationToken)
        {
            Meet(nameof(MarkAsync), isWrite: true);
            return inventory.MarkAsync(region, cancellationToken);
        }

        public void Dispose() => inventory.Dispose();

        private void Meet(string call, bool isWrite)
        {
            if (call == FailsIn) throw new StoreException(StoreFault.Unavailable, "It is gone.", "Wait.");
            if (isWrite) Interlocked.Increment(ref _writes);
        }
    }
}
