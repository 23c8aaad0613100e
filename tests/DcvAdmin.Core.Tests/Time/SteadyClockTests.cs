using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Time;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Time;

public sealed class SteadyClockTests
{
    private DateTimeOffset _wall = Any.Noon;
    private TimeSpan _elapsed = TimeSpan.FromDays(3);

    [Fact]
    public void In_ordinary_times_it_shows_the_wall_clock()
    {
        var clock = Start();
        Assert.Equal(Any.Noon, clock.Now());

        Pass(TimeSpan.FromSeconds(90));

        Assert.Equal(Any.Noon.AddSeconds(90), clock.Now());
        Assert.Equal(TimeSpan.Zero, clock.Lead);
    }

    [Fact]
    public void A_forward_jump_is_followed()
    {
        var clock = Start();
        _wall += TimeSpan.FromHours(2);

        Assert.Equal(Any.Noon.AddHours(2), clock.Now());
    }

    [Fact]
    public void Across_a_backward_jump_time_goes_on()
    {
        var clock = Start();
        Pass(TimeSpan.FromMinutes(1));
        clock.Now();

        _wall -= TimeSpan.FromHours(1);
        Assert.Equal(Any.Noon.AddMinutes(1), clock.Now());
        Assert.Equal(TimeSpan.FromHours(1), clock.Lead);

        Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(Any.Noon.AddMinutes(1).AddSeconds(5), clock.Now());
        Assert.Equal(TimeSpan.FromHours(1), clock.Lead);

        _wall += TimeSpan.FromHours(1);
        Assert.Equal(TimeSpan.Zero, clock.Lead);
    }

    [Fact]
    public void A_stopwatch_that_runs_fast_does_not_lead_it_away()
    {
        var clock = Start();
        for (var hour = 0; hour < 1000; hour++)
        {
            _wall += TimeSpan.FromHours(1);
            _elapsed += TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(200);
            Assert.Equal(_wall, clock.Now());
        }
    }

    [Fact]
    public void The_time_that_passed_before_the_jump_was_noticed_counts_too()
    {
        var clock = Start();

        Pass(TimeSpan.FromMinutes(10));
        _wall -= TimeSpan.FromHours(1);

        Assert.Equal(Any.Noon.AddMinutes(10), clock.Now());
    }

    [Fact]
    public void It_starts_no_earlier_than_the_latest_instant_a_store_knows()
    {
        var clock = Start(notBefore: Any.Noon.AddMinutes(30));

        Assert.Equal(Any.Noon.AddMinutes(30), clock.Now());
        Assert.Equal(TimeSpan.FromMinutes(30), clock.Lead);
        Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(Any.Noon.AddMinutes(30).AddSeconds(1), clock.Now());
    }

    [Fact]
    public void A_store_that_lies_in_the_past_changes_nothing()
    {
        var clock = Start(notBefore: Any.Noon.AddDays(-1));

        Assert.Equal(Any.Noon, clock.Now());
        Assert.Equal(TimeSpan.Zero, clock.Lead);
    }

    [Fact]
    public void An_instant_is_cut_to_the_millisecond_and_never_rounded_up()
    {
        _wall = Any.Noon.AddTicks(TimeSpan.TicksPerSecond - 1);

        Assert.Equal(Any.Noon.AddMilliseconds(999), Start().Now());
    }

    [Fact]
    public void Fractions_of_a_millisecond_add_up()
    {
        var clock = Start();
        _wall -= TimeSpan.FromHours(1);
        for (var i = 0; i < 10; i++)
        {
            _elapsed += TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond / 10);
            Assert.Equal(i < 9 ? Any.Noon : Any.Noon.AddMilliseconds(1), clock.Now());
        }
    }

    [Fact]
    public void Whatever_the_wall_clock_s_offset_the_time_is_utc()
    {
        _wall = Any.Noon.ToOffset(TimeSpan.FromHours(5));

        var now = Start().Now();

        Assert.Equal(Any.Noon, now);
        Assert.Equal(TimeSpan.Zero, now.Offset);
    }

    [Fact]
    public void A_stopwatch_that_slips_back_is_waited_for()
    {
        var clock = Start();
        _wall -= TimeSpan.FromHours(1);
        _elapsed -= TimeSpan.FromSeconds(2);
        Assert.Equal(Any.Noon, clock.Now());

        _elapsed += TimeSpan.FromSeconds(3);
        Assert.Equal(Any.Noon.AddSeconds(1), clock.Now());
    }

    [Fact]
    public void It_never_goes_back_and_stands_still_for_a_second_at_most()
    {
        // Steps of the wall clock in both directions, and of the stopwatch forwards only.
        var steps = Gen.Frequency((3, Gen.Choose(0, 2_000)), (1, Gen.Choose(-7_200_000, 7_200_000))).Zip(Gen.Choose(0, 2_000)).ArrayOf();
        Always.Holds(steps.ToArbitrary(), drawn =>
        {
            _wall = Any.Noon;
            var clock = Start();
            var expected = clock.Now();
            foreach (var (wall, elapsed) in drawn)
            {
                _wall += TimeSpan.FromMilliseconds(wall);
                _elapsed += TimeSpan.FromMilliseconds(elapsed);
                if (expected - _wall > TimeSpan.FromSeconds(1)) expected = expected.AddMilliseconds(elapsed);
                expected = new[] { expected, _wall }.Max();

                Assert.Equal(expected, clock.Now());
                Assert.Equal(expected - _wall, clock.Lead);
            }
        });
    }

    [Fact]
    public async Task No_thread_sees_it_go_back()
    {
        const int Threads = 4;
        long reads = 0;
        var clock = new SteadyClock(
            // A wall clock that jumps back and forth by up to seven seconds.
            () => Any.Noon.AddMilliseconds(Interlocked.Increment(ref reads) * 7919 % 7000),
            () => TimeSpan.FromMilliseconds(Interlocked.Read(ref reads)));
        long latest = 0;
        using var start = new Barrier(Threads);

        void Run()
        {
            start.SignalAndWait(TestContext.Current.CancellationToken);
            for (var i = 0; i < 50_000; i++)
            {
                // Whatever any thread has seen before this call began must not be undercut by it.
                var seen = Interlocked.Read(ref latest);
                var now = clock.Now().UtcTicks;
                Assert.True(now >= seen, "the clock went back");
                while (now > seen && Interlocked.CompareExchange(ref latest, now, seen) is var other && other != seen) seen = other;
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(Run, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }

    private SteadyClock Start(DateTimeOffset? notBefore = null) => new(() => _wall, () => _elapsed, notBefore);

    private void Pass(TimeSpan time)
    {
        _wall += time;
        _elapsed += time;
    }
}
