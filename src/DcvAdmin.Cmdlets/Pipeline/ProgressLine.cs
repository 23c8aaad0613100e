using System;
using System.Diagnostics;
using System.Management.Automation;
using System.Threading;

namespace DcvAdmin.Pipeline;

/// <summary>The progress of one invocation: silent for its first second, then alive, and taken away at the end.</summary>
internal sealed class ProgressLine(Func<string> activity, Action<ProgressRecord> write)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private static int _lastId;

    // Cmdlets of one pipeline show their lines side by side, so each needs an id of its own.
    private readonly int _id = Interlocked.Increment(ref _lastId) & int.MaxValue;
    private readonly Stopwatch _elapsed = new();

    private volatile Reached _reached = new(string.Empty, -1);
    private long _shownAt = -1;

    /// <summary>Says how far the work is; from any thread, shown at the next tick.</summary>
    /// <param name="status">For example <c>500 tokens done</c>.</param>
    /// <param name="percent">0 to 100, or -1 where the end is not known.</param>
    public void Advance(string status, int percent) => _reached = new Reached(status, percent);

    /// <summary>Shows what is to be shown now; on the pipeline thread.</summary>
    public void OnTick()
    {
        _elapsed.Start();
        var now = (long)_elapsed.Elapsed.TotalSeconds;
        if (_elapsed.Elapsed < Silence || now == _shownAt) return;
        _shownAt = now;
        var reached = _reached;
        write(new ProgressRecord(_id, activity(), reached.Status.Length > 0 ? $"{reached.Status}, {now} s" : $"{now} s") { PercentComplete = reached.Percent });
    }

    public void Complete()
    {
        if (_shownAt < 0) return;
        _shownAt = -1;
        write(new ProgressRecord(_id, activity(), "Done") { RecordType = ProgressRecordType.Completed });
    }

    private sealed record Reached(string Status, int Percent);
}
