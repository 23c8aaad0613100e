using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Stores;
using DcvAdmin.StoreContracts;
using DcvAdmin.Tokens;

namespace DcvAdmin.Adapters.Tests.Tokens;

[ContractFor(typeof(SqliteTokenStore))]
public sealed class SqliteTokenStoreTests : TokenStoreContract
{
    private readonly SqliteContractStorage _storage;

    public SqliteTokenStoreTests() => _storage = new SqliteContractStorage(Now);

    protected override Task<StoreHandle> ConnectAsync(CancellationToken cancellationToken) => Task.FromResult(_storage.Open());

    protected override void StartAfresh() => _storage.StartAfresh();

    protected override ValueTask DeleteStorageAsync()
    {
        _storage.Dispose();
        return ValueTask.CompletedTask;
    }
}
