using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Pipeline;

/// <summary>
/// Carries what background work wants done to the pipeline thread, the only one that may write, ask or show. The thread waits for work here, and does meanwhile
/// what arrives.
/// </summary>
internal sealed class PipelinePump : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentQueue<Action> _steps = new();
    private readonly ManualResetEventSlim _arrival = new();

    /// <summary>Queues a step for the pipeline thread; from any thread. A step that arrives after the work has ended is never done.</summary>
    public void Post(Action step)
    {
        _steps.Enqueue(step);
        _arrival.Set();
    }

    /// <summary>Does what arrives until <paramref name="work"/> has ended and nothing is queued. What a step throws goes through: it is the engine's flow control.</summary>
    /// <param name="work">Whose end is waited for; how it ended is the caller's business.</param>
    /// <param name="onTick">Called at least five times a second.</param>
    public void RunUntil(Task work, Action onTick)
    {
        if (!work.IsCompleted) work.ContinueWith(_ => _arrival.Set(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (true)
        {
            _arrival.Reset();
            // Read before the queue is emptied: what the work posted last was posted before it ended.
            var hasEnded = work.IsCompleted;
            while (_steps.TryDequeue(out var step)) step();
            if (hasEnded) return;
            onTick();
            _arrival.Wait(Tick);
        }
    }

    public void Dispose() => _arrival.Dispose();
}
