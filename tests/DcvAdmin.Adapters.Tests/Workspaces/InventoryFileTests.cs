using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Stores;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Adapters.Tests.Workspaces;

/// <summary>An inventory in a file: beside tokens, and how its rows are found there.</summary>
public sealed class InventoryFileTests : IDisposable
{
    private static readonly InventoryRow[] Rows =
        [.. Enumerable.Range(0, 20).Select(number => new InventoryRow(new DcvWorkspace($"ws-{number:00000000}", "eu-west-1", "123456789012") { UserName = "anna" }, StoreSamples.Now))];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tokens_and_WorkSpaces_lie_side_by_side_in_one_file_and_neither_changes_the_other()
    {
        var grant = StoreSamples.Grant("one");
        long format;
        using (var store = StoreSamples.Open(_folder.Store()))
        {
            using var look = new OtherProgram(_folder.File("store.db"));
            format = look.Number("PRAGMA user_version");
            using var inventory = Open();
            await Task.WhenAll(
                store.Tokens.PutAsync([grant], Cancel),
                inventory.PutAsync(Rows, Cancel),
                store.Tokens.PutAsync([StoreSamples.Grant("two")], Cancel),
                inventory.MarkAsync(new InventoryRegion("123456789012", "eu-west-1", StoreSamples.Now), Cancel));
            Assert.Equal(2, (await StoreSamples.FindAllAsync(store)).Count);
            Assert.Equal(Rows, await FindAsync(inventory));
            Assert.Equal(format, look.Number("PRAGMA user_version"));
        }

        // The store of tokens opens the file again, whose tables are more now.
        using (var store = StoreSamples.Open(_folder.Store()))
        {
            Assert.Contains(grant, await StoreSamples.FindAllAsync(store));
            using var inventory = Open();
            Assert.Equal(Rows.Length, (await inventory.RemoveAsync(Rows, Cancel)).Count);
            Assert.Equal(2, (await StoreSamples.FindAllAsync(store)).Count);
            Assert.Empty(await FindAsync(inventory));
            Assert.Single(await inventory.ReadRegionsAsync(Cancel));
        }
    }

    [Fact]
    public async Task A_file_that_an_inventory_made_takes_tokens_afterwards()
    {
        using (var inventory = Open()) await inventory.PutAsync(Rows, Cancel);
        using var store = StoreSamples.Open(_folder.Store());
        await store.Tokens.PutAsync([StoreSamples.Grant("one")], Cancel);
        Assert.Single(await StoreSamples.FindAllAsync(store));
        using var again = Open();
        Assert.Equal(Rows, await FindAsync(again));
    }

    [Fact]
    public async Task Who_only_reads_makes_no_tables()
    {
        using var inventory = Open();
        Assert.Empty(await FindAsync(inventory));
        using var look = new OtherProgram(_folder.File("store.db"));
        Assert.Equal(0, look.Number("SELECT count(*) FROM sqlite_master WHERE name LIKE 'workspace%'"));

        // Another makes them while this one is open.
        using (var other = Open()) await other.PutAsync(Rows, Cancel);
        Assert.Equal(Rows, await FindAsync(inventory));
    }

    [Fact]
    public async Task Rows_are_found_through_an_index_in_its_order()
    {
        using var inventory = Open();
        await inventory.PutAsync(Rows, Cancel);
        using var look = new OtherProgram(_folder.File("store.db"));
        foreach (var (sql, step) in new[]
        {
            (SqliteWorkspaceInventory.SelectById, "SEARCH workspace_inventory USING INDEX sqlite_autoindex_workspace_inventory_1 (workspace_id=?)"),
            (SqliteWorkspaceInventory.SelectByUser, "SEARCH workspace_inventory USING INDEX workspace_inventory_by_user (user_key=? AND workspace_id>?)"),
            (SqliteWorkspaceInventory.SelectByPlace, "SEARCH workspace_inventory USING INDEX workspace_inventory_by_place (place=? AND workspace_id>?)"),
        })
        {
            // One step: no sorting follows. Some versions say that it is a table.
            Assert.Equal([step], look.Steps(sql).Select(one => one.Replace(" TABLE ", " ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task An_inventory_is_opened_by_the_address_of_a_file_and_not_by_that_of_a_broker()
    {
        var factory = new AdapterFactory();
        var access = new StoreAccess { Actor = "anna" };
        using (var inventory = await factory.OpenInventoryAsync(_folder.Store(), access, Cancel)) Assert.IsType<SqliteWorkspaceInventory>(inventory);

        var failure = await Assert.ThrowsAsync<StoreException>(() => factory.OpenInventoryAsync(StoreUri.Parse("https://broker.example:8446"), access, Cancel));
        Assert.Equal(StoreFault.InvalidUri, failure.Fault);
        Assert.Contains("broker.example", failure.Message, StringComparison.Ordinal);
        Assert.Contains("dynamodb://WorkspacesPortal", failure.Advice, StringComparison.Ordinal);
    }

    private SqliteWorkspaceInventory Open() => SqliteWorkspaceInventory.Open(_folder.Store(), new SqliteOptions());

    private static async Task<InventoryRow[]> FindAsync(SqliteWorkspaceInventory inventory) => [.. (await inventory.FindAsync(new WorkspaceFilter(), null, null, 1000, Cancel)).Items];
}
