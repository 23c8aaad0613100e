using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace DcvAdmin.Pipeline;

/// <summary>Work on many items, no more than a number of them at once.</summary>
/// <param name="limit">How many items are worked on at once.</param>
/// <param name="start">Starts an item's work.</param>
/// <param name="waitForAny">Waits until one of several pieces of work has ended, and does meanwhile what they want done; with none, it only does what they want done by now.</param>
/// <param name="conclude">Looks at how an item's work ended.</param>
internal sealed class ThrottledWork<TItem>(int limit, Func<TItem, Task> start, Action<IReadOnlyCollection<Task>> waitForAny, Action<TItem, Task> conclude)
{
    private readonly List<(TItem Item, Task Task)> _running = [];

    /// <summary>Starts an item's work, when the number allows it. What earlier items have by now goes out first, so that a slow input holds back no answer.</summary>
    public void Add(TItem item)
    {
        waitForAny([]);
        ConcludeEnded();
        while (_running.Count >= limit) WaitForOne();
        _running.Add((item, start(item)));
    }

    /// <summary>Waits for all that was started.</summary>
    public void Finish()
    {
        while (_running.Count > 0) WaitForOne();
    }

    private void WaitForOne()
    {
        waitForAny([.. _running.Select(entry => entry.Task)]);
        ConcludeEnded();
    }

    private void ConcludeEnded()
    {
        for (var index = _running.Count - 1; index >= 0; index--)
        {
            var (item, task) = _running[index];
            if (!task.IsCompleted) continue;
            _running.RemoveAt(index);
            conclude(item, task);
        }
    }
}
