using System;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Hosts;

/// <summary>Keeps commands that run side by side to a number of instances at once. Whoever comes first is served first, so nobody waits for ever with half of what he needs.</summary>
internal sealed class InstanceSlots(int limit) : IDisposable
{
    private readonly SemaphoreSlim _free = new(limit);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Takes places, as many as there are at most.</summary>
    /// <returns>How many to give back.</returns>
    public async Task<int> TakeAsync(int count, CancellationToken stop)
    {
        count = Math.Min(count, limit);
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            for (var taken = 0; taken < count; taken++) await _free.WaitAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }

        return count;
    }

    public void Return(int count) => _free.Release(count);

    public void Dispose()
    {
        _free.Dispose();
        _turn.Dispose();
    }
}
