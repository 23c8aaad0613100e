using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Hosts;

namespace DcvAdmin.Cmdlets.Tests.Hosts;

public sealed class InstanceSlotsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_more_than_the_limit_is_out_at_once()
    {
        using var slots = new InstanceSlots(10);
        var (busy, most) = (0, 0);
        var gate = new Lock();
        await Task.WhenAll(Enumerable.Range(1, 40).Select(async count =>
        {
            var taken = await slots.TakeAsync(count, Cancel);
            lock (gate) most = Math.Max(most, busy += taken);
            await Task.Yield();
            lock (gate) busy -= taken;
            slots.Return(taken);
        }));
        Assert.InRange(most, 1, 10);
        Assert.Equal(10, await slots.TakeAsync(50, Cancel));
    }

    [Fact]
    public async Task Whoever_waits_can_give_up()
    {
        using var stop = new CancellationTokenSource();
        using var slots = new InstanceSlots(1);
        await slots.TakeAsync(1, Cancel);
        var waiting = slots.TakeAsync(1, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
