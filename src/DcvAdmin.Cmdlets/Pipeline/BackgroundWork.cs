using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Pipeline;

/// <summary>
/// The work that one cmdlet has under way on the pool, and its way back to the pipeline thread. Whoever owns it ends it by <see cref="Abandon"/>, however the
/// pipeline ends.
/// </summary>
internal sealed class BackgroundWork : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PipelinePump _pump = new();
    private readonly List<Task> _running = [];

    /// <summary>Tells the work to end.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Tells the work to end; from any thread, also when all is over.</summary>
    public void RequestStop()
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

    /// <summary>Starts work on the pool: a host may have put a synchronization context on the pipeline thread, and waiting there would deadlock.</summary>
    /// <param name="work">The work.</param>
    /// <param name="stop">What tells it to end. Work that may end later than others begins, too, where the others do not any more: what it is to do was announced.</param>
    public Task<T> Start<T>(Func<CancellationToken, Task<T>> work, CancellationToken stop) => Track(Task.Run(() => work(stop), stop));

    /// <summary>As the other, for work that ends with all the rest.</summary>
    public Task Start(Func<Task> work) => Track(Task.Run(work, Stop));

    /// <summary>Has a step done on the pipeline thread, some time; from any thread.</summary>
    public void Post(Action step) => _pump.Post(step);

    /// <summary>Has a step done on the pipeline thread; ends when it is done, or when the work is told to end.</summary>
    public Task PostAndWaitAsync(Action step)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var stop = Stop;
        var registration = stop.Register(() => done.TrySetCanceled(stop));
        _pump.Post(() =>
        {
            // If this throws, the pipeline is ending, and the registration releases the work that waits here.
            step();
            registration.Dispose();
            done.TrySetResult(true);
        });
        return done.Task;
    }

    /// <summary>Does on this thread, the pipeline's, what is posted, until a task has ended.</summary>
    public void PumpUntil(Task task, Action onTick) => _pump.RunUntil(task, onTick);

    /// <summary>Throws what ended a task that failed.</summary>
    /// <exception cref="PipelineStoppedException">It was told to end.</exception>
    public void Conclude(Task ended)
    {
        try
        {
            ended.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Tells all work to end, and waits until it has.</summary>
    public void Abandon()
    {
        _stop.Cancel();
        try
        {
            Task.WaitAll(_running.ToArray());
        }
        catch (AggregateException)
        {
            // Why the pipeline ends is known already, or it has ended well.
        }

        _running.Clear();
    }

    public void Dispose()
    {
        _pump.Dispose();
        _stop.Dispose();
    }

    private TTask Track<TTask>(TTask started)
        where TTask : Task
    {
        _running.RemoveAll(task => task.IsCompleted);
        _running.Add(started);
        return started;
    }
}
