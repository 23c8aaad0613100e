using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;

namespace DcvAdmin.Pipeline;

/// <summary>
/// Base of cmdlets that wait for asynchronous work. The pipeline thread starts a piece of work, waits until it has ended, and does all the writing itself.
/// So nothing is under way while an object travels down the pipeline, and a consumer that has seen enough (<c>Select-Object -First 1</c>, which raises
/// no stop) leaves no work behind.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private bool _isDisposed;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        Dispose(disposing: true);
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the cmdlet opened; called once.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Run(Begin);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(Process);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Run(End);

    /// <inheritdoc/>
    protected sealed override void StopProcessing()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Ctrl+C comes on a thread of its own, possibly after the pipeline has ended.
        }
    }

    private protected virtual void Begin()
    {
    }

    private protected virtual void Process()
    {
    }

    private protected virtual void End()
    {
    }

    /// <summary>Runs <paramref name="work"/> to its end. Its failures end the invocation; <paramref name="target"/> is what they are about.</summary>
    private protected T Await<T>(object target, Func<CancellationToken, Task<T>> work)
    {
        var stop = _stop.Token;
        try
        {
            // On the pool: a host may have put a synchronization context on the pipeline thread, and waiting there would deadlock.
            return Task.Run(() => work(stop), stop).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception failure)
        {
            // Only work on the pool ends here, never a Write call: no flow control of the engine can be among it.
            ThrowTerminatingError(Errors.Of(failure, target));
            throw;
        }
    }

    /// <summary>
    /// Runs a short piece of work although the pipeline is ending, for example because of Ctrl+C. Its failure stays silent:
    /// the reason why the pipeline ends must not be hidden behind it.
    /// </summary>
    private protected static void CleanUp(Func<CancellationToken, Task> work)
    {
        using var limit = new CancellationTokenSource(CleanUpLimit);
        var stop = limit.Token;
        try
        {
            Task.Run(() => work(stop), stop).GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is StoreException or OperationCanceledException)
        {
        }
    }

    private void Run(Action step)
    {
        var hasEnded = false;
        try
        {
            step();
            hasEnded = true;
        }
        finally
        {
            if (!hasEnded) _stop.Cancel();
        }
    }
}
