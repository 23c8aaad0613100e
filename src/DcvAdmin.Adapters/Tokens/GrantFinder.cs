using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DcvAdmin.Stores;
using static DcvAdmin.Tokens.GrantItems;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace DcvAdmin.Tokens;

/// <summary>
/// Lists: a user's or a label's grants by their index, all others by a walk over the keys, which is kept for the pages that follow. Indexes give keys
/// alone; the grants are read as they are at that moment.
/// </summary>
internal sealed class GrantFinder(DynamoDbTable table)
{
    private const int ReadAtATime = 100;
    private const int MostExamined = 10_000;
    private const int KeysInAPage = 2_000;

    private KeyWalk? _walk;

    public async Task<Page<TokenGrant>> FindAsync(TokenFilter filter, DateTimeOffset now, long position, bool isFirst, int pageSize)
    {
        if (filter.Id is { } id)
        {
            var item = await table.GetAsync(DynamoDbSchema.KeyOf(id)).ConfigureAwait(false);
            var isThere = item is not null && LongOf(item["Position"]) > position && Read(item) is { } grant && filter.Matches(grant, now);
            return new Page<TokenGrant>(isThere ? [Read(item!)!] : [], null);
        }

        var (index, name, value) = filter switch
        {
            { UserName.Length: > 0 } => (DynamoDbSchema.UserIndex, "UserKey", filter.UserName),
            { Label.Length: > 0 } => (DynamoDbSchema.LabelIndex, "LabelKey", filter.Label),
            _ => (null, string.Empty, string.Empty),
        };
        if (index is not null)
        {
            try
            {
                return await CollectAsync(filter, now, position, pageSize, (after, limit) => QueryAsync(index, name, TokenFilter.FoldCase(value!), after, limit)).ConfigureAwait(false);
            }
            catch (AmazonDynamoDBException failure) when (DynamoDbFaults.IsMissingIndex(failure))
            {
                // A table that was made by the published steps has no index: the walk finds them too, at its price.
            }
        }

        if (isFirst) Volatile.Write(ref _walk, null);
        return await CollectAsync(filter, now, position, pageSize, NextOfWalkAsync).ConfigureAwait(false);
    }

    private async Task<Page<TokenGrant>> CollectAsync(TokenFilter filter, DateTimeOffset now, long position, int pageSize, Func<long, int, Task<IReadOnlyList<PositionedKey>>> next)
    {
        var found = new List<TokenGrant>(Math.Min(pageSize, 100));
        for (var examined = 0; examined < MostExamined;)
        {
            // One more than fits tells whether the page is the last.
            var limit = filter.State is null ? pageSize - found.Count + 1 : Math.Max(ReadAtATime, pageSize + 1);
            var keys = await next(position, limit).ConfigureAwait(false);
            var items = await table.GetManyAsync([.. keys.Select(key => key.Key)]).ConfigureAwait(false);
            foreach (var (key, at) in keys)
            {
                if (items.TryGetValue(key, out var item) && Read(item) is { } grant && filter.Matches(grant, now))
                {
                    if (found.Count == pageSize) return new Page<TokenGrant>(found, StoreCursor.Format(position));
                    found.Add(grant);
                }

                position = at;
            }

            if (keys.Count < limit) return new Page<TokenGrant>(found, null);
            examined += keys.Count;
        }

        // A state that few grants are in must not make one call read the whole table: the caller comes back with the cursor.
        return new Page<TokenGrant>(found, StoreCursor.Format(position));
    }

    private async Task<IReadOnlyList<PositionedKey>> QueryAsync(string index, string name, string value, long after, int limit)
    {
        var keys = new List<PositionedKey>();
        Item? start = null;
        do
        {
            var (from, left) = (start, limit - keys.Count);
            var response = await table.CallAsync("dynamodb:Query", (dynamo, stop) => dynamo.QueryAsync(
                new QueryRequest
                {
                    TableName = table.Name,
                    IndexName = index,
                    KeyConditionExpression = $"{name} = :value AND #position > :after",
                    // Position is a reserved word.
                    ExpressionAttributeNames = new() { ["#position"] = "Position" },
                    ExpressionAttributeValues = new() { [":value"] = Text(value), [":after"] = Number(after) },
                    Limit = left,
                    ExclusiveStartKey = from,
                },
                stop)).ConfigureAwait(false);
            keys.AddRange((response.Items ?? []).Select(PositionedKey.Of));
            start = response.LastEvaluatedKey is { Count: > 0 } last ? last : null;
        }
        while (start is not null && keys.Count < limit);
        return keys;
    }

    private async Task<IReadOnlyList<PositionedKey>> NextOfWalkAsync(long after, int limit)
    {
        var walk = Volatile.Read(ref _walk);
        if (walk is not null && walk.After(after, limit) is { } known && (known.Count == limit || await ReadLastPositionAsync().ConfigureAwait(false) == walk.LastPosition)) return known;
        // Nobody has walked yet, or grants were put since.
        walk = await WalkAsync().ConfigureAwait(false);
        Volatile.Write(ref _walk, walk);
        return walk.After(after, limit);
    }

    private async Task<long> ReadLastPositionAsync() =>
        await table.GetAsync(DynamoDbSchema.PositionKey).ConfigureAwait(false) is { } item && item.TryGetValue("LastPosition", out var value) ? LongOf(value) : 0;

    private async Task<KeyWalk> WalkAsync()
    {
        // Before the walk: whatever is put while it goes on makes the next page walk again.
        var last = await ReadLastPositionAsync().ConfigureAwait(false);
        var keys = new List<PositionedKey>();
        await ScanAsync(table, KeysInAPage, filter: null, values: null, items => keys.AddRange(items.Select(PositionedKey.Of))).ConfigureAwait(false);
        keys.Sort((a, b) => a.Position.CompareTo(b.Position));
        return new KeyWalk(keys, last);
    }

    /// <summary>Reads keys and positions of all grants, by the user index where there is one: audit records lie in the same table, and are many.</summary>
    public static async Task ScanAsync(DynamoDbTable table, int pageSize, string? filter, Item? values, Action<IReadOnlyList<Item>> take)
    {
        try
        {
            await ScanAsync(DynamoDbSchema.UserIndex).ConfigureAwait(false);
        }
        catch (AmazonDynamoDBException failure) when (DynamoDbFaults.IsMissingIndex(failure))
        {
            await ScanAsync(null).ConfigureAwait(false);
        }

        async Task ScanAsync(string? index)
        {
            Item? start = null;
            do
            {
                var from = start;
                var response = await table.CallAsync("dynamodb:Scan", (dynamo, stop) => dynamo.ScanAsync(
                    new ScanRequest
                    {
                        TableName = table.Name,
                        IndexName = index,
                        ConsistentRead = index is null,
                        ProjectionExpression = "AuthToken, #position",
                        ExpressionAttributeNames = new() { ["#position"] = "Position" },
                        // Tokens that were stored in clear, and audit records, have no position.
                        FilterExpression = index is null ? "attribute_exists(#position)" + (filter is null ? string.Empty : " AND " + filter) : filter,
                        ExpressionAttributeValues = values,
                        Limit = pageSize,
                        ExclusiveStartKey = from,
                    },
                    stop)).ConfigureAwait(false);
                take(response.Items ?? []);
                start = response.LastEvaluatedKey is { Count: > 0 } last ? last : null;
            }
            while (start is not null);
        }
    }

    /// <summary>A grant's key and its place in the order of the store.</summary>
    private readonly record struct PositionedKey(string Key, long Position)
    {
        public static PositionedKey Of(Item item) => new(item[DynamoDbSchema.Key].S, LongOf(item["Position"]));
    }

    /// <summary>The keys of all grants at one moment, in the order of the store.</summary>
    private sealed class KeyWalk(List<PositionedKey> keys, long lastPosition)
    {
        public long LastPosition { get; } = lastPosition;

        public List<PositionedKey> After(long position, int limit)
        {
            int low = 0, high = keys.Count;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (keys[middle].Position > position) high = middle;
                else low = middle + 1;
            }

            return keys.GetRange(low, Math.Min(limit, keys.Count - low));
        }
    }
}
