using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Reporting;

namespace DcvAdmin.Pipeline;

/// <summary>
/// Base of cmdlets that wait for asynchronous work. Work runs on the pool; the pipeline thread pumps what the work wants written. However the pipeline ends
/// (its end, Ctrl+C, <c>Select-Object -First 1</c>, which raises no stop, or an error that stops it), work is cancelled and awaited before the cmdlet is gone.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable, IWorkReport
{
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OutcomeGrace = TimeSpan.FromSeconds(1);

    private readonly BackgroundWork _work = new();
    private readonly List<Action> _finishing = [];
    private readonly ProgressLine _progress;
    private bool _isDisposed;

    private protected AsyncCmdlet() => _progress = new ProgressLine(() => Activity, WriteProgress);

    /// <summary>What the progress line is headed with.</summary>
    private protected virtual string Activity => MyInvocation.MyCommand.Name;

    /// <summary>Who fails where a failure does not say it itself; the first part of its error id.</summary>
    private protected virtual string Subject => "Store";

    /// <summary>Whether this is a rehearsal: <c>-WhatIf</c>, or the preference variable.</summary>
    private protected bool IsRehearsal => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var value)
        ? LanguagePrimitives.IsTrue(value)
        : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        // The engine disposes of a cmdlet whose upstream failed without calling EndProcessing.
        _work.Abandon();
        Dispose(disposing: true);
        _work.Dispose();
        GC.SuppressFinalize(this);
    }

    void IWorkReport.Decide(string sentence) => _work.Post(() => WriteVerbose(sentence));

    /// <summary>Releases what the cmdlet opened; called once, when no work runs any more.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Run(Begin);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(() => ForOne(Process));

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Run(() =>
    {
        End();
        foreach (var finish in _finishing) finish();
        _progress.Complete();
    });

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => _work.RequestStop();

    private protected virtual void Begin()
    {
    }

    private protected virtual void Process()
    {
    }

    private protected virtual void End()
    {
    }

    /// <summary>Ends at once where the pipeline ends: for work that has not begun yet, beside other work whose outcome matters.</summary>
    private protected CancellationToken BeginsUntil => _work.Stop;

    /// <summary>Says how far the work is, from any thread; shown once it has taken more than a second.</summary>
    private protected void Advance(string status, int percent = -1) => _progress.Advance(status, percent);

    /// <summary>Runs <paramref name="work"/> to its end. Its failure ends the invocation; <paramref name="target"/> is what it is about.</summary>
    private protected T Await<T>(object target, Func<CancellationToken, Task<T>> work) => Await(target, work, _work.Stop);

    /// <summary>
    /// As <see cref="Await{T}(object, Func{CancellationToken, Task{T}})"/>, for work whose outcome matters also to who presses Ctrl+C: it then has another second
    /// to end by itself. <see cref="Cmdlet.Stopping"/> says afterwards that the pipeline takes nothing any more.
    /// </summary>
    private protected T AwaitOutcome<T>(object target, Func<CancellationToken, Task<T>> work)
    {
        var lateStop = new CancellationTokenSource();
        using var registration = _work.Stop.Register(() => lateStop.CancelAfter(OutcomeGrace));
        try
        {
            var outcome = Await(target, work, lateStop.Token);
            lateStop.Dispose();
            return outcome;
        }
        catch
        {
            // The pipeline ends by an error, or because nobody wants more, and the work must hear of it: disposing of this would keep it from that.
            lateStop.CancelAfter(OutcomeGrace);
            throw;
        }
    }

    /// <summary>As <see cref="Await{T}(object, Func{CancellationToken, Task{T}})"/>, where a failure concerns one object of the pipeline.</summary>
    /// <exception cref="ItemFailedException">It failed.</exception>
    private protected T AwaitForOne<T>(object target, Func<CancellationToken, Task<T>> work)
    {
        try
        {
            return Conclude(work, _work.Stop);
        }
        catch (Exception failure) when (failure is not PipelineStoppedException)
        {
            throw new ItemFailedException(Errors.Of(failure, target, Subject));
        }
    }

    /// <summary>Does what concerns one object; its <see cref="ItemFailedException"/> is a non-terminating error.</summary>
    private protected void ForOne(Action step)
    {
        try
        {
            step();
        }
        catch (ItemFailedException failure)
        {
            WriteError(failure.Record);
        }
    }

    private T Await<T>(object target, Func<CancellationToken, Task<T>> work, CancellationToken stop)
    {
        try
        {
            return Conclude(work, stop);
        }
        catch (Exception failure) when (failure is not PipelineStoppedException)
        {
            // The script may catch it and go on.
            _progress.Complete();
            ThrowTerminatingError(Errors.Of(failure, target, Subject));
            throw;
        }
    }

    /// <summary>
    /// Runs work for each of many items, some at a time. The failure of one is a non-terminating error, and the others go on. What was added is finished
    /// after <see cref="End"/>. Work goes on while the next input is bound: it takes what it needs from its item, never from a parameter.
    /// </summary>
    /// <param name="throttleLimit">How many run at once.</param>
    /// <param name="targetOf">What a failure is about.</param>
    /// <param name="work">One item's work; it writes by <see cref="EmitAsync"/>, as soon as it has something.</param>
    /// <param name="countsItems">Whether the progress line counts the items; false where the work itself says how far it is.</param>
    private protected ThrottledWork<TItem> Throttle<TItem>(int throttleLimit, Func<TItem, object> targetOf, Func<TItem, CancellationToken, Task> work, bool countsItems = true)
    {
        var done = 0;
        var throttled = new ThrottledWork<TItem>(
            throttleLimit,
            item => _work.Start(() => work(item, _work.Stop)),
            tasks => PumpUntil(tasks.Count == 0 ? Task.CompletedTask : Task.WhenAny(tasks)),
            (item, task) =>
            {
                if (countsItems) Advance($"{++done} done");
                try
                {
                    _work.Conclude(task);
                }
                catch (Exception failure) when (failure is not PipelineStoppedException)
                {
                    WriteError(Errors.Of(failure, targetOf(item), Subject));
                }
            });
        _finishing.Add(throttled.Finish);
        return throttled;
    }

    /// <summary>Writes an object from background work, and returns when the pipeline has taken it: nobody fetches more than is wanted.</summary>
    private protected Task EmitAsync(object output) => DoAsync(() => WriteObject(output));

    /// <summary>Has a step done on the pipeline's thread from background work, and returns when it is done.</summary>
    private protected Task DoAsync(Action step) => _work.PostAndWaitAsync(step);

    /// <summary>Warns from background work, and returns when the pipeline has taken it.</summary>
    private protected Task WarnAsync(string sentence) => DoAsync(() => WriteWarning(sentence));

    /// <summary>
    /// Reports from background work that one part of an item failed, and returns when the pipeline has taken it; the other parts go on. With -ErrorAction Stop
    /// the pipeline ends here, and with it the work.
    /// </summary>
    private protected Task WriteErrorAsync(Exception failure, object target) => _work.PostAndWaitAsync(() => WriteError(Errors.Of(failure, target, Subject)));

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
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
        }
    }

    private T Conclude<T>(Func<CancellationToken, Task<T>> work, CancellationToken stop)
    {
        var task = _work.Start(work, stop);
        PumpUntil(task);
        _work.Conclude(task);
        return task.Result;
    }

    private void PumpUntil(Task work) => _work.PumpUntil(work, _progress.OnTick);

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
            if (!hasEnded)
            {
                TakeProgressAway();
                _work.Abandon();
            }
        }
    }

    private void TakeProgressAway()
    {
        try
        {
            _progress.Complete();
        }
        catch (PipelineStoppedException)
        {
            // The host takes it away itself at the end of a pipeline that was stopped.
        }
    }
}
