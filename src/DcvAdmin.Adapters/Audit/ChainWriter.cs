using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DcvAdmin.Stores;
using static DcvAdmin.Tokens.GrantItems;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace DcvAdmin.Audit;

/// <summary>Appends segments to the chain, each by one conditional write. One caller at a time; processes race, and the head decides.</summary>
/// <remarks>
/// A record that an item holds enters the chain once: its item is read after the head, the head is replaced only if it is still that one, and no head is
/// replaced before the items have let go of what its segment took from them.
/// </remarks>
internal sealed class ChainWriter(DynamoDbTable table)
{
    private const int MostBytes = 64 * 1024;
    private const int MostHeldByItems = 100;
    private const int Rounds = 50;

    private static readonly TimeSpan CollectionPeriod = TimeSpan.FromMinutes(5);

    // Timing alone: whoever foresees it gains nothing.
#pragma warning disable CA5394
    private readonly Random _jitter = new();
#pragma warning restore CA5394
    private ChainHead? _known;
    private Stopwatch? _sinceCollection;

    /// <summary>What fits into one segment, from the first on.</summary>
    public static DynamoDbAuditLog.Waiting[] FirstSegmentOf(IEnumerable<DynamoDbAuditLog.Waiting> waiting)
    {
        int bytes = 0, held = 0;
        return [.. waiting.TakeWhile((next, place) =>
        {
            bytes += SizeOf(next.Record.Entry);
            if (next.Record.Key is not null) held++;
            return place == 0 || (bytes <= MostBytes && held <= MostHeldByItems);
        })];
    }

    public async Task<ChainHead> ReadHeadAsync() => ChainHead.Read(await table.GetAsync(DynamoDbSchema.HeadKey).ConfigureAwait(false));

    /// <summary>Segments in their order; one that is missing is left out, and the chain misses its records.</summary>
    public async Task<IReadOnlyList<(long Number, IReadOnlyList<AuditRecord> Records)>> ReadSegmentsAsync(ChainHead head, long first, int count)
    {
        var numbers = Enumerable.Range(0, count).Select(i => first + i).Where(number => number <= head.Segment).ToArray();
        var items = await table.GetManyAsync([.. numbers.Where(number => number < head.Segment).Select(DynamoDbSchema.KeyOfSegment)]).ConfigureAwait(false);
        var segments = new List<(long, IReadOnlyList<AuditRecord>)>();
        foreach (var number in numbers)
        {
            if (number == head.Segment) segments.Add((number, AuditEntryText.ReadRecords(head.Records)));
            else if (items.TryGetValue(DynamoDbSchema.KeyOfSegment(number), out var item)) segments.Add((number, AuditEntryText.ReadRecords(item["Records"].S)));
        }

        return segments;
    }

    /// <summary>Appends one segment.</summary>
    public async Task AppendAsync(IReadOnlyList<PendingRecord> records)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var head = _known ?? await ReadHeadAsync().ConfigureAwait(false);
            _known = null;
            head = await FinishAsync(head).ConfigureAwait(false);
            var left = await StillHeldAsync(records).ConfigureAwait(false);
            if (left.Count == 0)
            {
                _known = head;
                return;
            }

            var chain = new AuditChain(head.End);
            var text = AuditEntryText.WriteRecords([.. left.Select(record => chain.Append(record.Entry))]);
            var next = new ChainHead(head.Segment + 1, chain.Head, text, [.. left.Where(record => record.Key is not null).Select(record => new[] { record.Key!, record.Text! })]) { Write = Guid.NewGuid().ToString("N") };
            if (await TryReplaceAsync(head, next).ConfigureAwait(false))
            {
                _known = await TryClearAsync(next).ConfigureAwait(false);
                return;
            }

            await DynamoDbTable.PauseAsync(Math.Min(round, 3), _jitter).ConfigureAwait(false);
        }

        throw new StoreException(StoreFault.Unavailable, $"Too many processes append to the audit chain in the {table.Description}.", "Try again.");
    }

    /// <summary>Appends the records that items hold.</summary>
    public async Task CollectAsync()
    {
        _sinceCollection = Stopwatch.StartNew();
        string[] keys;
        try
        {
            keys = await FindHoldersAsync().ConfigureAwait(false);
        }
        catch (AmazonDynamoDBException failure) when (DynamoDbFaults.IsMissingIndex(failure))
        {
            // A table that was made by the published steps: this process appends its own, and says nothing of those that ended before it.
            return;
        }

        while (keys.Length > 0)
        {
            var items = await table.GetManyAsync(keys.Take(MostHeldByItems / 2).ToArray()).ConfigureAwait(false);
            // The order in which they came about, as far as clocks tell.
            var records = items.Values.SelectMany(PendingRecord.Of).OrderBy(record => record.Entry.Time).ThenBy(record => record.Entry.Event).ToArray();
            if (records.Length > 0) await AppendAsync(records).ConfigureAwait(false);
            keys = [.. keys.Skip(MostHeldByItems / 2)];
        }
    }

    /// <summary>Collects where it was not done for a while: a process that ended left records to others.</summary>
    public Task CollectNowAndThenAsync(Func<Task> collect) => _sinceCollection is { } since && since.Elapsed < CollectionPeriod ? Task.CompletedTask : collect();

    private static int SizeOf(AuditEntry entry) => 200 + (3 * (entry.Actor.Length + Length(entry.SessionId) + Length(entry.UserName) + Length(entry.ClientAddress) + Length(entry.Detail)));

    private static int Length(string? text) => text?.Length ?? 0;

    private async Task<string[]> FindHoldersAsync()
    {
        var keys = new List<string>();
        Item? after = null;
        do
        {
            var start = after;
            var response = await table.CallAsync("dynamodb:Query", (dynamo, stop) => dynamo.QueryAsync(
                new QueryRequest
                {
                    TableName = table.Name,
                    IndexName = DynamoDbSchema.PendingIndex,
                    KeyConditionExpression = "AuditPending = :mark",
                    ExpressionAttributeValues = new() { [":mark"] = Text(DynamoDbSchema.PendingMark) },
                    ExclusiveStartKey = start,
                },
                stop)).ConfigureAwait(false);
            keys.AddRange((response.Items ?? []).Select(item => item[DynamoDbSchema.Key].S));
            after = response.LastEvaluatedKey is { Count: > 0 } last ? last : null;
        }
        while (after is not null);
        return [.. keys];
    }

    // What must be done before the head may be replaced, by whoever comes first.
    private async Task<ChainHead> FinishAsync(ChainHead head)
    {
        if (head.Segment == 0) return head;
        if (!head.IsFiled)
        {
            try
            {
                await table.CallAsync("dynamodb:PutItem", (dynamo, stop) => dynamo.PutItemAsync(
                    new PutItemRequest { TableName = table.Name, Item = head.ToSegment(), ConditionExpression = "attribute_not_exists(AuthToken)" }, stop)).ConfigureAwait(false);
            }
            catch (ConditionalCheckFailedException)
            {
                // Another process was first; the content follows from the head.
            }

            head = head with { IsFiled = true };
        }

        return head.IsCleared ? head : await ClearAsync(head).ConfigureAwait(false);
    }

    // A record whose item does not hold it any more was appended by another process.
    private async Task<IReadOnlyList<PendingRecord>> StillHeldAsync(IReadOnlyList<PendingRecord> records)
    {
        var keys = records.Where(record => record.Key is not null).Select(record => record.Key!).ToArray();
        if (keys.Length == 0) return records;
        var items = await table.GetManyAsync(keys).ConfigureAwait(false);
        // Nor does an item go that still holds one: a purge waits for the chain, and DynamoDB's own expiry for a day.
        return [.. records.Where(record => record.Key is null || (items.TryGetValue(record.Key, out var item) && item.TryGetValue("PendingRecords", out var held) && held.SS is { } texts && texts.Contains(record.Text!)))];
    }

    private async Task<bool> TryReplaceAsync(ChainHead head, ChainHead next)
    {
        var request = new PutItemRequest { TableName = table.Name, Item = next.ToItem(), ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD };
        if (head.Segment == 0)
        {
            request.ConditionExpression = "attribute_not_exists(AuthToken)";
        }
        else
        {
            request.ConditionExpression = "#segment = :segment AND #hash = :hash";
            // Both are reserved words.
            request.ExpressionAttributeNames = new() { ["#segment"] = "Segment", ["#hash"] = "Hash" };
            request.ExpressionAttributeValues = new() { [":segment"] = Number(head.Segment), [":hash"] = new() { B = new(head.End.Hash) } };
        }

        try
        {
            await table.CallAsync("dynamodb:PutItem", (dynamo, stop) => dynamo.PutItemAsync(request, stop)).ConfigureAwait(false);
            return true;
        }
        catch (ConditionalCheckFailedException refusal)
        {
            // An answer that was lost makes the SDK ask again, and the second attempt meets what the first one wrote.
            return refusal.Item is { Count: > 0 } item && NullableText(item, "WriteId") == next.Write;
        }
    }

    // The records are in the chain already: a failure here is work for the next one, not a failure of theirs.
    private async Task<ChainHead> TryClearAsync(ChainHead head)
    {
        try
        {
            return await ClearAsync(head).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            return head;
        }
    }

    private async Task<ChainHead> ClearAsync(ChainHead head)
    {
        if (head.Taken.Count > 0)
        {
            var items = await table.GetManyAsync([.. head.Taken.Select(taken => taken[0])]).ConfigureAwait(false);
            var holding = head.Taken
                .Where(taken => items.TryGetValue(taken[0], out var item) && item.TryGetValue("PendingRecords", out var held) && held.SS is { } texts && texts.Contains(taken[1]))
                .GroupBy(taken => taken[0], taken => taken[1], StringComparer.Ordinal);
            await DynamoDbTable.ForEachAsync(holding, taken => LetGoAsync(taken.Key, [.. taken])).ConfigureAwait(false);
        }

        return head with { IsCleared = true };
    }

    private async Task LetGoAsync(string key, List<string> texts)
    {
        var values = texts.Select((text, i) => ($":t{i}", text)).ToArray();
        try
        {
            // The mark goes with the last record, so that the index loses the item.
            await UpdateAsync("REMOVE AuditPending, PendingRecords", $"size(PendingRecords) = :count AND {string.Join(" AND ", values.Select(value => $"contains(PendingRecords, {value.Item1})"))}",
                new Item(values.ToDictionary(value => value.Item1, value => Text(value.text))) { [":count"] = Number(texts.Count) }).ConfigureAwait(false);
        }
        catch (ConditionalCheckFailedException)
        {
            try
            {
                await UpdateAsync("DELETE PendingRecords :texts", "attribute_exists(PendingRecords)", new() { [":texts"] = new() { SS = texts } }).ConfigureAwait(false);
            }
            catch (ConditionalCheckFailedException)
            {
                // Another process was first.
            }
        }

        Task<UpdateItemResponse> UpdateAsync(string update, string condition, Item values) => table.CallAsync("dynamodb:UpdateItem", (dynamo, stop) => dynamo.UpdateItemAsync(
            new UpdateItemRequest { TableName = table.Name, Key = DynamoDbTable.KeyOf(key), UpdateExpression = update, ConditionExpression = condition, ExpressionAttributeValues = values }, stop));
    }
}
