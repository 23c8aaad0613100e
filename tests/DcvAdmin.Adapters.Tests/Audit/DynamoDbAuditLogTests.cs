using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Aws;
using DcvAdmin.Adapters.Tests.Stores.DynamoDb;
using DcvAdmin.Audit;
using DcvAdmin.Emulators;
using DcvAdmin.StoreContracts;

namespace DcvAdmin.Adapters.Tests.Audit;

[ContractFor(typeof(DynamoDbAuditLog))]
[Collection(AwsSurroundings.Name)]
public sealed class DynamoDbAuditLogTests(MotoServer moto) : AuditLogContract
{
    private readonly EmulatedTable _table = new();
    private bool _isAfresh = true;

    protected override async Task<StoreHandle> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_isAfresh) await _table.CreateAsync(moto);
        _isAfresh = false;
        return await _table.ConnectAsync(Now);
    }

    protected override ValueTask DeleteStorageAsync() => _table.DisposeAsync();
}
