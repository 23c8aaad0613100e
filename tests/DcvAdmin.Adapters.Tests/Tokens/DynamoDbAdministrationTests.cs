using System;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Aws;
using DcvAdmin.Adapters.Tests.Stores.DynamoDb;
using DcvAdmin.Emulators;
using DcvAdmin.StoreContracts;
using DcvAdmin.Stores;

namespace DcvAdmin.Adapters.Tests.Tokens;

[Collection(AwsSurroundings.Name)]
public sealed class DynamoDbAdministrationTests(MotoServer moto) : TokenAdministrationContract, IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2046, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

    private readonly EmulatedTable _table = new();
    private DynamoDbStore? _store;

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        await _table.DisposeAsync();
    }

    protected override async Task<AdministrationUnderTest> OpenAsync(CancellationToken cancellationToken)
    {
        await _table.CreateAsync(moto);
        _store = await _table.OpenAsync(Now);
        return new AdministrationUnderTest(_store.Authenticator.AsAdministrator("the admin"), "the admin", _store.Authenticator, _store.Audit) { Now = Now };
    }
}
