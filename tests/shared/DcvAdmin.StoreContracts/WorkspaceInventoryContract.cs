using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Workspaces;

namespace DcvAdmin.StoreContracts;

/// <summary>Every sentence of <see cref="IWorkspaceInventory"/>. An inventory derives from it and changes nothing.</summary>
public abstract class WorkspaceInventoryContract : IAsyncDisposable
{
    private const string Account = "123456789012";
    private static readonly WorkspacePlace Ireland = new(Account, "eu-west-1");
    private static readonly WorkspaceFilter All = new();

    private readonly List<IWorkspaceInventory> _handles = [];

    public static TheoryData<string> Names { get; } =
        ["anna", @"CORP\Jürgen", "anna@example.com", "李 小龍", "𝒜nna 👩🏽‍💻", "o'Brien; DROP TABLE--", "line\nbreak \"quoted\"", "a#b#c", "100%_*?[a-z]", " "];

    protected static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens one more handle onto the storage of this test; the first call makes the storage.</summary>
    protected abstract Task<IWorkspaceInventory> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Removes the storage; every handle is closed.</summary>
    protected abstract ValueTask DeleteStorageAsync();

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var handle in _handles) handle.Dispose();
        }
        finally
        {
            await DeleteStorageAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_inventory_under_test_is_the_one_that_the_class_names() =>
        Assert.Equal(GetType().GetCustomAttribute<ContractForAttribute>()?.Implementation, (await OpenAsync()).GetType());

    [Fact]
    public async Task An_inventory_that_nobody_has_written_is_empty()
    {
        var inventory = await OpenAsync();
        Assert.Null(await inventory.GetAsync("ws-00000001", Cancel));
        Assert.Empty(await FindAllAsync(inventory, All));
        Assert.Empty(await FindAllAsync(inventory, All, Ireland));
        Assert.Empty(await FindAllAsync(inventory, new WorkspaceFilter { UserName = "anna" }));
        Assert.Empty(await FindAllAsync(inventory, new WorkspaceFilter { WorkspaceIds = ["ws-00000001", "ws-00000002"] }));
        Assert.Empty(await inventory.ReadRegionsAsync(Cancel));
        Assert.Empty(await inventory.RemoveAsync([Row(1)], Cancel));
        await inventory.PutAsync([], Cancel);
        Assert.Empty(await FindAllAsync(inventory, All));
    }

    [Fact]
    public async Task A_row_comes_back_as_it_was_put_through_every_handle_and_after_a_stop()
    {
        var (first, second) = (await OpenAsync(), await OpenAsync());
        var rich = Row(1) with { Workspace = Rich() };
        InventoryRow[] rows = [rich, Row(2), Row(3) with { Workspace = new DcvWorkspace("ws-00000003", "eu-west-1", Account) }, Row(4) with { Workspace = Row(4).Workspace with { Tags = [], UserName = string.Empty } }];
        await first.PutAsync(rows, Cancel);

        foreach (var row in rows)
        {
            Assert.Equal(row, await first.GetAsync(row.Workspace.WorkspaceId, Cancel));
            Assert.Equal(row, await second.GetAsync(row.Workspace.WorkspaceId, Cancel));
        }

        first.Dispose();
        second.Dispose();
        Assert.Equal(rows, await FindAllAsync(await OpenAsync(), All));
    }

    [Fact]
    public async Task A_row_replaces_another_of_its_id_and_leaves_no_trace_of_it()
    {
        var inventory = await OpenAsync();
        await inventory.PutAsync([Row(1), Row(2)], Cancel);
        var moved = new InventoryRow(new DcvWorkspace("ws-00000001", "us-west-2", "210987654321") { UserName = "otto" }, Now.AddMinutes(1));
        // Of two with one id the later counts.
        await inventory.PutAsync([moved with { RecordedAt = Now.AddSeconds(1) }, moved], Cancel);

        Assert.Equal(moved, await inventory.GetAsync("ws-00000001", Cancel));
        Assert.Equal([Row(2)], await FindAllAsync(inventory, All, Ireland));
        Assert.Equal([moved], await FindAllAsync(inventory, All, new WorkspacePlace("210987654321", "us-west-2")));
        Assert.Equal([moved], await FindAllAsync(inventory, new WorkspaceFilter { UserName = "OTTO" }));
        Assert.Empty(await FindAllAsync(inventory, new WorkspaceFilter { UserName = "user 1" }));
    }

    [Fact]
    public async Task Every_name_is_kept_and_found_in_any_case()
    {
        var inventory = await OpenAsync();
        var rows = Names.Select((name, place) => Row(place) with { Workspace = Row(place).Workspace with { UserName = name.Data, Tags = [new(name.Data, name.Data)], ComputerName = name.Data } }).ToArray();
        await inventory.PutAsync(rows, Cancel);

        foreach (var row in rows)
        {
            Assert.Equal(row, await inventory.GetAsync(row.Workspace.WorkspaceId, Cancel));
            foreach (var name in new[] { row.Workspace.UserName!, row.Workspace.UserName!.ToUpperInvariant() })
                Assert.Equal([row], await FindAllAsync(inventory, new WorkspaceFilter { UserName = name }));
        }
    }

    [Fact]
    public async Task Every_condition_of_a_filter_counts_alone_and_with_others()
    {
        var inventory = await OpenAsync();
        var elsewhere = new WorkspacePlace(Account, "us-west-2");
        InventoryRow[] rows =
        [
            Row(0) with { Workspace = Row(0).Workspace with { UserName = "anna", DirectoryId = "d-1", State = WorkspaceState.Stopped } },
            Row(1) with { Workspace = Row(1).Workspace with { UserName = "Anna", DirectoryId = "d-2", BundleId = "wsb-1" } },
            Row(2) with { Workspace = Row(2).Workspace with { RunningMode = WorkspaceRunningMode.AlwaysOn, Tags = [new("Team", "a"), new("Stage", "b")] } },
            Row(3, elsewhere) with { Workspace = Row(3, elsewhere).Workspace with { UserName = "ANNA", DirectoryId = "d-1" } },
            Row(4) with { Workspace = Row(4).Workspace with { UserName = null } },
        ];
        await inventory.PutAsync(rows, Cancel);

        foreach (var filter in new[]
        {
            All,
            new() { UserName = "aNNa" }, new() { UserName = "aNNa", DirectoryId = "d-1" }, new() { UserName = "nobody" }, new() { UserName = string.Empty },
            new() { DirectoryId = "d-1" }, new() { BundleId = "wsb-1" }, new() { States = [WorkspaceState.Stopped, WorkspaceState.Error] },
            new() { RunningModes = [WorkspaceRunningMode.AlwaysOn] }, new() { Tags = [new("Team", "a")] }, new() { Tags = [new("Team", "a"), new("Stage", "c")] },
            new() { WorkspaceIds = ["ws-00000002", "ws-00000000", "ws-00000002", "ws-99999999", string.Empty, "meta#regions"] }, new() { WorkspaceIds = ["ws-00000000", "ws-00000001"], UserName = "anna", DirectoryId = "d-2" },
        })
        {
            Assert.Equal(rows.Where(row => filter.Matches(row.Workspace)), await FindAllAsync(inventory, filter));
            foreach (var place in new[] { Ireland, elsewhere, new WorkspacePlace(Account, "ap-south-1"), new WorkspacePlace("210987654321", "eu-west-1") })
                Assert.Equal(rows.Where(row => filter.Matches(row.Workspace) && row.Workspace.Region == place.Region && row.Workspace.AccountId == place.AccountId), await FindAllAsync(inventory, filter, place));
        }
    }

    [Fact]
    public async Task A_thousand_rows_come_in_pages_that_hold_each_of_them_once()
    {
        var inventory = await OpenAsync();
        var rows = Enumerable.Range(0, 1_000).Select(number => Row(number) with { Workspace = Row(number).Workspace with { UserName = number % 2 == 0 ? "anna" : "otto" } }).ToArray();
        await inventory.PutAsync(rows, Cancel);

        Assert.Equal(rows, await FindAllAsync(inventory, All));
        Assert.Equal(rows, await FindAllAsync(inventory, All, Ireland, pageSize: 77));
        Assert.Equal(rows.Where((_, number) => number % 2 == 0), await FindAllAsync(inventory, new WorkspaceFilter { UserName = "ANNA" }, pageSize: 250));
        Assert.Equal(rows.Take(130), await FindAllAsync(inventory, new WorkspaceFilter { WorkspaceIds = [.. rows.Take(130).Select(row => row.Workspace.WorkspaceId)] }, pageSize: 60));
        Assert.Equal(1_000, (await inventory.FindAsync(All, Ireland, null, 1000, Cancel)).Items.Count);
        Assert.Single((await inventory.FindAsync(All, null, null, 1, Cancel)).Items);
    }

    [Fact]
    public async Task Pages_stay_right_while_rows_come_and_go()
    {
        var inventory = await OpenAsync();
        var rows = Enumerable.Range(0, 6).Select(number => Row(number * 10)).ToArray();
        await inventory.PutAsync(rows, Cancel);
        var first = await inventory.FindAsync(All, Ireland, null, 3, Cancel);

        // The one that the cursor stands at goes; others come before and after it.
        await inventory.RemoveAsync([rows[2], rows[4]], Cancel);
        await inventory.PutAsync([Row(5), Row(55)], Cancel);

        var rest = await inventory.FindAsync(All, Ireland, first.NextCursor, 1000, Cancel);
        Assert.Equal(rows.Take(3), first.Items);
        Assert.Equal([rows[3], rows[5], Row(55)], rest.Items);
    }

    [Theory]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("w.")]
    [InlineData("w.***")]
    [InlineData("w._w")]
    [InlineData("ws-00000001")]
    public async Task A_cursor_of_somebody_else_is_refused(string cursor)
    {
        var inventory = await OpenAsync();
        await inventory.PutAsync([Row(1)], Cancel);
        await Assert.ThrowsAsync<ArgumentException>(() => inventory.FindAsync(All, null, cursor, 10, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => inventory.FindAsync(new WorkspaceFilter { WorkspaceIds = ["ws-00000001"] }, null, cursor, 10, Cancel));
    }

    [Fact]
    public async Task What_cannot_be_a_page_or_a_row_is_refused()
    {
        var inventory = await OpenAsync();
        foreach (var size in new[] { 0, -1, 1001 }) await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => inventory.FindAsync(All, null, null, size, Cancel));
        foreach (var id in new[] { string.Empty, "meta#regions", new string('a', 256) })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => inventory.PutAsync([Row(1), new InventoryRow(new DcvWorkspace(id, "eu-west-1", Account), Now)], Cancel));
            Assert.Null(await inventory.GetAsync(id, Cancel));
        }

        Assert.Empty(await FindAllAsync(inventory, All));
    }

    [Fact]
    public async Task A_row_is_removed_only_where_it_is_as_it_was()
    {
        var (first, second) = (await OpenAsync(), await OpenAsync());
        await first.PutAsync([Row(1), Row(2), Row(3)], Cancel);
        var newer = Row(2) with { RecordedAt = Now.AddMilliseconds(1) };
        await second.PutAsync([newer], Cancel);

        Assert.Equal(["ws-00000001"], await first.RemoveAsync([Row(1), Row(2), Row(9)], Cancel));
        Assert.Empty(await first.RemoveAsync([Row(1)], Cancel));
        Assert.Equal([newer, Row(3)], await FindAllAsync(second, All));
    }

    [Fact]
    public async Task Of_a_removal_and_a_put_side_by_side_the_put_stays()
    {
        var (first, second) = (await OpenAsync(), await OpenAsync());
        var rows = Enumerable.Range(0, 20).Select(number => Row(number)).ToArray();
        await first.PutAsync(rows, Cancel);
        var newer = rows.Select(row => row with { RecordedAt = Now.AddMinutes(1) }).ToArray();

        await Task.WhenAll(Task.Run(() => first.RemoveAsync(rows, Cancel), Cancel), Task.Run(() => second.PutAsync(newer, Cancel), Cancel));

        Assert.Equal(newer, await FindAllAsync(first, All));
    }

    [Fact]
    public async Task Marks_are_of_a_region_and_an_account_and_never_go_back()
    {
        var (first, second) = (await OpenAsync(), await OpenAsync());
        await first.MarkAsync(new InventoryRegion("210987654321", "eu-west-1", Now), Cancel);
        await first.MarkAsync(new InventoryRegion(Account, "us-west-2", Now), Cancel);
        await second.MarkAsync(new InventoryRegion(Account, "eu-west-1", Now), Cancel);
        await second.MarkAsync(new InventoryRegion(Account, "us-west-2", Now.AddMilliseconds(-1)), Cancel);
        await second.MarkAsync(new InventoryRegion(Account, "us-west-2", Now), Cancel);
        await second.MarkAsync(new InventoryRegion(Account, "eu-west-1", Now.AddMilliseconds(1)), Cancel);

        InventoryRegion[] marks = [new(Account, "eu-west-1", Now.AddMilliseconds(1)), new(Account, "us-west-2", Now), new("210987654321", "eu-west-1", Now)];
        Assert.Equal(marks, await first.ReadRegionsAsync(Cancel));
        Assert.Empty(await FindAllAsync(first, All));
        Assert.Null(await first.GetAsync("meta#regions", Cancel));
        first.Dispose();
        second.Dispose();
        Assert.Equal(marks, await (await OpenAsync()).ReadRegionsAsync(Cancel));
    }

    [Fact]
    public async Task A_synchronization_goes_through_it()
    {
        var inventory = await OpenAsync();
        var workspaces = Enumerable.Range(0, 40).Select(number => Row(number).Workspace).ToArray();
        Assert.Equal(40, (await SyncAsync(Now, workspaces)).Added.Count);
        var again = await SyncAsync(Now.AddMinutes(1), workspaces);
        Assert.Equal((40, false), (again.Unchanged, again.IsMarked));

        var changes = await SyncAsync(Now.AddMinutes(2), [workspaces[0] with { State = WorkspaceState.Stopped }, workspaces[1]]);
        Assert.Equal((1, 38, true), (changes.Changed.Count, changes.Removed.Count, changes.IsMarked));
        Assert.Equal([new InventoryRow(workspaces[0] with { State = WorkspaceState.Stopped }, Now.AddMinutes(2)), Row(1)], await FindAllAsync(inventory, All, Ireland));

        async Task<InventoryChanges> SyncAsync(DateTimeOffset now, DcvWorkspace[] read)
        {
            var sync = await new InventorySync(inventory, InventorySyncMode.Whole).BeginAsync(Ireland, now, Cancel);
            await sync.AddPageAsync(read, Cancel);
            return await sync.CompleteAsync(new RegionReading { Region = "eu-west-1", AccountId = Account, Outcome = RegionOutcome.Complete, Count = read.Length }, Cancel);
        }
    }

    private async Task<IWorkspaceInventory> OpenAsync()
    {
        var handle = await ConnectAsync(Cancel);
        _handles.Add(handle);
        return handle;
    }

    private static async Task<List<InventoryRow>> FindAllAsync(IWorkspaceInventory inventory, WorkspaceFilter filter, WorkspacePlace? place = null, int pageSize = 1000)
    {
        var found = new List<InventoryRow>();
        string? cursor = null;
        var pages = 0;
        do
        {
            var page = await inventory.FindAsync(filter, place, cursor, pageSize, Cancel);
            Assert.True(page.Items.Count <= pageSize, $"A page of {pageSize} holds {page.Items.Count}.");
            Assert.True(++pages < 10_000, "The list does not end.");
            found.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        // A walk over everything has an order of its own.
        return [.. found.OrderBy(row => row.Workspace.WorkspaceId, StringComparer.Ordinal)];
    }

    private static InventoryRow Row(int number, WorkspacePlace? place = null) => new(
        new DcvWorkspace(FormattableString.Invariant($"ws-{number:D8}"), (place ?? Ireland).Region, (place ?? Ireland).AccountId)
        {
            UserName = FormattableString.Invariant($"user {number}"),
            DirectoryId = "d-1234567890",
            State = WorkspaceState.Available,
            Protocols = ["WSP"],
        },
        Now);

    private static DcvWorkspace Rich() => Row(1).Workspace with
    {
        RunningMode = WorkspaceRunningMode.AutoStop,
        AutoStopTimeout = TimeSpan.FromHours(2),
        Protocols = ["PCOIP", "WSP"],
        ModificationStates = [new("ROOT_VOLUME", null)],
        RelatedWorkspaces = [new("ws-2abcdefg2", "eu-west-2", WorkspaceState.Stopped, "STANDBY")],
        StandbyWorkspaces = [new("ws-2abcdefg2", "NO_REPLICATION", Now)],
        RecoverySnapshotTime = Now,
        RootVolumeSizeGib = 80,
        UserVolumeEncryptionEnabled = false,
        Tags = [new("Owner", "me"), new("Empty", string.Empty)],
    };
}
