using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Pipeline;

public class BatchTests
{
    private readonly List<int[]> _carriedOut = [];

    [Theory]
    [InlineData(0, new int[0])]
    [InlineData(1, new[] { 1 })]
    [InlineData(Batch<int>.Size, new[] { Batch<int>.Size })]
    [InlineData((2 * Batch<int>.Size) + 3, new[] { Batch<int>.Size, Batch<int>.Size, 3 })]
    public void Items_are_carried_out_once_in_order_and_the_last_ones_at_the_flush(int count, int[] sizes)
    {
        var batch = new Batch<int>(items => _carriedOut.Add([.. items]));
        for (var i = 0; i < count; i++) batch.Add(i);
        batch.Flush();
        batch.Flush();

        Assert.Equal(sizes, _carriedOut.Select(items => items.Length));
        Assert.Equal(Enumerable.Range(0, count), _carriedOut.SelectMany(items => items));
    }

    [Fact]
    public void A_batch_that_failed_is_not_carried_out_again()
    {
        var calls = 0;
        var batch = new Batch<int>(_ => throw new System.InvalidOperationException($"{++calls}"));
        batch.Add(1);
        Assert.Throws<System.InvalidOperationException>(batch.Flush);
        batch.Flush();
        Assert.Equal(1, calls);
    }
}
