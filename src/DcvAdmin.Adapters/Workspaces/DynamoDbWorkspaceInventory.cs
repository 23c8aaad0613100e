using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DcvAdmin.Reporting;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace DcvAdmin.Workspaces;

/// <summary>
/// An inventory in a table of DynamoDB; see docs/decisions/0026. Rows are written in batches, which have no conditions: a batch that arrives late writes a row as it was
/// read then, which the next reading finds. Rows are removed one by one, under the condition that they are as they were.
/// </summary>
internal sealed class DynamoDbWorkspaceInventory(DynamoDbTable table) : IWorkspaceInventory
{
    // Amazon DynamoDB Developer Guide, "Service, account, and table quotas".
    private const int WritesInABatch = 25;
    private const int LeastExamined = 100;
    private const int MostExamined = 10_000;

    /// <summary>Finds credentials and region; the table itself is asked by the first call that needs it.</summary>
    /// <exception cref="StoreException">There are no credentials or no region.</exception>
    public static async Task<DynamoDbWorkspaceInventory> OpenAsync(
        StoreUri.DynamoDb uri, DynamoDbOptions options, Func<DateTimeOffset> wallClock, IWorkReport report, CancellationToken cancellationToken) =>
        new(await DynamoDbTable.OpenAsync(uri, TableLayout.Inventory, options, wallClock, report, cancellationToken).ConfigureAwait(false));

    public Task<InventoryRow?> GetAsync(string workspaceId, CancellationToken cancellationToken) =>
        GetAsync(workspaceId ?? throw new ArgumentNullException(nameof(workspaceId))).AbandonOn(cancellationToken);

    public Task<Page<InventoryRow>> FindAsync(WorkspaceFilter filter, WorkspacePlace? place, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        if (filter is null) throw new ArgumentNullException(nameof(filter));
        InventoryRules.CheckPageSize(pageSize);
        var after = InventoryCursor.Parse(cursor);
        return (filter.WorkspaceIds.Count > 0 ? FindByIdAsync(filter, place, after, pageSize) : FindAsync(filter, place, after, pageSize)).AbandonOn(cancellationToken);
    }

    public Task<IReadOnlyList<InventoryRegion>> ReadRegionsAsync(CancellationToken cancellationToken) => ReadRegionsAsync().AbandonOn(cancellationToken);

    public Task PutAsync(IReadOnlyList<InventoryRow> rows, CancellationToken cancellationToken) => PutAsync(InventoryRules.Kept(rows)).AbandonOn(cancellationToken);

    public Task<IReadOnlyList<string>> RemoveAsync(IReadOnlyList<InventoryRow> rows, CancellationToken cancellationToken) =>
        RemoveAsync(rows ?? throw new ArgumentNullException(nameof(rows))).AbandonOn(cancellationToken);

    public Task MarkAsync(InventoryRegion region, CancellationToken cancellationToken) =>
        MarkAsync(region ?? throw new ArgumentNullException(nameof(region))).AbandonOn(cancellationToken);

    public void Dispose() => table.Dispose();

    private async Task<InventoryRow?> GetAsync(string workspaceId) =>
        InventoryRules.IsId(workspaceId) && await table.GetAsync(workspaceId).ConfigureAwait(false) is { } item ? InventoryItems.Read(item) : null;

    private async Task<IReadOnlyList<InventoryRegion>> ReadRegionsAsync() =>
        await table.GetAsync(TableLayout.Inventory.ProbeKey).ConfigureAwait(false) is { } item ? InventoryItems.ReadMarks(item) : [];

    private async Task PutAsync(IReadOnlyList<InventoryRow> rows)
    {
        if (rows.Count == 0) return;
        await BeginAsync().ConfigureAwait(false);
        var batches = rows.Select((row, place) => (row, place)).GroupBy(one => one.place / WritesInABatch, one => new WriteRequest(new PutRequest(InventoryItems.Of(one.row))));
        await DynamoDbTable.ForEachAsync(batches, async batch =>
        {
            List<WriteRequest> left = [.. batch];
            await table.PatientlyAsync("dynamodb:BatchWriteItem", async () =>
            {
                var response = await table.CallAsync("dynamodb:BatchWriteItem", (dynamo, stop) => dynamo.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [table.Name] = left } }, stop)).ConfigureAwait(false);
                if (response.UnprocessedItems is not { Count: > 0 } unprocessed) return true;
                left = unprocessed[table.Name];
                return false;
            }).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<string>> RemoveAsync(IReadOnlyList<InventoryRow> rows)
    {
        var removed = new HashSet<string>(StringComparer.Ordinal);
        await DynamoDbTable.ForEachAsync(rows.Where(row => InventoryRules.IsId(row.Workspace.WorkspaceId)), row => table.PatientlyAsync("dynamodb:DeleteItem", async () =>
        {
            try
            {
                var unchanged = new ItemWrite { Condition = $"{InventoryItems.RecordedAt} = :recorded", Values = new() { [":recorded"] = InventoryItems.Instant(row.RecordedAt) } };
                await table.DeleteAsync(row.Workspace.WorkspaceId, unchanged).ConfigureAwait(false);
                lock (removed) removed.Add(row.Workspace.WorkspaceId);
            }
            catch (ConditionNotMetException)
            {
                // Another has written it since, or removed it.
            }

            return true;
        })).ConfigureAwait(false);
        return [.. rows.Select(row => row.Workspace.WorkspaceId).Where(removed.Remove)];
    }

    private async Task MarkAsync(InventoryRegion region)
    {
        await BeginAsync().ConfigureAwait(false);
        try
        {
            var newer = new ItemWrite
            {
                Update = "SET #place = :read",
                Condition = "attribute_not_exists(#place) OR #place < :read",
                Names = new Dictionary<string, string> { ["#place"] = InventoryRules.PlaceOf(region.AccountId, region.Region) },
                Values = new() { [":read"] = InventoryItems.Instant(region.ReadAt) },
            };
            await table.UpdateAsync(TableLayout.Inventory.ProbeKey, newer).ConfigureAwait(false);
        }
        catch (ConditionNotMetException)
        {
            // A newer mark stands there, or this one already.
        }
    }

    // What is read is right by whatever clock; but a mark from the future would hold its place until then.
    private Task BeginAsync() => table.BeginToDateAsync("rows and regions would be written down with a wrong age");

    private async Task<Page<InventoryRow>> FindByIdAsync(WorkspaceFilter filter, WorkspacePlace? place, string? after, int pageSize)
    {
        var ids = InventoryRules.IdsAfter(filter, after, pageSize);
        string[] asked = [.. ids.Take(pageSize)];
        var items = asked.Length == 1
            ? await table.GetAsync(asked[0]).ConfigureAwait(false) is { } item ? new() { [asked[0]] = item } : []
            : await table.GetManyAsync(asked).ConfigureAwait(false);
        var rows = asked.Where(items.ContainsKey).Select(id => InventoryItems.Read(items[id])).OfType<InventoryRow>().Where(row => InventoryRules.IsMeant(row.Workspace, filter, place));
        return new Page<InventoryRow>([.. rows], ids.Count > pageSize ? InventoryCursor.Format(ids[pageSize - 1]) : null);
    }

    private async Task<Page<InventoryRow>> FindAsync(WorkspaceFilter filter, WorkspacePlace? place, string? after, int pageSize)
    {
        var (index, name, value) = filter.UserName is { Length: > 0 } user ? (InventoryItems.UserIndex, InventoryItems.UserKey, TokenFilter.FoldCase(user))
            : place is not null ? (InventoryItems.PlaceIndex, InventoryItems.Place, InventoryRules.PlaceOf(place.AccountId, place.Region))
            : (null, string.Empty, string.Empty);
        var found = new List<InventoryRow>(Math.Min(pageSize, 100));
        for (var examined = 0; examined < MostExamined;)
        {
            // One more than fits tells mostly whether the page is the last; where few are meant, small requests would be many.
            var limit = Math.Max(LeastExamined, pageSize - found.Count + 1);
            var (items, last) = index is null ? await ScanAsync(after, limit).ConfigureAwait(false) : await QueryAsync(index, name, value, after, limit).ConfigureAwait(false);
            foreach (var item in items)
            {
                // What others wrote is nobody's.
                if (InventoryItems.Read(item) is { } row && InventoryRules.IsMeant(row.Workspace, filter, place))
                {
                    if (found.Count == pageSize) return new Page<InventoryRow>(found, InventoryCursor.Format(after!));
                    found.Add(row);
                }

                after = item[table.Layout.Key].S;
            }

            if (last is null) return new Page<InventoryRow>(found, null);
            after = last;
            examined += Math.Max(1, items.Count);
        }

        // A state that few are in must not make one call read the whole table: the caller comes back with the cursor.
        return new Page<InventoryRow>(found, InventoryCursor.Format(after!));
    }

    private async Task<(IReadOnlyList<Item> Items, string? Last)> QueryAsync(string index, string name, string value, string? after, int limit)
    {
        Item? start = null;
        if (after is not null)
        {
            start = table.Layout.KeyOf(after);
            start[name] = InventoryItems.Text(value);
        }

        try
        {
            var response = await table.CallAsync("dynamodb:Query", (dynamo, stop) => dynamo.QueryAsync(
                new QueryRequest
                {
                    TableName = table.Name,
                    IndexName = index,
                    KeyConditionExpression = "#key = :value",
                    ExpressionAttributeNames = new() { ["#key"] = name },
                    ExpressionAttributeValues = new() { [":value"] = InventoryItems.Text(value) },
                    Limit = limit,
                    ExclusiveStartKey = start,
                },
                stop)).ConfigureAwait(false);
            return (response.Items ?? [], LastOf(response.LastEvaluatedKey));
        }
        catch (AmazonDynamoDBException failure) when (DynamoDbFaults.IsMissingIndex(failure))
        {
            // A scan would find them too, at a price that grows with the estate and that nobody would notice.
            throw new StoreException(StoreFault.NotAStore, $"The {table.Description} has no index {index}.", string.Format(CultureInfo.InvariantCulture, "Add it with the keys {0} and {1}, both strings, and all attributes; docs/aws.md has the layout.", name, table.Layout.Key));
        }
    }

    private async Task<(IReadOnlyList<Item> Items, string? Last)> ScanAsync(string? after, int limit)
    {
        var response = await table.CallAsync("dynamodb:Scan", (dynamo, stop) => dynamo.ScanAsync(
            new ScanRequest { TableName = table.Name, Limit = limit, ExclusiveStartKey = after is null ? null : table.Layout.KeyOf(after) }, stop)).ConfigureAwait(false);
        return (response.Items ?? [], LastOf(response.LastEvaluatedKey));
    }

    private string? LastOf(Item? key) => key is { Count: > 0 } ? key[table.Layout.Key].S : null;
}
