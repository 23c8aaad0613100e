using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DcvAdmin.Aws;
using DcvAdmin.Reporting;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace DcvAdmin.Stores;

/// <summary>The table: every call of it with its deadline and its faults in words, and what several calls make together. Safe for use by many threads.</summary>
/// <remarks>Nothing here takes the caller's token: who stops waiting does not stop a write on its way.</remarks>
internal sealed class DynamoDbTable : IDisposable
{
    // Amazon DynamoDB Developer Guide, "Service, account, and table quotas".
    private const int ReadsInABatch = 100;
    private const int AtATime = 8;

    private readonly AwsSession _session;
    private readonly KeyOperations _byKey;
    private readonly Lazy<AmazonDynamoDBClient> _sdk;
    private readonly ServiceClock _clock;
    private volatile bool _hasAsked;

    private DynamoDbTable(string name, TableLayout layout, AwsSession session, AwsConnection aws, Func<DateTimeOffset> wallClock, DynamoDbOptions options)
    {
        Name = name;
        Layout = layout;
        Options = options;
        Description = $"table {name} in {aws.Region}";
        _session = session;
        _clock = new ServiceClock(wallClock);
        // What could not be made once is tried again: a file that was just being written may be whole now.
        _sdk = new Lazy<AmazonDynamoDBClient>(() => aws.CreateDynamoDbClient(_clock, options.CallAttemptLimit), LazyThreadSafetyMode.PublicationOnly);
        _byKey = new KeyOperations(aws.CreateDirectDynamoDbClient(_clock, () => _sdk.Value), name, layout);
    }

    public string Name { get; }

    public TableLayout Layout { get; }

    public DynamoDbOptions Options { get; }

    /// <summary>The table as messages name it.</summary>
    public string Description { get; }

    /// <summary>Finds credentials and region; the table itself is asked by the first call that needs it.</summary>
    /// <param name="uri">Which table.</param>
    /// <param name="layout">What kind it is.</param>
    /// <param name="options">What is tuned.</param>
    /// <param name="wallClock">The machine's clock.</param>
    /// <param name="report">Is told of each request and each retry.</param>
    /// <param name="cancellationToken">Gives up the search for credentials.</param>
    /// <exception cref="StoreException">There are no credentials or no region.</exception>
    public static async Task<DynamoDbTable> OpenAsync(
        StoreUri.DynamoDb uri, TableLayout layout, DynamoDbOptions options, Func<DateTimeOffset> wallClock, IWorkReport report, CancellationToken cancellationToken)
    {
        var session = new AwsSession(new AwsAccess { ProfileName = uri.ProfileName, EndpointUrl = uri.Endpoint, Report = report });
        try
        {
            var aws = (AwsConnection)await session.InRegionAsync(uri.Region, cancellationToken).ConfigureAwait(false);
            return new DynamoDbTable(uri.Table, layout, session, aws, wallClock, options);
        }
        catch (AwsException failure)
        {
            session.Dispose();
            throw failure.ToStoreException($"table {uri.Table}", "dynamodb:GetItem", layout);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Makes a call of an operation that is none by key. A transaction that was cancelled comes out as it is; everything else as a fault of the store.</summary>
    /// <param name="action">The IAM action that the call needs.</param>
    /// <param name="call">The call.</param>
    public Task<T> CallAsync<T>(string action, Func<AmazonDynamoDBClient, CancellationToken, Task<T>> call) => InTimeAsync(action, (_, stop) => call(_sdk.Value, stop), null, stands: false);

    /// <summary>Changes an item.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="write">The change.</param>
    /// <param name="logon">Somebody waits at the door: the deadline of all calls that he waits for, which have less time for each attempt.</param>
    /// <param name="stands">What was written stands, whatever the answer says of this machine's clock.</param>
    /// <returns>What the write asks for; null where that is nothing.</returns>
    /// <exception cref="ConditionNotMetException">Nothing was changed.</exception>
    public Task<Item?> UpdateAsync(string key, ItemWrite write, CancellationTokenSource? logon = null, bool stands = false) =>
        InTimeAsync("dynamodb:UpdateItem", (limit, stop) => _byKey.UpdateAsync(key, write, limit, stop), logon, stands);

    /// <summary>Puts an item, under a condition if one is given.</summary>
    /// <exception cref="ConditionNotMetException">Nothing was put.</exception>
    public Task PutAsync(Item item, ItemWrite write, bool stands = false) => InTimeAsync("dynamodb:PutItem", (limit, stop) => DoneAsync(_byKey.PutAsync(item, write, limit, stop)), null, stands);

    /// <summary>Removes an item, under a condition if one is given.</summary>
    /// <exception cref="ConditionNotMetException">Nothing was removed.</exception>
    public Task DeleteAsync(string key, ItemWrite write) => InTimeAsync("dynamodb:DeleteItem", (limit, stop) => DoneAsync(_byKey.DeleteAsync(key, write, limit, stop)), null, stands: true);

    /// <summary>A condition that was not met, and a transaction that was cancelled, come out as they are; everything else as a fault of the store.</summary>
    private async Task<T> InTimeAsync<T>(string action, Func<TimeSpan, CancellationToken, Task<T>> call, CancellationTokenSource? logon, bool stands)
    {
        using var ownDeadline = logon is null ? new CancellationTokenSource(Options.CallDeadline) : null;
        var deadline = (logon ?? ownDeadline!).Token;
        try
        {
            // Not every part of the SDK heeds the token at once: signing in is one.
            var result = await call(logon is null ? Options.CallAttemptLimit : Options.LogonAttemptLimit, deadline).AbandonOn(deadline).ConfigureAwait(false);
            if (!stands) CheckClock();
            return result;
        }
        catch (ConditionNotMetException)
        {
            if (!stands) CheckClock();
            throw;
        }
        catch (Exception failure) when (failure is not (TransactionCanceledException or OutOfMemoryException) && !(failure is AmazonServiceException service && DynamoDbFaults.IsMissingIndex(service)))
        {
            throw failure.ToStoreException(Description, action, Layout);
        }
    }

    private static async Task<bool> DoneAsync(Task work)
    {
        await work.ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Refuses to begin what could not be undone once the answer to it shows that this machine's clock is wrong. What the clock is like, the last answer told;
    /// where there was none yet, it is asked for.
    /// </summary>
    /// <param name="isRemoval">A clock that is ahead would do harm too.</param>
    /// <param name="logon">As of <see cref="UpdateAsync"/>.</param>
    public async Task BeginAsync(bool isRemoval = false, CancellationTokenSource? logon = null)
    {
        if (!_clock.IsKnown && !_hasAsked)
        {
            await ProbeAsync(logon).ConfigureAwait(false);
            // Should the answers of some endpoint name no time, one question is enough.
            _hasAsked = true;
        }

        CheckClock();
        if (isRemoval && -_clock.Behind > Options.ClockTolerance)
        {
            throw new StoreException(StoreFault.ClockBehind, $"The clock of this machine is {(int)-_clock.Behind.TotalSeconds} seconds ahead of that of AWS: tokens that are still valid would be removed.",
                "Set the clock, and let it follow a time service.");
        }
    }

    /// <summary>Refuses to write down what time it is by a clock that is wrong, in either direction.</summary>
    /// <param name="harm">What would come of it.</param>
    public async Task BeginToDateAsync(string harm)
    {
        if (!_clock.IsKnown && !_hasAsked)
        {
            await ProbeAsync().ConfigureAwait(false);
            _hasAsked = true;
        }

        if (_clock.Behind.Duration() <= Options.ClockTolerance) return;
        var direction = _clock.Behind > TimeSpan.Zero ? "behind" : "ahead of";
        throw new StoreException(StoreFault.ClockBehind, $"The clock of this machine is {(int)_clock.Behind.Duration().TotalSeconds} seconds {direction} that of AWS: {harm}.", "Set the clock, and let it follow a time service.");
    }

    /// <summary>Asks the table for an item: whether it answers, and what time it is there.</summary>
    public Task ProbeAsync(CancellationTokenSource? logon = null) => GetAsync(Layout.ProbeKey, logon);

    /// <summary>Reads one item as it is now; null where there is none.</summary>
    public Task<Item?> GetAsync(string key, CancellationTokenSource? logon = null) => InTimeAsync("dynamodb:GetItem", (limit, stop) => _byKey.GetAsync(key, limit, stop), logon, stands: false);

    /// <summary>Reads items as they are now, by key; keys without an item are left out.</summary>
    public async Task<Dictionary<string, Item>> GetManyAsync(IReadOnlyList<string> keys)
    {
        var found = new Dictionary<string, Item>(StringComparer.Ordinal);
        await ForEachAsync(Slices(keys.Distinct(StringComparer.Ordinal).ToArray(), ReadsInABatch), async slice =>
        {
            var left = new KeysAndAttributes { Keys = [.. slice.Select(Layout.KeyOf)], ConsistentRead = true };
            await PatientlyAsync("dynamodb:BatchGetItem", async () =>
            {
                var response = await CallAsync("dynamodb:BatchGetItem", (dynamo, stop) => dynamo.BatchGetItemAsync(
                    new BatchGetItemRequest { RequestItems = new() { [Name] = left } }, stop)).ConfigureAwait(false);
                if (response.Responses is { } responses && responses.TryGetValue(Name, out var items))
                {
                    lock (found)
                    {
                        foreach (var item in items) found[item[Layout.Key].S] = item;
                    }
                }

                if (response.UnprocessedKeys is not { Count: > 0 } unprocessed) return true;
                left = unprocessed[Name];
                return false;
            }).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return found;
    }

    /// <summary>Works on several things at a time, and ends when all are done or one has failed and those on their way have ended.</summary>
    public static async Task ForEachAsync<T>(IEnumerable<T> things, Func<T, Task> work, int atATime = AtATime)
    {
        using var rest = things.GetEnumerator();
        var failed = false;
        await Task.WhenAll(Enumerable.Range(0, atATime).Select(_ => WorkAsync())).ConfigureAwait(false);

        async Task WorkAsync()
        {
            while (true)
            {
                T thing;
                lock (rest)
                {
                    if (failed || !rest.MoveNext()) return;
                    thing = rest.Current;
                }

                try
                {
                    await work(thing).ConfigureAwait(false);
                }
                catch
                {
                    lock (rest) failed = true;
                    throw;
                }
            }
        }
    }

    /// <summary>Tries until all is done or the time for it is over; a throttled table is waited for.</summary>
    public async Task PatientlyAsync(string action, Func<Task<bool>> attempt)
    {
        var spent = Stopwatch.StartNew();
        // Timing alone: whoever foresees it gains nothing.
#pragma warning disable CA5394
        var jitter = new Random();
#pragma warning restore CA5394
        for (var round = 0; !await IsDoneAsync().ConfigureAwait(false); round++)
        {
            if (spent.Elapsed > Options.BatchDeadline)
                throw new StoreException(StoreFault.Throttled, $"The {Description} left items of {action} unprocessed for {Options.BatchDeadline.TotalSeconds:0} seconds.", "Try again later; give the table on-demand capacity, or more of it.");
            await PauseAsync(round, jitter).ConfigureAwait(false);
        }

        async Task<bool> IsDoneAsync()
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (StoreException failure) when (failure.Fault == StoreFault.Throttled)
            {
                // Where nothing of a batch was processed, DynamoDB says so by an error.
                return false;
            }
        }
    }

    public void Dispose()
    {
        _byKey.Dispose();
        if (_sdk.IsValueCreated) _sdk.Value.Dispose();
        _session.Dispose();
    }

    /// <summary>Pauses so that those who met do not meet again.</summary>
    public static Task PauseAsync(int attempt, Random jitter) => Task.Delay(TimeSpan.FromMilliseconds(Math.Min(2_000, 20 << Math.Min(attempt, 7)) * (0.5 + (jitter.NextDouble() / 2))));

    private static IEnumerable<string[]> Slices(string[] all, int size)
    {
        for (var start = 0; start < all.Length; start += size) yield return all.Skip(start).Take(size).ToArray();
    }

    private void CheckClock()
    {
        if (!Layout.ChecksClock || _clock.Behind <= Options.ClockTolerance) return;
        throw new StoreException(StoreFault.ClockBehind, $"The clock of this machine is {(int)_clock.Behind.TotalSeconds} seconds behind that of AWS: expired tokens would be valid again.",
            "Set the clock, and let it follow a time service.");
    }
}
