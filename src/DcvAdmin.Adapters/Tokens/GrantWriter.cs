using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DcvAdmin.Audit;
using DcvAdmin.Stores;
using static DcvAdmin.Tokens.GrantItems;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace DcvAdmin.Tokens;

/// <summary>Issues and revokes in a table of DynamoDB.</summary>
internal sealed class GrantWriter(DynamoDbTable table)
{
    // Up to here all or none is a promise of DynamoDB; it costs twice the write units of single items.
    private const int MostInATransaction = 25;
    private const int TransactionAttempts = 10;
    private const int PutsAtATime = 32;

    private static readonly ItemWrite IfFree = new() { Condition = "attribute_not_exists(AuthToken)" };

    /// <summary>Stores grants, each with its record in its item, all or none.</summary>
    public async Task PutAsync(IReadOnlyList<TokenGrant> grants)
    {
        if (grants.Count == 0) return;
        var ids = new HashSet<TokenGrantId>();
        foreach (var grant in grants)
        {
            if (!ids.Add(grant.Id)) throw Exists(grant.Id);
        }

        await table.BeginAsync().ConfigureAwait(false);
        var write = Guid.NewGuid().ToString("N");
        var last = await TakePositionsAsync(grants.Count).ConfigureAwait(false);
        var items = grants.Select((grant, i) => Of(grant, last - grants.Count + 1 + i, write)).ToArray();
        try
        {
            if (items.Length == 1) await PutOneAsync(grants[0].Id, items[0], write).ConfigureAwait(false);
            else if (items.Length <= MostInATransaction) await PutTogetherAsync(items, write).ConfigureAwait(false);
            else await PutManyAsync(grants, items, write).ConfigureAwait(false);
        }
        catch (StoreException failure) when (items.Length > MostInATransaction || failure.Fault is not (StoreFault.AccessDenied or StoreFault.NotAStore or StoreFault.Unauthorized or StoreFault.InvalidUri))
        {
            throw await TakeBackAsync(items, write, failure).ConfigureAwait(false);
        }
        catch (InvalidOperationException) when (items.Length > MostInATransaction)
        {
            if (await TryTakeBackAsync(items, write).ConfigureAwait(false)) throw;
            throw Untaken(items.Length, "one of them exists.");
        }
    }

    /// <summary>Revokes one by one; each item holds its record until it is in the chain.</summary>
    public async Task<IReadOnlyList<RevocationResult>> RevokeAsync(IReadOnlyList<TokenGrantId> ids, string actor, DateTimeOffset now)
    {
        var distinct = ids.Distinct().ToArray();
        await table.BeginAsync().ConfigureAwait(false);
        // Who, when and that it happened; the items hold the rest. Made here, the records stand in the chain in the order of the ids.
        var records = distinct.ToDictionary(id => id, _ => PendingRecord.TextOf(new AuditEntry { Time = now, Event = AuditEvent.TokenRevoked, Actor = actor }));
        var results = new Dictionary<TokenGrantId, RevocationResult>();
        try
        {
            await DynamoDbTable.ForEachAsync(distinct, async id =>
            {
                var result = await RevokeAsync(id, records[id], now).ConfigureAwait(false);
                lock (results) results[id] = result;
            }).ConfigureAwait(false);
        }
        catch (StoreException failure) when (results.Count > 0)
        {
            throw new StoreException(StoreFault.Unavailable, $"Only some of {distinct.Length} grants were revoked: {failure.Message}", "Revoke them again: those that are revoked stay so.");
        }

        var seen = new HashSet<TokenGrantId>();
        return [.. ids.Select(id => seen.Add(id) || results[id].Outcome != RevocationOutcome.Revoked ? results[id] : results[id] with { Outcome = RevocationOutcome.AlreadyRevoked })];
    }

    private async Task<RevocationResult> RevokeAsync(TokenGrantId id, string record, DateTimeOffset now)
    {
        var revocation = Guid.NewGuid().ToString("N");
        Item? item;
        try
        {
            item = await table.UpdateAsync(DynamoDbSchema.KeyOf(id), new ItemWrite
            {
                Update = "SET RevokedAt = :now, RevocationId = :revocation, AuditPending = :mark REMOVE ExpirationTime ADD PendingRecords :pending",
                Condition = "attribute_exists(TokenHash) AND attribute_not_exists(RevokedAt)",
                Values = new()
                {
                    [":now"] = Instant(now),
                    [":revocation"] = Text(revocation),
                    [":mark"] = Text(DynamoDbSchema.PendingMark),
                    [":pending"] = new() { SS = [record] },
                },
                Returns = ReturnedItem.After,
            }, stands: true).ConfigureAwait(false);
        }
        catch (ConditionNotMetException refusal)
        {
            item = refusal.Stored;
        }

        if (item is not { Count: > 0 } || Read(item) is not { } grant) return new RevocationResult(id, RevocationOutcome.NotFound, null);
        // Where an answer was lost it was asked again, and the second attempt meets what the first one wrote.
        return new RevocationResult(id, NullableText(item, "RevocationId") == revocation ? RevocationOutcome.Revoked : RevocationOutcome.AlreadyRevoked, grant);
    }

    private async Task<long> TakePositionsAsync(int count)
    {
        // Lost answers lose numbers, and nobody misses them.
        var counter = await table.UpdateAsync(DynamoDbSchema.PositionKey, new ItemWrite { Update = "ADD LastPosition :count", Values = new() { [":count"] = Number(count) }, Returns = ReturnedItem.ChangesAfter }).ConfigureAwait(false);
        return LongOf(counter!["LastPosition"]);
    }

    private async Task PutOneAsync(TokenGrantId id, Item item, string write)
    {
        try
        {
            await table.PutAsync(item, IfFree).ConfigureAwait(false);
        }
        catch (ConditionNotMetException refusal) when (refusal.Stored is null || NullableText(refusal.Stored, "WriteId") != write)
        {
            throw Exists(id);
        }
        catch (ConditionNotMetException)
        {
            // The answer to the first attempt was lost, and the second met what it wrote.
        }
    }

    private async Task PutTogetherAsync(Item[] items, string write)
    {
        // Timing alone: whoever foresees it gains nothing.
#pragma warning disable CA5394
        var jitter = new Random();
#pragma warning restore CA5394
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await table.CallAsync("dynamodb:PutItem", (dynamo, stop) => dynamo.TransactWriteItemsAsync(
                    new TransactWriteItemsRequest
                    {
                        ClientRequestToken = write,
                        TransactItems = [.. items.Select(item => new TransactWriteItem { Put = new Put
                        {
                            TableName = table.Name, Item = item, ConditionExpression = "attribute_not_exists(AuthToken)", ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
                        } })],
                    },
                    stop)).ConfigureAwait(false);
                return;
            }
            catch (TransactionCanceledException refusal)
            {
                var reasons = refusal.CancellationReasons ?? [];
                // DynamoDB remembers the mark of a transaction for ten minutes; this is for whoever does not, or answers later. All of it was written if one item was.
                if (reasons.Exists(reason => reason.Item is { Count: > 0 } stored && NullableText(stored, "WriteId") == write)) return;
                if (reasons.FindIndex(reason => reason.Code == "ConditionalCheckFailed") is >= 0 and var place)
                    throw new InvalidOperationException($"A grant with the id {items[place][DynamoDbSchema.Key].S.Substring("grant#".Length)} exists.");
                // Another transaction held one of the items, or there was no capacity.
                if (attempt == TransactionAttempts) throw new StoreException(StoreFault.Throttled, $"The {table.Description} did not let a transaction through.", "Try again later; give the table on-demand capacity, or more of it.");
            }

            await DynamoDbTable.PauseAsync(attempt, jitter).ConfigureAwait(false);
        }
    }

    // Not by BatchWriteItem, which has no conditions: a request that is sent again, or that arrives late, would undo what happened to a grant since.
    private async Task PutManyAsync(IReadOnlyList<TokenGrant> grants, Item[] items, string write)
    {
        // Most mistakes show here, before anything is written.
        var known = await table.GetManyAsync([.. items.Select(item => item[DynamoDbSchema.Key].S)]).ConfigureAwait(false);
        if (known.Count > 0) throw Exists(grants.First(grant => known.ContainsKey(DynamoDbSchema.KeyOf(grant.Id))).Id);
        await DynamoDbTable.ForEachAsync(grants.Zip(items, (grant, item) => (grant.Id, Item: item)), one => table.PatientlyAsync("dynamodb:PutItem", async () =>
        {
            await PutOneAsync(one.Id, one.Item, write).ConfigureAwait(false);
            return true;
        }), PutsAtATime).ConfigureAwait(false);
    }

    // Nobody has seen the tokens, so what stays lets nobody in; but it should not stand in lists.
    private async Task<StoreException> TakeBackAsync(Item[] items, string write, StoreException failure) =>
        await TryTakeBackAsync(items, write).ConfigureAwait(false) || failure.Fault == StoreFault.Unavailable ? failure : Untaken(items.Length, failure.Message);

    private async Task<bool> TryTakeBackAsync(Item[] items, string write)
    {
        try
        {
            await DynamoDbTable.ForEachAsync(items, async item =>
            {
                try
                {
                    await table.DeleteAsync(item[DynamoDbSchema.Key].S, new ItemWrite { Condition = "WriteId = :write", Values = new() { [":write"] = Text(write) } }).ConfigureAwait(false);
                }
                catch (ConditionNotMetException)
                {
                    // It was not written.
                }
            }, PutsAtATime).ConfigureAwait(false);
            return true;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    private static StoreException Untaken(int count, string why) =>
        new(StoreFault.Unavailable, $"Not all of {count} grants could be stored, nor taken back: {why}", "Issue them again; the lists may show some that nobody has a token of, until they expire.");

    private static InvalidOperationException Exists(TokenGrantId id) => new($"A grant with the id {id} exists.");
}
