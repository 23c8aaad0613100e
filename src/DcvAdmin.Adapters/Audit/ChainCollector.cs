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

/// <summary>Moves audit records from the items that hold them into the chain. One caller at a time; of all processes, the one that has the lease.</summary>
/// <remarks>
/// A record enters the chain once: only who has the lease replaces the head, items are read after that, and no head is replaced before the items have let go of what
/// its segment took from them. A lease that another took over is of no use any more, whatever its holder still believes.
/// </remarks>
internal sealed class ChainCollector(DynamoDbTable table)
{
    private const int MostBytes = 64 * 1024;
    private const int MostItems = 100;
    private const int MostItemsAtOnce = 10_000;
    private const int Rounds = 50;

    // Timing alone: whoever foresees it gains nothing.
#pragma warning disable CA5394
    private readonly Random _jitter = new();
#pragma warning restore CA5394

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

    /// <summary>Appends all records that items hold.</summary>
    public async Task CollectAsync()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var keys = await FindHoldersAsync().ConfigureAwait(false);
            if (keys.Count == 0) return;
            var lease = Guid.NewGuid().ToString("N");
            var head = await TakeLeaseAsync(lease).ConfigureAwait(false);
            bool isDone;
            try
            {
                isDone = await AppendAsync(head, lease, [.. keys.Take(MostItemsAtOnce)]).ConfigureAwait(false);
            }
            catch (StoreException)
            {
                await TryReleaseAsync(lease).ConfigureAwait(false);
                throw;
            }

            if (isDone && keys.Count <= MostItemsAtOnce) return;
        }

        throw Busy();
    }

    private StoreException Busy() => new(StoreFault.Unavailable, $"Other processes append to the audit chain in the {table.Description} all the time.", "Try again.");

    // True where all of it is done; false where another has taken over the lease.
    private async Task<bool> AppendAsync(ChainHead head, string lease, string[] keys)
    {
        await FileAsync(head).ConfigureAwait(false);
        await LetGoAsync(head).ConfigureAwait(false);
        var items = await table.GetManyAsync(keys).ConfigureAwait(false);
        var records = items.Values.SelectMany(PendingRecord.Of).OrderBy(record => record.Mark, StringComparer.Ordinal).ToArray();
        if (records.Length == 0) await TryReleaseAsync(lease).ConfigureAwait(false);
        for (var done = 0; done < records.Length;)
        {
            var part = SegmentFrom(records, done);
            done += part.Count;
            var isLast = done == records.Length;
            var chain = new AuditChain(head.End);
            var text = AuditEntryText.WriteRecords([.. part.Select(record => chain.Append(record.Entry))]);
            var taken = part.GroupBy(record => record.Key, record => record.Mark, StringComparer.Ordinal).Select(marks => new[] { marks.Key }.Concat(marks).ToArray());
            var before = head;
            head = new ChainHead(head.Segment + 1, chain.Head, text, [.. taken]) { Write = Guid.NewGuid().ToString("N"), Lease = isLast ? null : lease };
            if (!await TryReplaceAsync(lease, before, head).ConfigureAwait(false)) return false;
            if (isLast)
            {
                // The records are in the chain: a failure here is work for the next one.
                await TryAsync(() => LetGoAsync(head)).ConfigureAwait(false);
                return true;
            }

            await FileAsync(head).ConfigureAwait(false);
            await LetGoAsync(head).ConfigureAwait(false);
        }

        return true;
    }

    private static List<PendingRecord> SegmentFrom(PendingRecord[] records, int first)
    {
        var part = new List<PendingRecord>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var bytes = 0;
        for (var i = first; i < records.Length; i++)
        {
            bytes += SizeOf(records[i].Entry);
            keys.Add(records[i].Key);
            if (part.Count > 0 && (bytes > MostBytes || keys.Count > MostItems)) break;
            part.Add(records[i]);
        }

        return part;
    }

    private static int SizeOf(AuditEntry entry) => 200 + (3 * (entry.Actor.Length + Length(entry.SessionId) + Length(entry.UserName) + Length(entry.ClientAddress) + Length(entry.Detail)));

    private static int Length(string? text) => text?.Length ?? 0;

    private async Task<List<string>> FindHoldersAsync()
    {
        try
        {
            return await FindHoldersAsync(DynamoDbSchema.PendingIndex).ConfigureAwait(false);
        }
        catch (AmazonDynamoDBException failure) when (DynamoDbFaults.IsMissingIndex(failure))
        {
            // A table that was made by the published steps: a walk over it finds them too, at its price.
            return await FindHoldersAsync(null).ConfigureAwait(false);
        }
    }

    private async Task<List<string>> FindHoldersAsync(string? index)
    {
        var keys = new List<string>();
        Item? after = null;
        do
        {
            var start = after;
            var (items, last) = index is null
                ? await table.CallAsync("dynamodb:Scan", async (dynamo, stop) =>
                {
                    var page = await dynamo.ScanAsync(
                        new ScanRequest { TableName = table.Name, ConsistentRead = true, FilterExpression = "attribute_exists(AuditPending)", ProjectionExpression = DynamoDbSchema.Key, ExclusiveStartKey = start }, stop).ConfigureAwait(false);
                    return (page.Items, page.LastEvaluatedKey);
                }).ConfigureAwait(false)
                : await table.CallAsync("dynamodb:Query", async (dynamo, stop) =>
                {
                    var page = await dynamo.QueryAsync(
                        new QueryRequest { TableName = table.Name, IndexName = index, KeyConditionExpression = "AuditPending = :mark", ExpressionAttributeValues = new() { [":mark"] = Text(DynamoDbSchema.PendingMark) }, ExclusiveStartKey = start }, stop).ConfigureAwait(false);
                    return (page.Items, page.LastEvaluatedKey);
                }).ConfigureAwait(false);
            keys.AddRange((items ?? []).Select(item => item[DynamoDbSchema.Key].S));
            after = last is { Count: > 0 } ? last : null;
        }
        while (after is not null);
        return keys;
    }

    // Whose holder died is known by the lease that stays as it is, whatever clocks say.
    private async Task<ChainHead> TakeLeaseAsync(string lease)
    {
        (string? Lease, string Write) seen = default;
        var (waited, unchanged) = (Stopwatch.StartNew(), Stopwatch.StartNew());
        for (var round = 0; waited.Elapsed < table.Options.BatchDeadline + table.Options.LeasePatience; round++)
        {
            var (isTaken, head) = await TryTakeLeaseAsync(lease, unchanged.Elapsed > table.Options.LeasePatience ? seen.Lease : null).ConfigureAwait(false);
            if (isTaken) return head;
            if (seen != (head.Lease, head.Write))
            {
                seen = (head.Lease, head.Write);
                unchanged.Restart();
            }

            await DynamoDbTable.PauseAsync(Math.Min(round, 3), _jitter).ConfigureAwait(false);
        }

        throw Busy();
    }

    private async Task<(bool IsTaken, ChainHead Head)> TryTakeLeaseAsync(string lease, string? expired)
    {
        var take = expired is null
            ? new ItemWrite { Update = "SET LeaseId = :lease", Condition = "attribute_not_exists(LeaseId)", Values = new() { [":lease"] = Text(lease) }, Returns = ReturnedItem.After }
            : new ItemWrite { Update = "SET LeaseId = :lease", Condition = "LeaseId = :expired", Values = new() { [":lease"] = Text(lease), [":expired"] = Text(expired) }, Returns = ReturnedItem.After };
        try
        {
            return (true, ChainHead.Read(await table.UpdateAsync(DynamoDbSchema.HeadKey, take, stands: true).ConfigureAwait(false)));
        }
        catch (ConditionNotMetException refusal)
        {
            // Where an answer was lost it was asked again, and the second attempt meets what the first one wrote.
            var head = ChainHead.Read(refusal.Stored);
            return (head.Lease == lease, head);
        }
    }

    private Task TryReleaseAsync(string lease) => TryAsync(async () =>
    {
        try
        {
            await UpdateAsync(DynamoDbSchema.HeadKey, "REMOVE LeaseId", "LeaseId = :lease", new() { [":lease"] = Text(lease) }).ConfigureAwait(false);
        }
        catch (ConditionNotMetException)
        {
            // Another has it.
        }
    });

    private static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (StoreException)
        {
        }
    }

    private async Task FileAsync(ChainHead head)
    {
        if (head.Segment == 0) return;
        try
        {
            await table.PutAsync(head.ToSegment(), new ItemWrite { Condition = "attribute_not_exists(AuthToken)" }, stands: true).ConfigureAwait(false);
        }
        catch (ConditionNotMetException)
        {
            // It was filed before; the content follows from the head.
        }
    }

    private async Task<bool> TryReplaceAsync(string lease, ChainHead before, ChainHead next)
    {
        var values = new Item { [":lease"] = Text(lease) };
        if (before.Segment > 0) values[":before"] = Text(before.Write);
        try
        {
            // A request of ours that arrives late must not bring an older head back.
            var condition = "LeaseId = :lease AND " + (before.Segment > 0 ? "WriteId = :before" : "attribute_not_exists(WriteId)");
            await table.PutAsync(next.ToItem(), new ItemWrite { Condition = condition, Values = values }, stands: true).ConfigureAwait(false);
            return true;
        }
        catch (ConditionNotMetException refusal)
        {
            // The second attempt meets what the first one wrote.
            return refusal.Stored is { } item && NullableText(item, "WriteId") == next.Write;
        }
    }

    private async Task LetGoAsync(ChainHead head)
    {
        if (head.Taken.Count == 0) return;
        var items = await table.GetManyAsync([.. head.Taken.Select(taken => taken[0])]).ConfigureAwait(false);
        await DynamoDbTable.ForEachAsync(head.Taken.Where(taken => items.ContainsKey(taken[0])), taken => LetGoAsync(items[taken[0]], [.. taken.Skip(1)])).ConfigureAwait(false);
    }

    private async Task LetGoAsync(Item item, HashSet<string> marks)
    {
        var held = item.TryGetValue("PendingRecords", out var texts) && texts.SS is { } all ? all : [];
        var gone = held.Where(text => marks.Contains(AuditEntryText.Read(text).Mark)).ToList();
        if (gone.Count == 0) return;
        var key = item[DynamoDbSchema.Key].S;
        try
        {
            if (gone.Count == held.Count && await TryLetGoOfAllAsync(key, item, gone).ConfigureAwait(false)) return;
            await UpdateAsync(key, "DELETE PendingRecords :texts", "attribute_exists(PendingRecords)", new() { [":texts"] = new() { SS = gone } }).ConfigureAwait(false);
        }
        catch (ConditionNotMetException)
        {
            // Another process was first.
        }
    }

    // The mark goes with the last record, so that the index loses the item; and from now on DynamoDB may remove it when its time has come.
    private async Task<bool> TryLetGoOfAllAsync(string key, Item item, List<string> texts)
    {
        var values = new Item { [":removal"] = Number(RemovalOf(item.TryGetValue("ExpiresAt", out var expiry) ? LongOf(expiry) : DateTimeOffset.UtcNow.ToUnixTimeMilliseconds())) };
        // A grant may have got another record since it was read.
        var condition = "attribute_exists(PendingRecords)";
        if (!DynamoDbSchema.IsPendingKey(key))
        {
            for (var i = 0; i < texts.Count; i++) values[$":t{i}"] = Text(texts[i]);
            values[":count"] = Number(texts.Count);
            condition += " AND size(PendingRecords) = :count AND " + string.Join(" AND ", texts.Select((_, i) => $"contains(PendingRecords, :t{i})"));
        }

        try
        {
            await UpdateAsync(key, "SET ExpirationTime = :removal REMOVE AuditPending, PendingRecords", condition, values).ConfigureAwait(false);
            return true;
        }
        catch (ConditionNotMetException)
        {
            return false;
        }
    }

    private Task<Item?> UpdateAsync(string key, string update, string condition, Item values) =>
        table.UpdateAsync(key, new ItemWrite { Update = update, Condition = condition, Values = values }, stands: true);
}
