using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Workspaces;

/// <summary>What a reading writes, and above all what it leaves alone.</summary>
public sealed class InventorySyncTests : IDisposable
{
    private const string Account = "123456789012";
    private static readonly WorkspacePlace Ireland = new(Account, "eu-west-1");
    private static readonly WorkspacePlace Oregon = new(Account, "us-west-2");
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

    private readonly InventoryInMemory _inventory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _inventory.Dispose();

    [Fact]
    public async Task What_is_new_is_added_what_differs_is_replaced_and_what_is_gone_is_removed()
    {
        await SyncAsync(Noon, Workspaces(3));
        var before = _inventory.Rows.Values.ToArray();

        var changes = await SyncAsync(Noon.AddMinutes(5), [Workspace(0), Workspace(1) with { State = WorkspaceState.Stopped }, Workspace(7)]);

        var later = Noon.AddMinutes(5);
        Assert.Equal([new InventoryRow(Workspace(7), later)], changes.Added);
        Assert.Equal([new InventoryRowChange(before[1], new InventoryRow(Workspace(1) with { State = WorkspaceState.Stopped }, later))], changes.Changed);
        Assert.Equal([before[2]], changes.Removed);
        Assert.Equal(1, changes.Unchanged);
        Assert.Equal(RegionOutcome.Complete, changes.Outcome);
        Assert.Equal([before[0], changes.Changed[0].After, changes.Added[0]], _inventory.Rows.Values);
        Assert.Equal(later, _inventory.Marks[(Account, "eu-west-1")]);
        Assert.True(changes.IsMarked);
    }

    [Fact]
    public async Task Where_nothing_changed_nothing_is_written_until_the_mark_is_an_hour_old()
    {
        await SyncAsync(Noon, Workspaces(30));
        _inventory.Forget();

        foreach (var minutes in new[] { 1, 30, 60 })
        {
            var changes = await SyncAsync(Noon.AddMinutes(minutes), Workspaces(30));
            Assert.Equal(30, changes.Unchanged);
            Assert.False(changes.IsMarked);
        }

        Assert.Equal(0, _inventory.Writes);
        Assert.True((await SyncAsync(Noon.AddMinutes(60).AddMilliseconds(1), Workspaces(30))).IsMarked);
        Assert.Equal(1, _inventory.Writes);
    }

    [Fact]
    public async Task A_region_without_WorkSpaces_is_marked_once_and_then_left_alone()
    {
        Assert.True((await SyncAsync(Noon, [])).IsMarked);
        Assert.False((await SyncAsync(Noon.AddMinutes(1), [])).IsMarked);
        Assert.Equal(1, _inventory.Writes);
    }

    [Theory]
    [InlineData(RegionOutcome.NotOffered)]
    [InlineData(RegionOutcome.Unreadable)]
    public async Task A_reading_that_is_not_whole_removes_nothing_and_marks_nothing_also_after_some_pages(RegionOutcome outcome)
    {
        await SyncAsync(Noon, Workspaces(6));
        _inventory.Forget();
        foreach (var mode in new[] { InventorySyncMode.Whole, InventorySyncMode.Remove })
        {
            foreach (var pages in new[] { 0, 1 })
            {
                var failure = outcome == RegionOutcome.Unreadable ? new AwsException(AwsFault.Throttled, "Too much.", "Wait.") : null;
                var sync = await Sync(mode).BeginAsync(Ireland, Noon.AddDays(1), Cancel);
                if (pages > 0) await sync.AddPageAsync([Workspace(0), Workspace(1)], Cancel);
                var changes = await sync.CompleteAsync(Reading(pages * 2, outcome) with { Failure = failure }, Cancel);
                Assert.Empty(changes.Removed);
                Assert.False(changes.IsMarked);
                Assert.Equal(outcome, changes.Outcome);
                Assert.Same(failure, changes.Failure);
            }
        }

        Assert.Equal(0, _inventory.Writes);
        Assert.Equal(6, _inventory.Rows.Count);
    }

    [Fact]
    public async Task What_was_read_before_the_reading_failed_is_kept()
    {
        var sync = await Sync().BeginAsync(Ireland, Noon, Cancel);
        await sync.AddPageAsync(Workspaces(2), Cancel);
        Assert.Null(sync.Changes.Outcome);
        var changes = await sync.CompleteAsync(Reading(2, RegionOutcome.Unreadable), Cancel);
        Assert.Equal(2, changes.Added.Count);
        Assert.Equal(2, _inventory.Rows.Count);
        Assert.Empty(_inventory.Marks);
    }

    [Fact]
    public async Task Regions_and_accounts_do_not_touch_each_other()
    {
        var other = new WorkspacePlace("210987654321", "eu-west-1");
        await SyncAsync(Noon, Workspaces(3));
        await SyncAsync(Noon, [.. Enumerable.Range(10, 3).Select(number => Workspace(number, Oregon))], place: Oregon);
        await SyncAsync(Noon, [.. Enumerable.Range(20, 3).Select(number => Workspace(number, other))], place: other);

        var changes = await SyncAsync(Noon.AddMinutes(1), []);

        Assert.Equal(3, changes.Removed.Count);
        Assert.Equal(6, _inventory.Rows.Count);
        Assert.Equal(3, _inventory.Marks.Count);
        Assert.Equal(Noon, _inventory.Marks[("210987654321", "eu-west-1")]);
    }

    [Fact]
    public async Task Tags_that_were_not_read_stay_and_tags_that_were_read_count()
    {
        var tagged = Workspace(0) with { Tags = [new("Owner", "me")] };
        await SyncAsync(Noon, [tagged]);
        _inventory.Forget();

        Assert.Equal(1, (await SyncAsync(Noon.AddMinutes(1), [Workspace(0)])).Unchanged);
        Assert.Equal(0, _inventory.Writes);

        await SyncAsync(Noon.AddMinutes(2), [Workspace(0) with { State = WorkspaceState.Stopped }]);
        Assert.Equal(tagged with { State = WorkspaceState.Stopped }, _inventory.Rows.Values.Single().Workspace);

        await SyncAsync(Noon.AddMinutes(3), [tagged with { State = WorkspaceState.Stopped, Tags = [] }]);
        Assert.Empty(_inventory.Rows.Values.Single().Workspace.Tags!);
    }

    [Fact]
    public async Task A_connection_is_neither_kept_nor_a_change()
    {
        var connected = Workspace(0) with { Connection = new(Workspace(0).WorkspaceId, WorkspaceConnectionState.Connected, Noon, Noon) };
        await SyncAsync(Noon, [connected]);
        Assert.Null(_inventory.Rows.Values.Single().Workspace.Connection);
        Assert.Equal(1, (await SyncAsync(Noon, [connected])).Unchanged);
    }

    [Fact]
    public async Task A_WorkSpace_on_its_way_out_stays_as_long_as_it_is_listed()
    {
        foreach (var state in new[] { WorkspaceState.Terminating, WorkspaceState.Terminated }) await SyncAsync(Noon, [Workspace(0) with { State = state }]);
        Assert.Equal(WorkspaceState.Terminated, _inventory.Rows.Values.Single().Workspace.State);
        Assert.Single((await SyncAsync(Noon, [])).Removed);
    }

    [Fact]
    public async Task A_failure_in_the_middle_loses_nothing_that_was_acknowledged_and_the_page_can_be_given_again()
    {
        await SyncAsync(Noon, [Workspace(0), Workspace(50)]);
        var sync = await Sync().BeginAsync(Ireland, Noon.AddMinutes(1), Cancel);
        await sync.AddPageAsync([Workspace(0), Workspace(1)], Cancel);
        _inventory.BeforeWrite = _ => throw InventoryInMemory.Unavailable;
        await Assert.ThrowsAsync<StoreException>(() => sync.AddPageAsync([Workspace(2)], Cancel));

        Assert.Equal([Workspace(1)], sync.Changes.Added.Select(row => row.Workspace));
        Assert.Equal(1, sync.Changes.Unchanged);

        _inventory.BeforeWrite = null;
        await sync.AddPageAsync([Workspace(2)], Cancel);
        var changes = await sync.CompleteAsync(Reading(3), Cancel);
        Assert.Equal([Workspace(1), Workspace(2)], changes.Added.Select(row => row.Workspace));
        Assert.Equal([Workspace(50)], changes.Removed.Select(row => row.Workspace));
        Assert.True(changes.IsMarked);
    }

    [Fact]
    public async Task Rows_that_could_not_be_written_are_not_removed_and_leave_the_region_without_a_mark()
    {
        await SyncAsync(Noon, [Workspace(0)]);
        var sync = await Sync().BeginAsync(Ireland, Noon.AddHours(2), Cancel);
        _inventory.BeforeWrite = _ => throw InventoryInMemory.Unavailable;
        await Assert.ThrowsAsync<StoreException>(() => sync.AddPageAsync([Workspace(0) with { State = WorkspaceState.Stopped }], Cancel));
        _inventory.BeforeWrite = null;

        var changes = await sync.CompleteAsync(Reading(1), Cancel);

        Assert.Equal([Workspace(0)], _inventory.Rows.Values.Select(row => row.Workspace));
        Assert.False(changes.IsMarked);
        Assert.Equal(Noon, _inventory.Marks[(Account, "eu-west-1")]);
    }

    [Fact]
    public async Task A_removal_that_fails_on_its_way_can_be_called_again()
    {
        await SyncAsync(Noon, Workspaces(250));
        var sync = await Sync().BeginAsync(Ireland, Noon.AddMinutes(1), Cancel);
        var calls = 0;
        _inventory.BeforeWrite = _ => calls = calls == 1 ? throw InventoryInMemory.Unavailable : calls + 1;
        await Assert.ThrowsAsync<StoreException>(() => sync.CompleteAsync(Reading(0), Cancel));
        Assert.Equal(100, sync.Changes.Removed.Count);

        _inventory.BeforeWrite = null;
        Assert.Equal(250, (await sync.CompleteAsync(Reading(0), Cancel)).Removed.Count);
        Assert.Empty(_inventory.Rows);
    }

    [Fact]
    public async Task A_row_that_another_has_written_since_is_not_removed()
    {
        await SyncAsync(Noon, Workspaces(2));
        var slow = await Sync().BeginAsync(Ireland, Noon.AddMinutes(1), Cancel);
        await SyncAsync(Noon.AddMinutes(2), [Workspace(0), Workspace(1) with { State = WorkspaceState.Stopped }]);

        var changes = await slow.CompleteAsync(Reading(0), Cancel);

        Assert.Equal([Workspace(0).WorkspaceId], changes.Removed.Select(row => row.Workspace.WorkspaceId));
        Assert.Equal([Workspace(1).WorkspaceId], _inventory.Rows.Keys);
    }

    [Fact]
    public async Task Finding_adds_and_changes_and_removes_nothing()
    {
        await SyncAsync(Noon, Workspaces(3));
        var changes = await SyncAsync(Noon.AddMinutes(1), [Workspace(0) with { State = WorkspaceState.Stopped }, Workspace(9)], InventorySyncMode.AddAndChange);
        Assert.Single(changes.Added);
        Assert.Single(changes.Changed);
        Assert.Empty(changes.Removed);
        Assert.True(changes.IsMarked);
        Assert.Equal(4, _inventory.Rows.Count);
    }

    [Fact]
    public async Task Reaping_removes_and_leaves_other_rows_as_they_are_and_marks_only_where_these_are_right()
    {
        await SyncAsync(Noon, Workspaces(3));
        var changes = await SyncAsync(Noon.AddHours(2), [Workspace(0) with { State = WorkspaceState.Stopped }, Workspace(1), Workspace(9)], InventorySyncMode.Remove);
        Assert.Equal([Workspace(2)], changes.Removed.Select(row => row.Workspace));
        Assert.Empty(changes.Added);
        Assert.Empty(changes.Changed);
        Assert.Equal(1, changes.Unchanged);
        Assert.Equal([Workspace(0), Workspace(1)], _inventory.Rows.Values.Select(row => row.Workspace));
        Assert.False(changes.IsMarked);

        Assert.True((await SyncAsync(Noon.AddHours(2), [Workspace(0), Workspace(1)], InventorySyncMode.Remove)).IsMarked);
    }

    [Fact]
    public async Task A_part_of_a_region_is_compared_with_its_own_rows_and_says_nothing_of_others()
    {
        await SyncAsync(Noon, Workspaces(40));
        _inventory.Forget();
        Assert.Equal(1, (await SyncAsync(Noon.AddDays(1), [Workspace(3)], InventorySyncMode.Part)).Unchanged);
        Assert.Equal(0, _inventory.Writes);

        var changes = await SyncAsync(Noon.AddDays(1), [Workspace(3) with { State = WorkspaceState.Error }], InventorySyncMode.Part);
        Assert.Equal(Workspace(3), Assert.Single(changes.Changed).Before.Workspace);
        Assert.Empty(changes.Removed);
        Assert.False(changes.IsMarked);
        Assert.Equal(40, _inventory.Rows.Count);
        Assert.Equal(Noon, _inventory.Marks[(Account, "eu-west-1")]);
    }

    [Fact]
    public async Task A_WorkSpace_that_is_listed_twice_is_written_as_it_was_last_read()
    {
        var changes = await SyncAsync(Noon, [Workspace(0), Workspace(0) with { State = WorkspaceState.Stopped }]);
        Assert.Equal(WorkspaceState.Stopped, Assert.Single(changes.Added).Workspace.State);

        await SyncAsync(Noon, [Workspace(0), Workspace(0) with { State = WorkspaceState.Stopped }]);
        Assert.Equal(WorkspaceState.Stopped, _inventory.Rows.Values.Single().Workspace.State);
    }

    [Fact]
    public async Task What_cannot_be_right_is_refused_before_anything_is_written()
    {
        await SyncAsync(Noon, Workspaces(2));
        _inventory.Forget();
        var sync = await Sync().BeginAsync(Ireland, Noon, Cancel);
        await Assert.ThrowsAsync<ArgumentException>(() => sync.AddPageAsync([Workspace(0), Workspace(1, Oregon)], Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => sync.CompleteAsync(Reading(0) with { Region = "us-west-2" }, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => sync.CompleteAsync(Reading(0) with { AccountId = "210987654321" }, Cancel));
        // A page that was read and never given would be taken for gone.
        await Assert.ThrowsAsync<ArgumentException>(() => sync.CompleteAsync(Reading(1), Cancel));
        Assert.Equal(0, _inventory.Writes);

        await sync.CompleteAsync(Reading(0), Cancel);
        await Assert.ThrowsAsync<InvalidOperationException>(() => sync.CompleteAsync(Reading(0), Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() => sync.AddPageAsync([], Cancel));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InventorySync(_inventory, 0));
    }

    [Fact]
    public void After_a_whole_reading_the_inventory_is_as_the_region_and_a_second_one_writes_nothing()
    {
        var states = Gen.Elements(WorkspaceState.Available, WorkspaceState.Stopped);
        var estates = Gen.Choose(0, 12).Zip(states).ListOf().Select(drawn => drawn.GroupBy(one => one.Item1).Select(same => Workspace(same.Key) with { State = same.First().Item2 }).ToArray());
        Always.Holds(estates.ListOf().ToArbitrary(), async readings =>
        {
            _inventory.Rows.Clear();
            foreach (var estate in readings)
            {
                await SyncAsync(Noon, estate);
                Assert.Equal(estate.OrderBy(one => one.WorkspaceId, StringComparer.Ordinal), _inventory.Rows.Values.Select(row => row.Workspace));
                _inventory.Forget();
                await SyncAsync(Noon, estate);
                Assert.Equal(0, _inventory.Writes);
            }
        });
    }

    private InventorySync Sync(InventorySyncMode mode = InventorySyncMode.Whole) => new(_inventory, mode);

    private async Task<InventoryChanges> SyncAsync(DateTimeOffset now, DcvWorkspace[] workspaces, InventorySyncMode mode = InventorySyncMode.Whole, WorkspacePlace? place = null)
    {
        // What is finer than a millisecond is cut off.
        var sync = await Sync(mode).BeginAsync(place ?? Ireland, now.AddTicks(7), Cancel);
        foreach (var page in workspaces.Chunk(25)) await sync.AddPageAsync(page, Cancel);
        return await sync.CompleteAsync(Reading(workspaces.Length) with { Region = (place ?? Ireland).Region, AccountId = (place ?? Ireland).AccountId }, Cancel);
    }

    private static RegionReading Reading(int count, RegionOutcome outcome = RegionOutcome.Complete) => new() { Region = "eu-west-1", AccountId = Account, Outcome = outcome, Count = count };

    private static DcvWorkspace[] Workspaces(int count) => [.. Enumerable.Range(0, count).Select(number => Workspace(number))];

    private static DcvWorkspace Workspace(int number, WorkspacePlace? place = null) => new($"ws-{number:D8}", (place ?? Ireland).Region, (place ?? Ireland).AccountId)
    {
        UserName = $"user {number}",
        DirectoryId = "d-1234567890",
        State = WorkspaceState.Available,
        Protocols = ["WSP"],
    };
}
