using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Aws;
using DcvAdmin.Adapters.Tests.Stores.DynamoDb;
using DcvAdmin.Emulators;
using DcvAdmin.StoreContracts;
using DcvAdmin.Tokens;

namespace DcvAdmin.Adapters.Tests.Tokens;

[ContractFor(typeof(DynamoDbTokenStore))]
[Collection(AwsSurroundings.Name)]
public sealed class DynamoDbTokenStoreTests(MotoServer moto) : TokenStoreContract
{
    private readonly EmulatedTable _table = new();
    private bool _isAfresh = true;

    // The emulator answers a few hundred requests a second, and walks over all items where DynamoDB reads an index.
    protected override int ModelSequences => 12;

    protected override int ManyGrants => 1_300;

    // Two requests for each id. This many are more than one segment of the chain holds, and than are worked on at a time.
    protected override int LargestRevocation => 1_300;

    protected override async Task<StoreHandle> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_isAfresh) await _table.CreateAsync(moto);
        _isAfresh = false;
        return await _table.ConnectAsync(Now);
    }

    protected override void StartAfresh() => _isAfresh = true;

    protected override ValueTask DeleteStorageAsync() => _table.DisposeAsync();
}
