using System;
using DcvAdmin.Functions.Runtime;

namespace DcvAdmin.Functions.Tests.Runtime;

public sealed class DeadlineTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(10_000, 9_700)]
    [InlineData(1_200, 900)]
    [InlineData(1_000, 750)]
    [InlineData(0, 0)]
    [InlineData(-5_000, 0)]
    [InlineData(3_600_000, 900_000)]
    public void A_part_of_the_time_is_kept_back_for_the_answer(int left, int toWork) =>
        Assert.Equal(TimeSpan.FromMilliseconds(toWork), Deadline.TimeToWork(Now.AddMilliseconds(left), Now));

    [Fact]
    public void The_furthest_deadline_there_is_sets_a_timer() => Assert.Equal(TimeSpan.FromMinutes(15), Deadline.TimeToWork(DateTimeOffset.MaxValue, Now));

    [Fact]
    public void A_deadline_that_has_passed_leaves_no_time()
    {
        using var deadline = Deadline.Begin(DateTimeOffset.UtcNow.AddSeconds(-1), TimeProvider.System);

        Assert.True(deadline.IsCancellationRequested);
    }
}
