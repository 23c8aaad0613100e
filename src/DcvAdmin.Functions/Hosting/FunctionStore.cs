using System;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Functions.Hosting;

/// <summary>
/// The store of this process. It is opened beside the rest of the start; where that fails, each use tries again, so that a table that comes back,
/// or a permission that is granted, needs no new sandbox.
/// </summary>
internal sealed class FunctionStore(IAdapterFactory adapters, StoreUri uri, JsonLog log) : IDisposable
{
    private const string Actor = "functions";

    private readonly Lock _gate = new();
    private Task<IStoreConnection>? _opening;

    /// <summary>Begins to open the store and does not wait for it.</summary>
    public void Begin() => _ = Opening();

    /// <summary>The authenticator of the open store.</summary>
    /// <exception cref="StoreException">The store cannot be opened.</exception>
    public async Task<TokenAuthenticator> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await Opening().WaitAsync(cancellationToken);
        return connection.Authenticator ?? throw new StoreException(StoreFault.InvalidUri, $"{uri} is no store that a function can verify with.", "Name the table itself: dynamodb://table?region=...");
    }

    /// <summary>Makes durable what the store still holds.</summary>
    public void Dispose()
    {
        Task<IStoreConnection>? opening;
        lock (_gate) opening = _opening;
        if (opening is not { IsCompletedSuccessfully: true }) return;
        try
        {
            opening.Result.Dispose();
        }
        catch (StoreException failure)
        {
            log.StoreNotClosed(failure);
        }
    }

    private Task<IStoreConnection> Opening()
    {
        lock (_gate)
        {
            // One that is still under way is waited for by whoever comes, however long ago it began.
            return _opening = _opening is { IsFaulted: false, IsCanceled: false } current ? current : Task.Run(OpenNowAsync);
        }
    }

    private async Task<IStoreConnection> OpenNowAsync()
    {
        try
        {
            return await adapters.OpenStoreAsync(uri, new StoreAccess { Actor = Actor }, CancellationToken.None);
        }
        catch (StoreException failure)
        {
            log.StoreNotOpen(failure);
            throw;
        }
    }
}
