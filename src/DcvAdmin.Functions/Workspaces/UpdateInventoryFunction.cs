using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Functions.Hosting;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Functions.Workspaces;

/// <summary>
/// <c>find-workspaces</c> reads every region and adds and changes rows, and <c>reap-workspaces</c> removes rows of WorkSpaces that are gone. Invoked on a schedule; what
/// the event says does not matter.
/// </summary>
internal sealed class UpdateInventoryFunction(InventorySyncMode mode, StoreUri uri, IAdapterFactory adapters, JsonLog log, TimeProvider time) : IFunction, IDisposable
{
    public const string FindName = "find-workspaces";

    public const string ReapName = "reap-workspaces";

    private readonly OnceOpened<IWorkspaceInventory> _inventory = new(() => adapters.OpenInventoryAsync(uri, new StoreAccess { Actor = FunctionStore.Actor }, CancellationToken.None));
    private readonly IAwsSession _aws = adapters.OpenAws(new AwsAccess());

    public void WarmUp()
    {
        // Nobody waits for it.
    }

    /// <exception cref="StoreException">The inventory cannot do its work. What was written stays, and the next invocation goes on.</exception>
    /// <exception cref="AwsException">No region could be found out about.</exception>
    /// <exception cref="FunctionException">No region could be read.</exception>
    /// <exception cref="OperationCanceledException">It was not done before the deadline: what was written stays, and the next invocation goes on.</exception>
    public async Task<ReadOnlyMemory<byte>> AnswerAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var inventory = await _inventory.GetAsync(cancellationToken);
        var regions = await (await _aws.InRegionAsync(null, cancellationToken)).Regions.ListAsync(cancellationToken);
        var done = new ConcurrentBag<UpdatedRegion>();
        var readings = await new InventoryUpdate(_aws, inventory, mode, time.GetUtcNow).RunAsync(regions, (reading, changes) =>
        {
            if (reading.Outcome == RegionOutcome.Unreadable) log.RegionUnreadable(invocation.RequestId, reading);
            done.Add(UpdatedRegion.Of(reading, changes));
            return Task.CompletedTask;
        }, WorkspaceSurvey.UsualRegionsAtOnce, cancellationToken);
        // An alarm on errors must tell that the inventory grows old.
        if (readings.All(reading => reading.Outcome != RegionOutcome.Complete)) throw new FunctionException("Function.NoRegionRead", $"None of {regions.Count} regions could be read: {readings[0].Failure?.Sentence}");
        UpdatedRegion[] updated = [.. done.Where(region => region.Outcome != nameof(RegionOutcome.NotOffered)).OrderBy(region => region.Region, StringComparer.Ordinal)];
        log.InventoryUpdated(invocation.RequestId, updated);
        return JsonSerializer.SerializeToUtf8Bytes(new UpdateInventoryOutput(updated), FunctionsJson.Default.UpdateInventoryOutput);
    }

    public Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _aws.Dispose();
        _inventory.Dispose();
    }
}

/// <summary>What was done.</summary>
internal sealed record UpdateInventoryOutput(IReadOnlyList<UpdatedRegion> Regions);

/// <summary>What was done about one region.</summary>
internal sealed record UpdatedRegion(string Region, string Outcome, int Read, int Added, int Changed, int Removed, int Unchanged)
{
    public static UpdatedRegion Of(RegionReading reading, InventoryChanges? changes) =>
        new(reading.Region, reading.Outcome.ToString(), reading.Count, changes?.Added.Count ?? 0, changes?.Changed.Count ?? 0, changes?.Removed.Count ?? 0, changes?.Unchanged ?? 0);
}
