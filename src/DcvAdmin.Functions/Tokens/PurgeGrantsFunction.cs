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

    private const string Actor = "functions";

    /// <summary>As a broker keeps them where nothing else is set.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    public void WarmUp()
    {
        // Nobody waits for it.
    }

    /// <exception cref="Stores.StoreException">The store cannot do its work: the invocation has failed, and whoever invoked it tries again.</exception>
    /// <exception cref="FunctionException">It was not done before the deadline; what was done stays done.</exception>
    public async Task<ReadOnlyMemory<byte>> AnswerAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            var authenticator = await store.OpenAsync(cancellationToken);
            var removed = await authenticator.PurgeAsync(Retention, Actor, cancellationToken).WaitAsync(cancellationToken);
            if (removed > 0) log.Purged(invocation.RequestId, removed);
            return JsonSerializer.SerializeToUtf8Bytes(new PurgeGrantsOutput { Purged = removed }, FunctionsJson.Default.PurgeGrantsOutput);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new FunctionException("Function.OutOfTime", "The purge was not done before the deadline. What was done stays done; give the function more time, or run it more often.");
        }
    }

    public Task FlushAsync(CancellationToken cancellationToken) => store.FlushAsync(cancellationToken);
}

/// <summary>What a purge did.</summary>
internal sealed record PurgeGrantsOutput
{
    /// <summary>How many grants were removed.</summary>
    public required int Purged { get; init; }
}
