using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Pipeline;

public sealed class PipelinePumpTests : IDisposable
{
    private readonly PipelinePump _pump = new();

    public void Dispose() => _pump.Dispose();

    [Fact]
    public async Task What_work_posts_is_done_by_the_waiting_thread_in_order()
    {
        var done = new List<(int Number, int Thread)>();
        var work = Task.Run(
            async () =>
            {
                for (var i = 0; i < 100; i++)
                {
                    var number = i;
                    _pump.Post(() => done.Add((number, Environment.CurrentManagedThreadId)));
                    if (i % 10 == 0) await Task.Yield();
                }
            },
            TestContext.Current.CancellationToken);

        var waiting = Environment.CurrentManagedThreadId;
        _pump.RunUntil(work, () => { });

        Assert.Equal(100, done.Count);
        for (var i = 0; i < done.Count; i++) Assert.Equal((i, waiting), done[i]);
        await work;
    }

    [Fact]
    public void What_was_posted_before_work_that_had_ended_is_done()
    {
        var isDone = false;
        _pump.Post(() => isDone = true);
        _pump.RunUntil(Task.CompletedTask, () => { });
        Assert.True(isDone);
    }

    [Fact]
    public void The_way_work_ended_is_the_callers_business()
    {
        _pump.RunUntil(Task.FromException(new InvalidOperationException("x")), () => { });
        _pump.RunUntil(Task.FromCanceled(new CancellationToken(canceled: true)), () => { });
    }

    [Fact]
    public void What_a_step_throws_goes_through()
    {
        var never = new TaskCompletionSource();
        _pump.Post(() => throw new InvalidOperationException("flow control"));
        Assert.Equal("flow control", Assert.Throws<InvalidOperationException>(() => _pump.RunUntil(never.Task, () => { })).Message);
    }

    [Fact]
    public void The_waiting_thread_ticks_while_nothing_arrives()
    {
        var work = new TaskCompletionSource();
        var ticks = 0;
        _pump.RunUntil(work.Task, () =>
        {
            if (++ticks == 3) work.SetResult();
        });
        Assert.True(ticks >= 3);
    }
}
