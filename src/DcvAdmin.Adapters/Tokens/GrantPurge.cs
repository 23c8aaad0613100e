using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Stores;
using static DcvAdmin.Tokens.GrantItems;

namespace DcvAdmin.Tokens;

/// <summary>Removes expired grants where DynamoDB's own expiry has not done so: it takes up to days, and may be off.</summary>
internal sealed class GrantPurge(DynamoDbTable table, DynamoDbAuditLog audit)
{
    private const int KeysInAPage = 2_000;

    // Each slice has its audit record when it is done.
    private const int Slice = 250;

    public async Task<int> RunAsync(DateTimeOffset expiredBefore, string actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // An item that holds records stays until the chain has them.
        await audit.CollectAsync().AbandonOn(cancellationToken).ConfigureAwait(false);
        await table.BeginAsync(isRemoval: true).AbandonOn(cancellationToken).ConfigureAwait(false);
        var keys = new List<string>();
        await GrantFinder.ScanAsync(table, KeysInAPage, "ExpiresAt < :limit", new() { [":limit"] = Instant(expiredBefore) }, items => keys.AddRange(items.Select(item => item[DynamoDbSchema.Key].S)))
            .AbandonOn(cancellationToken).ConfigureAwait(false);

        var total = 0;
        for (var start = 0; start < keys.Count; start += Slice)
        {
            // Not abandoned: what is removed must not be without a record.
            total += await RemoveAsync(keys.Skip(start).Take(Slice), expiredBefore, actor, now, cancellationToken).ConfigureAwait(false);
        }

        return total;
    }

    private async Task<int> RemoveAsync(IEnumerable<string> keys, DateTimeOffset expiredBefore, string actor, DateTimeOffset now, CancellationToken stop)
    {
        var removed = 0;
        try
        {
            await DynamoDbTable.ForEachAsync(keys, async key =>
            {
                stop.ThrowIfCancellationRequested();
                try
                {
                    // Of several who purge, one counts it; what holds a record stays for the next time.
                    var ifExpired = new ItemWrite { Condition = "ExpiresAt < :limit AND attribute_not_exists(PendingRecords)", Values = new() { [":limit"] = Instant(expiredBefore) } };
                    await table.DeleteAsync(key, ifExpired).ConfigureAwait(false);
                    Interlocked.Increment(ref removed);
                }
                catch (ConditionNotMetException)
                {
                    // Gone: by another, by DynamoDB itself, or by a first attempt whose answer was lost, and which is then not counted.
                }
            }).ConfigureAwait(false);
        }
        finally
        {
            if (removed > 0) await audit.AppendDurablyAsync(AuditEntry.Purged(removed, expiredBefore, actor, now)).ConfigureAwait(false);
        }

        return removed;
    }
}
