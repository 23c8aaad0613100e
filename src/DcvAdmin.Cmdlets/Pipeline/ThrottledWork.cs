using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace DcvAdmin.Pipeline;

/// <summary>Work on many items, no more than a number of them at once.</summary>
internal sealed class ThrottledWork<TItem>(int limit, Func<TItem, Task> start, Action<IEnumerable<Task>> waitForAny, Action<TItem, Task> conclude)
{
    private readonly List<(TItem Item, Task Task)> _running = [];

    /// <summary>Starts an item's work, when the number allows it.</summary>
    public void Add(TItem item)
    {
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
        waitForAny(_running.Select(entry => entry.Task));
        for (var index = _running.Count - 1; index >= 0; index--)
        {
            var (item, task) = _running[index];
            if (!task.IsCompleted) continue;
            _running.RemoveAt(index);
            conclude(item, task);
        }
    }
}
