using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Aws;
using DcvAdmin.Adapters.Tests.Stores.DynamoDb;
using DcvAdmin.Emulators;
using DcvAdmin.StoreContracts;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Adapters.Tests.Workspaces;

[ContractFor(typeof(DynamoDbWorkspaceInventory))]
[Collection(AwsSurroundings.Name)]
public sealed class DynamoDbWorkspaceInventoryTests(MotoServer moto) : WorkspaceInventoryContract
{
    private readonly EmulatedTable _table = new();

    protected override async Task<IWorkspaceInventory> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_table.Name is null) await _table.CreateInventoryAsync(moto);
        return await _table.OpenInventoryAsync(Now);
    }

    protected override ValueTask DeleteStorageAsync() => _table.DisposeAsync();
}
