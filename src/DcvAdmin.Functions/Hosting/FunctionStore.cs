using System;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Functions.Hosting;

/// <summary>
/// The store of this process. It is opened beside the rest of the start; where that fails, each use tries again, so that a table that comes back,
/// or a permission that is granted, needs no new sandbox.
/// </summary>
internal sealed class FunctionStore(IAdapterFactory adapters, StoreUri uri, JsonLog log) : IDisposable
{
    /// <summary>Who works on the store where nobody asked, for its audit records.</summary>
    public const string Actor = "functions";

    private readonly Lock _gate = new();
    private Task<IStoreConnection>? _opening;

    /// <summary>Where it is.</summary>
    public StoreUri Uri => uri;

    /// <summary>
    /// Opens the store and reads once, for a token that no one has: the first read of a process takes many times as long as the next. A store that
    /// cannot be opened or read is no reason not to start.
    /// </summary>
    public async Task WarmUpAsync()
    {
        try
        {
            var connection = await Opening();
            // Shorter than any token.
            var question = new VerificationRequest("warm-up", AuthToken.FromText("warm-up"), ClientAddress.None);
            if (connection.Authenticator is { } authenticator) await authenticator.AsAdministrator(Actor).TestAsync(question, default);
        }
        catch (StoreException)
        {
            // Whoever asks next is told, and so is the log.
        }
    }

    /// <summary>The authenticator of the open store.</summary>
    /// <exception cref="StoreException">The store cannot be opened.</exception>
    public async Task<TokenAuthenticator> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await Opening().WaitAsync(cancellationToken);
        return connection.Authenticator ?? throw new StoreException(StoreFault.InvalidUri, $"{uri} is no store that a function can verify with.", "Name the table itself: dynamodb://table?region=...");
    }

    /// <summary>Completes when the records of everything that was answered so far are durable.</summary>
    /// <exception cref="StoreException">They could not be written; the store tries again for as long as this process lives.</exception>
    public Task FlushAsync(CancellationToken cancellationToken)
    {
        Task<IStoreConnection>? opening;
        lock (_gate) opening = _opening;
        // A store that is not open has taken nothing.
        return opening is { IsCompletedSuccessfully: true } && opening.Result.Authenticator is { } authenticator ? authenticator.FlushAsync(cancellationToken) : Task.CompletedTask;
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
