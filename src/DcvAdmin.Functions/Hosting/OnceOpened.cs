using System;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Functions.Hosting;

/// <summary>
/// What this process opens once and keeps. Where opening fails, each use tries again, so that a table that comes back, or a permission that is granted, needs no new
/// sandbox.
/// </summary>
internal sealed class OnceOpened<T>(Func<Task<T>> open) : IDisposable
    where T : IDisposable
{
    private readonly Lock _gate = new();
    private Task<T>? _opening;

    /// <summary>The opened thing; one that is being opened is waited for by whoever comes.</summary>
    public Task<T> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return (_opening = _opening is { IsFaulted: false, IsCanceled: false } current ? current : Task.Run(open)).WaitAsync(cancellationToken);
    }

    /// <summary>The opened thing; null where it is not open.</summary>
    public T? Opened
    {
        get
        {
            lock (_gate) return _opening is { IsCompletedSuccessfully: true } opened ? opened.Result : default;
        }
    }

    public void Dispose()
    {
        Opened?.Dispose();
    }
}
