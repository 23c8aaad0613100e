using System;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.StoreContracts;
using DcvAdmin.Stores;

namespace DcvAdmin.Adapters.Tests.Tokens;

public sealed class LocalTokenAdministrationTests : TokenAdministrationContract, IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private SqliteStore? _store;

    public void Dispose()
    {
        _store?.Dispose();
        _folder.Dispose();
    }

    protected override Task<AdministrationUnderTest> OpenAsync(CancellationToken cancellationToken)
    {
        _store = SqliteStore.Open(_folder.Store(), new SqliteOptions(), () => Now, "opener");
        return Task.FromResult(new AdministrationUnderTest(_store.Authenticator.AsAdministrator("the admin"), "the admin", _store.Authenticator, _store.Audit) { Now = Now });
    }
}
