using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Stores;
using DcvAdmin.Audit;
using DcvAdmin.StoreContracts;

namespace DcvAdmin.Adapters.Tests.Audit;

[ContractFor(typeof(SqliteAuditLog))]
public sealed class SqliteAuditLogTests : AuditLogContract
{
    private readonly SqliteContractStorage _storage;

    public SqliteAuditLogTests() => _storage = new SqliteContractStorage(Now);

    protected override Task<StoreHandle> ConnectAsync(CancellationToken cancellationToken) => Task.FromResult(_storage.Open());

    protected override ValueTask DeleteStorageAsync()
    {
        _storage.Dispose();
        return ValueTask.CompletedTask;
    }
}
