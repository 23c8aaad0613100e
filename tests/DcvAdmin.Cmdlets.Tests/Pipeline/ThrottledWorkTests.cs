using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace DcvAdmin.Pipeline;

public class ThrottledWorkTests
{
    private readonly List<(int Item, TaskCompletionSource Work)> _started = [];
    private readonly List<int> _concluded = [];

    [Fact]
    public void No_more_than_the_limit_is_under_way()
    {
        var most = 0;
        var work = Create(limit: 3, running => most = int.Max(most, running));
        for (var i = 0; i < 10; i++) work.Add(i);
        work.Finish();

        Assert.Equal(3, most);
        Assert.Equal(Enumerable.Range(0, 10), _concluded.Order());
    }

    [Fact]
    public void What_ends_first_is_concluded_first()
    {
        // The wait lets the newest end.
        var work = new ThrottledWork<int>(2, Start, running => EndOne(running, _started.Last), (item, _) => _concluded.Add(item));
        work.Add(1);
        work.Add(2);
        work.Add(3);
        Assert.Equal([2], _concluded);
        work.Finish();
        Assert.Equal([2, 3, 1], _concluded);
    }

    [Fact]
    public void The_task_is_handed_over_as_it_ended()
    {
        Task? seen = null;
        var failed = Task.FromException(new System.InvalidOperationException("x"));
        var work = new ThrottledWork<int>(1, _ => failed, _ => { }, (_, task) => seen = task);
        work.Add(1);
        work.Finish();
        Assert.Same(failed, seen);
    }

    private ThrottledWork<int> Create(int limit, System.Action<int> onWait) => new(
        limit,
        Start,
        running =>
        {
            onWait(running.Count);
            EndOne(running, _started.First);
        },
        (item, _) => _concluded.Add(item));

    private static void EndOne(IReadOnlyCollection<Task> running, System.Func<System.Func<(int Item, TaskCompletionSource Work), bool>, (int Item, TaskCompletionSource Work)> which)
    {
        // Asked with none, it must not wait.
        if (running.Count > 0) which(entry => !entry.Work.Task.IsCompleted).Work.SetResult();
    }

    [Fact]
    public void What_has_ended_is_concluded_before_the_next_item_starts()
    {
        var work = Create(limit: 5, _ => { });
        work.Add(1);
        _started[0].Work.SetResult();
        work.Add(2);
        Assert.Equal([1], _concluded);
    }

    private Task Start(int item)
    {
        var work = new TaskCompletionSource();
        _started.Add((item, work));
        return work.Task;
    }
}
