using System;
using DcvAdmin.Aws.Wire;

namespace DcvAdmin.Adapters.Tests.Aws.Workspaces;

public sealed class AdaptiveRateTests
{
    [Fact]
    public void Nobody_waits_before_AWS_throttles_and_everybody_after_it()
    {
        var rate = new AdaptiveRate();
        for (var call = 0; call < 100; call++) Assert.Equal(TimeSpan.Zero, rate.Take(TimeSpan.FromMilliseconds(call)));
        var now = TimeSpan.FromMilliseconds(100);
        Assert.True(rate.Throttled(now, now));
        Assert.Equal(70, rate.PerSecond!.Value, 6);
        Assert.Equal(1.0 / 70, rate.Take(now).TotalSeconds, 3);
        Assert.Equal(2.0 / 70, rate.Take(now).TotalSeconds, 3);
        Assert.Equal(TimeSpan.Zero, rate.Take(now + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void What_was_under_way_at_a_cut_does_not_cut_again_and_answers_speed_up()
    {
        var rate = new AdaptiveRate();
        var now = TimeSpan.FromSeconds(1);
        Assert.True(rate.Throttled(now, now));
        var slow = rate.PerSecond;
        Assert.False(rate.Throttled(now - TimeSpan.FromMilliseconds(5), now));
        Assert.Equal(slow, rate.PerSecond);
        rate.Succeeded();
        Assert.True(rate.PerSecond > slow);
        for (var second = 2; second < 50; second++) rate.Throttled(TimeSpan.FromSeconds(second), TimeSpan.FromSeconds(second));
        Assert.Equal(0.5, rate.PerSecond);
    }
}
