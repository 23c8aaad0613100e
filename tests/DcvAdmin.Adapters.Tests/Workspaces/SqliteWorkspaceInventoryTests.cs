using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.StoreContracts;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Adapters.Tests.Workspaces;

[ContractFor(typeof(SqliteWorkspaceInventory))]
public sealed class SqliteWorkspaceInventoryTests : WorkspaceInventoryContract
{
    private readonly TemporaryFolder _folder = new();

    protected override Task<IWorkspaceInventory> ConnectAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IWorkspaceInventory>(SqliteWorkspaceInventory.Open(_folder.Store(), new SqliteOptions()));

    protected override ValueTask DeleteStorageAsync()
    {
        _folder.Dispose();
        return default;
    }
}
