using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Pipeline;

public class BatchTests
{
    private readonly List<int[]> _carriedOut = [];
    private TimeSpan _now;

    [Theory]
    [InlineData(0, new int[0])]
    [InlineData(1, new[] { 1 })]
    [InlineData(2, new[] { 1, 1 })]
    [InlineData(1 + Batch<int>.Size, new[] { 1, Batch<int>.Size })]
    [InlineData(1 + (2 * Batch<int>.Size) + 3, new[] { 1, Batch<int>.Size, Batch<int>.Size, 3 })]
    public void Items_that_come_fast_are_carried_out_together_once_and_in_order(int count, int[] sizes)
    {
        var batch = Create();
        for (var i = 0; i < count; i++) batch.Add(i);
        batch.Flush();
        batch.Flush();

        Assert.Equal(sizes, _carriedOut.Select(items => items.Length));
        Assert.Equal(Enumerable.Range(0, count), _carriedOut.SelectMany(items => items));
        Assert.Empty(batch.Waiting);
    }

    [Fact]
    public void Items_that_come_slowly_are_carried_out_as_they_come()
    {
        var batch = Create();
        for (var i = 0; i < 3; i++)
        {
            batch.Add(i);
            Assert.Equal([i], _carriedOut[^1]);
            _now += Batch<int>.Patience;
        }
    }

    [Fact]
    public void What_waits_for_company_can_be_seen()
    {
        var batch = Create();
        batch.Add(1);
        batch.Add(2);
        Assert.Equal([2], batch.Waiting);
    }

    [Fact]
    public void A_batch_that_failed_is_not_carried_out_again()
    {
        var calls = 0;
        var batch = new Batch<int>(_ => throw new InvalidOperationException($"{++calls}"), () => _now);
        Assert.Throws<InvalidOperationException>(() => batch.Add(1));
        batch.Flush();
        Assert.Equal(1, calls);
    }

    private Batch<int> Create() => new(items => _carriedOut.Add([.. items]), () => _now);
}
