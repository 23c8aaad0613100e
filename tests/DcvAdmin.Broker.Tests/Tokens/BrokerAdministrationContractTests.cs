using System;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Broker.Tests.Running;
using DcvAdmin.StoreContracts;
using DcvAdmin.Stores;

namespace DcvAdmin.Broker.Tests.Tokens;

/// <summary>The client that cmdlets use, against a real broker over HTTPS: an admin must not notice the difference to a store of this machine.</summary>
public sealed class BrokerAdministrationContractTests : TokenAdministrationContract, IAsyncLifetime
{
    private RunningBroker? _broker;
    private IStoreConnection? _connection;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _connection?.Dispose();
        if (_broker is not null) await _broker.DisposeAsync();
    }

    protected override async Task<AdministrationUnderTest> OpenAsync(CancellationToken cancellationToken)
    {
        // To the millisecond, as stores keep instants.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        _broker = await RunningBroker.StartAsync(time: new ManualTime(now), arguments: ["--api-rate", "100000"]);
        var access = new StoreAccess { Actor = "not the broker's business", CredentialFile = _broker.Application.Clients.FirstClientFile };
        _connection = await new AdapterFactory().OpenStoreAsync(new StoreUri.Broker(_broker.Application.ClientAddress), access, cancellationToken);
        var store = _broker.Application.Store;
        return new AdministrationUnderTest(_connection.Tokens, $"API client {_broker.FirstClient.ClientId}", store.Authenticator, store.Audit) { Now = now };
    }
}
