using System;
using System.Diagnostics;
using System.Management.Automation;

namespace DcvAdmin.Pipeline;

/// <summary>The progress of one invocation: silent for its first second, then alive, and taken away at the end.</summary>
internal sealed class ProgressLine(Action<ProgressRecord> write)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private static int _lastId;

    // Cmdlets of one pipeline show their lines side by side, so each needs an id of its own.
    private readonly int _id = System.Threading.Interlocked.Increment(ref _lastId) & int.MaxValue;
    private readonly Stopwatch _elapsed = new();

    private string _status = string.Empty;
    private int _percent = -1;
    private long _shownAt = -1;

    public string Activity { get; set; } = string.Empty;

    /// <summary>Says how far the work is; shown at the next tick.</summary>
    /// <param name="status">For example <c>500 tokens done</c>.</param>
    /// <param name="percent">0 to 100, or -1 where the end is not known.</param>
    public void Advance(string status, int percent = -1)
    {
        _status = status;
        _percent = percent;
        OnTick();
    }

    public void OnTick()
    {
        _elapsed.Start();
        var now = (long)_elapsed.Elapsed.TotalSeconds;
        if (_elapsed.Elapsed < Silence || now == _shownAt) return;
        _shownAt = now;
        write(new ProgressRecord(_id, Activity, _status.Length > 0 ? $"{_status}, {now} s" : $"{now} s") { PercentComplete = _percent });
    }

    public void Complete()
    {
        if (_shownAt < 0) return;
        _shownAt = -1;
        write(new ProgressRecord(_id, Activity, "Done") { RecordType = ProgressRecordType.Completed });
    }
}
