using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Aws;
using DcvAdmin.Adapters.Tests.Stores.DynamoDb;
using DcvAdmin.Emulators;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Adapters.Tests.Workspaces;

/// <summary>A table that is not there, not allowed or laid out otherwise: each a clear error.</summary>
[Collection(AwsSurroundings.Name)]
public sealed class DynamoDbInventoryFaultTests(MotoServer moto) : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2046, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly InventoryRow Row = new(new DcvWorkspace("ws-00000001", "eu-west-1", "123456789012") { UserName = "anna" }, Now);

    private readonly EmulatedTable _table = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _table.DisposeAsync();

    [Theory]
    [InlineData("GetItem", "dynamodb:GetItem")]
    [InlineData("Query", "dynamodb:Query")]
    [InlineData("Scan", "dynamodb:Scan")]
    [InlineData("BatchWriteItem", "dynamodb:BatchWriteItem")]
    [InlineData("DeleteItem", "dynamodb:DeleteItem")]
    [InlineData("UpdateItem", "dynamodb:UpdateItem")]
    public async Task A_permission_that_is_missing_is_named(string operation, string action)
    {
        await _table.CreateInventoryAsync(moto);
        using var inventory = await _table.OpenInventoryAsync(Now);
        await inventory.PutAsync([Row], Cancel);
        _table.Tap.Instead = (asked, context) => asked == operation ? TableTap.RefuseAsync(context, "AccessDeniedException") : Task.FromResult(false);

        var failure = await Assert.ThrowsAsync<StoreException>(() => operation switch
        {
            "GetItem" => inventory.GetAsync("ws-00000001", Cancel),
            "Query" => inventory.FindAsync(new WorkspaceFilter { UserName = "anna" }, null, null, 10, Cancel),
            "Scan" => inventory.FindAsync(new WorkspaceFilter(), null, null, 10, Cancel),
            "BatchWriteItem" => inventory.PutAsync([Row], Cancel),
            "DeleteItem" => inventory.RemoveAsync([Row], Cancel),
            _ => inventory.MarkAsync(new InventoryRegion("123456789012", "eu-west-1", Now), Cancel),
        });

        Assert.Equal(StoreFault.AccessDenied, failure.Fault);
        Assert.Contains($"it needs {action} ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_is_not_there_or_has_no_index_says_how_it_is_laid_out()
    {
        await _table.CreateInventoryAsync(moto, hasIndexes: false);
        using var inventory = await _table.OpenInventoryAsync(Now);
        var failure = await Assert.ThrowsAsync<StoreException>(() => inventory.FindAsync(new WorkspaceFilter { UserName = "anna" }, null, null, 10, Cancel));
        Assert.Equal(StoreFault.NotAStore, failure.Fault);
        Assert.Contains("UserIndex", failure.Message, StringComparison.Ordinal);

        using var nowhere = await DynamoDbWorkspaceInventory.OpenAsync(_table.Uri with { Table = "nowhere" }, EmulatedTable.Patient, () => Now, DcvAdmin.Reporting.SilentWorkReport.Instance, Cancel);
        failure = await Assert.ThrowsAsync<StoreException>(() => nowhere.GetAsync("ws-00000001", Cancel));
        Assert.Equal(StoreFault.NotAStore, failure.Fault);
        Assert.Contains("WorkspaceId", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_is_wrong_reads_and_does_not_write()
    {
        await _table.CreateInventoryAsync(moto);
        using var right = await _table.OpenInventoryAsync(Now);
        await right.PutAsync([Row], Cancel);
        foreach (var minutes in new[] { -2, 2 })
        {
            using var wrong = await _table.OpenInventoryAsync(Now.AddMinutes(minutes));
            Assert.Equal(StoreFault.ClockBehind, (await Assert.ThrowsAsync<StoreException>(() => wrong.PutAsync([Row], Cancel))).Fault);
            Assert.Equal(Row, await wrong.GetAsync("ws-00000001", Cancel));
        }
    }

    [Fact]
    public async Task Rows_of_a_batch_that_were_left_unprocessed_are_sent_again()
    {
        await _table.CreateInventoryAsync(moto);
        using var inventory = await _table.OpenInventoryAsync(Now);
        var rows = Enumerable.Range(0, 60).Select(number => new InventoryRow(new DcvWorkspace($"ws-{number:00000000}", "eu-west-1", "123456789012") { UserName = "anna" }, Now)).ToArray();
        var batches = 0;
        _table.Tap.Instead = async (operation, context) =>
        {
            // Every other one; what is left of it may be left again.
            if (operation != "BatchWriteItem" || Interlocked.Increment(ref batches) % 2 == 0) return false;
            var request = JsonNode.Parse((string)context.Items["body"]!)!.AsObject();
            var writes = request["RequestItems"]![_table.Name]!.AsArray();
            var left = new JsonArray([.. writes.Skip(writes.Count / 2).Select(write => write!.DeepClone())]);
            request["RequestItems"] = new JsonObject { [_table.Name] = new JsonArray([.. writes.Take(writes.Count / 2).Select(write => write!.DeepClone())]) };
            if (writes.Count > 1) await _table.Tap.ArriveAsync(operation, request.ToJsonString());
            context.Response.ContentType = "application/x-amz-json-1.0";
            await context.Response.WriteAsync(new JsonObject { ["UnprocessedItems"] = new JsonObject { [_table.Name] = left } }.ToJsonString(), Cancel);
            return true;
        };

        await inventory.PutAsync(rows, Cancel);

        _table.Tap.Instead = null;
        Assert.InRange(batches, 5, 30);
        Assert.Equal(rows, (await inventory.FindAsync(new WorkspaceFilter { UserName = "anna" }, null, null, 1000, Cancel)).Items);
    }

    [Fact]
    public async Task A_batch_that_is_never_processed_is_an_error()
    {
        await _table.CreateInventoryAsync(moto);
        using var inventory = await _table.OpenInventoryAsync(Now, EmulatedTable.Patient with { BatchDeadline = TimeSpan.Zero });
        _table.Tap.Instead = async (operation, context) =>
        {
            if (operation != "BatchWriteItem") return false;
            context.Response.ContentType = "application/x-amz-json-1.0";
            await context.Response.WriteAsync(new JsonObject { ["UnprocessedItems"] = JsonNode.Parse((string)context.Items["body"]!)!["RequestItems"]!.DeepClone() }.ToJsonString(), Cancel);
            return true;
        };

        Assert.Equal(StoreFault.Throttled, (await Assert.ThrowsAsync<StoreException>(() => inventory.PutAsync([Row], Cancel))).Fault);
        _table.Tap.Instead = null;
        Assert.Null(await inventory.GetAsync("ws-00000001", Cancel));
    }

    [Fact]
    public async Task A_table_that_is_throttled_for_a_moment_is_waited_for_and_one_that_stays_so_is_an_error()
    {
        await _table.CreateInventoryAsync(moto);
        using var inventory = await _table.OpenInventoryAsync(Now, EmulatedTable.Patient with { BatchDeadline = TimeSpan.Zero });
        // Once for each operation.
        var refused = new HashSet<string>();
        _table.Tap.Instead = (operation, context) => refused.Add(operation) ? TableTap.RefuseAsync(context, "ThrottlingException") : Task.FromResult(false);
        foreach (var (_, work) in Calls(inventory)) await work();
        Assert.Equal(6, refused.Count);

        _table.Tap.Instead = (_, context) => TableTap.RefuseAsync(context, "ProvisionedThroughputExceededException");
        foreach (var (operation, work) in Calls(inventory))
        {
            var failure = await Assert.ThrowsAsync<StoreException>(work);
            Assert.True(failure.Fault == StoreFault.Throttled, $"{operation}: {failure.Fault}");
        }
    }

    [Fact]
    public async Task A_table_that_cannot_be_reached_or_does_not_answer_is_unavailable()
    {
        await _table.CreateInventoryAsync(moto);
        using var inventory = await _table.OpenInventoryAsync(Now, EmulatedTable.Patient with { CallDeadline = TimeSpan.FromMilliseconds(400) });
        foreach (var isSilent in new[] { false, true })
        {
            _table.Tap.Instead = async (_, context) =>
            {
                if (isSilent) await Task.Delay(TimeSpan.FromSeconds(5), context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                context.Abort();
                return true;
            };
            foreach (var (operation, work) in Calls(inventory))
            {
                var failure = await Assert.ThrowsAsync<StoreException>(work);
                Assert.True(failure.Fault == StoreFault.Unavailable, $"{operation}: {failure.Fault}");
            }
        }
    }

    [Fact]
    public async Task A_synchronization_and_a_reader_need_no_more_permissions_than_the_guide_lists()
    {
        await _table.CreateInventoryAsync(moto);
        using var inventory = await _table.OpenInventoryAsync(Now);
        var place = new WorkspacePlace("123456789012", "eu-west-1");
        foreach (var (minutes, count) in new[] { (0, 3), (1, 2), (2, 2) })
        {
            var region = await new InventorySync(inventory, InventorySyncMode.Whole).BeginAsync(place, Now.AddMinutes(minutes), Cancel);
            await region.AddPageAsync([.. Enumerable.Range(0, count).Select(number => new DcvWorkspace($"ws-{number:00000000}", place.Region, place.AccountId) { UserName = "anna" })], Cancel);
            await region.CompleteAsync(new RegionReading { Region = place.Region, AccountId = place.AccountId, Outcome = RegionOutcome.Complete, Count = count }, Cancel);
        }

        Assert.Equal(["BatchWriteItem", "DeleteItem", "GetItem", "Query PlaceIndex", "UpdateItem"], Needed());

        _table.Tap.Forget();
        await inventory.GetAsync("ws-00000001", Cancel);
        await inventory.ReadRegionsAsync(Cancel);
        foreach (var filter in new WorkspaceFilter[] { new(), new() { UserName = "anna" }, new() { WorkspaceIds = ["ws-00000000", "ws-00000001"] } }) await inventory.FindAsync(filter, null, null, 10, Cancel);
        Assert.Equal(["BatchGetItem", "GetItem", "Query UserIndex", "Scan"], Needed());

        string[] Needed() => [.. _table.Tap.Requests.Select(request => $"{request.Operation} {(string?)JsonNode.Parse(request.Body)!["IndexName"]}".Trim()).Distinct().Order(StringComparer.Ordinal)];
    }

    private static (string Operation, Func<Task> Work)[] Calls(DynamoDbWorkspaceInventory inventory) =>
    [
        ("GetItem", () => inventory.GetAsync("ws-00000001", Cancel)),
        ("BatchWriteItem", () => inventory.PutAsync([Row], Cancel)),
        ("Query", () => inventory.FindAsync(new WorkspaceFilter { UserName = "anna" }, null, null, 10, Cancel)),
        ("Scan", () => inventory.FindAsync(new WorkspaceFilter(), null, null, 10, Cancel)),
        ("UpdateItem", () => inventory.MarkAsync(new InventoryRegion("123456789012", "eu-west-1", Now), Cancel)),
        ("DeleteItem", () => inventory.RemoveAsync([Row], Cancel)),
    ];
}
