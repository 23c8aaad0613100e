using System;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;

namespace DcvAdmin.Workspaces;

/// <summary>Reads the pages of a list, one ahead: the next one is under way while the last one is worked on.</summary>
internal sealed class PagesAhead<T> : IDisposable
{
    private readonly Func<string?, CancellationToken, Task<Page<T>>> _read;
    private readonly CancellationTokenSource _stop;
    private Task<Page<T>>? _next;

    public PagesAhead(Func<string?, CancellationToken, Task<Page<T>>> read, CancellationToken cancellationToken)
    {
        _read = read;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _next = read(null, _stop.Token);
    }

    /// <summary>The next page; null behind the last one.</summary>
    public async Task<Page<T>?> ReadAsync()
    {
        if (_next is not { } next) return null;
        _next = null;
        var page = await next.ConfigureAwait(false);
        if (page.NextCursor is { } cursor) _next = _read(cursor, _stop.Token);
        return page;
    }

    /// <summary>Gives up what was read ahead.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        // How it ends interests nobody any more, and must not be found unobserved.
        _next?.ContinueWith(static (ended, source) =>
        {
            _ = ended.Exception;
            ((CancellationTokenSource)source!).Dispose();
        }, _stop, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (_next is null) _stop.Dispose();
    }
}
