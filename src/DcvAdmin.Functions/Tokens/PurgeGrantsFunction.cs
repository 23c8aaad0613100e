using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Functions.Hosting;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;

namespace DcvAdmin.Functions.Tokens;

/// <summary>
/// <c>purge-grants</c>: what a broker does every ten minutes, for a table that no broker uses. It brings audit records into the chain, and removes grants that expired a day ago. Invoked on a schedule;
/// what the event says does not matter.
/// </summary>
internal sealed class PurgeGrantsFunction(FunctionStore store, JsonLog log) : IFunction
{
    public const string Name = "purge-grants";

    /// <summary>As a broker keeps them where nothing else is set.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    public void WarmUp()
    {
        // Nobody waits for it.
    }

    /// <exception cref="Stores.StoreException">The store cannot do its work: the invocation has failed, and the next one goes on.</exception>
    /// <exception cref="OperationCanceledException">It was not done before the deadline: what was removed stays removed, with its record, and the next invocation goes on.</exception>
    public async Task<ReadOnlyMemory<byte>> AnswerAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var authenticator = await store.OpenAsync(cancellationToken);
        var removed = await authenticator.PurgeAsync(Retention, FunctionStore.Actor, cancellationToken);
        if (removed > 0) log.Purged(invocation.RequestId, removed);
        return JsonSerializer.SerializeToUtf8Bytes(new PurgeGrantsOutput { Purged = removed }, FunctionsJson.Default.PurgeGrantsOutput);
    }

    public Task FlushAsync(CancellationToken cancellationToken) => store.FlushAsync(cancellationToken);
}

/// <summary>What a purge did.</summary>
internal sealed record PurgeGrantsOutput
{
    /// <summary>How many grants were removed.</summary>
    public required int Purged { get; init; }
}
