using System;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Aws;
using DcvAdmin.Adapters.Tests.Stores.DynamoDb;
using DcvAdmin.Emulators;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces;

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
}
