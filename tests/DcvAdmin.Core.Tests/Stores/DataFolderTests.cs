using System;
using System.IO;
using DcvAdmin.Stores;

namespace DcvAdmin.Core.Tests.Stores;

/// <summary>The only tests that touch the process's environment, hence all in one class, whose tests run one after another.</summary>
public sealed class DataFolderTests : IDisposable
{
    private readonly string? _folder = Environment.GetEnvironmentVariable(DataFolder.Variable);
    private readonly string? _store = Environment.GetEnvironmentVariable(DataFolder.StoreVariable);
    private readonly string? _inventory = Environment.GetEnvironmentVariable(DataFolder.InventoryVariable);

    public DataFolderTests()
    {
        Environment.SetEnvironmentVariable(DataFolder.Variable, null);
        Environment.SetEnvironmentVariable(DataFolder.StoreVariable, null);
        Environment.SetEnvironmentVariable(DataFolder.InventoryVariable, null);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(DataFolder.Variable, _folder);
        Environment.SetEnvironmentVariable(DataFolder.StoreVariable, _store);
        Environment.SetEnvironmentVariable(DataFolder.InventoryVariable, _inventory);
    }

    [Fact]
    public void Where_nothing_is_named_the_folder_is_the_system_s_or_the_user_s()
    {
        var expected = OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "DcvAdmin")
            : Environment.IsPrivilegedProcess ? "/var/lib/dcvadmin"
            : Path.Combine(Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } named ? named : Path.Combine(Environment.GetEnvironmentVariable("HOME")!, ".local/share"), "dcvadmin");

        Assert.Equal(expected, DataFolder.DefaultPath);
    }

    [Fact]
    public void The_variable_names_another_folder()
    {
        var folder = Path.Combine(Path.GetTempPath(), "dcv data");
        Environment.SetEnvironmentVariable(DataFolder.Variable, folder);

        Assert.Equal(folder, DataFolder.DefaultPath);
        Assert.Equal(new StoreUri.Sqlite(Path.Combine(folder, "dcvadmin.db")), DataFolder.DefaultStore);
    }

    [Fact]
    public void A_relative_folder_is_meant_from_the_current_one()
    {
        Environment.SetEnvironmentVariable(DataFolder.Variable, "data");

        Assert.Equal(Path.GetFullPath("data"), DataFolder.DefaultPath);
    }

    [Fact]
    public void A_blank_variable_names_nothing()
    {
        var folder = DataFolder.DefaultPath;
        Environment.SetEnvironmentVariable(DataFolder.Variable, "  ");
        Environment.SetEnvironmentVariable(DataFolder.StoreVariable, "  ");

        Assert.Equal(folder, DataFolder.DefaultPath);
        Assert.Equal(StoreUri.Sqlite.AtPath(Path.Combine(folder, "dcvadmin.db")), DataFolder.DefaultStore);
    }

    [Fact]
    public void The_store_variable_names_another_store()
    {
        Environment.SetEnvironmentVariable(DataFolder.StoreVariable, "https://broker:8443");

        Assert.Equal(StoreUri.Parse("https://broker:8443"), DataFolder.DefaultStore);
    }

    [Fact]
    public void A_store_variable_that_names_no_store_is_an_error_and_not_a_silent_default()
    {
        Environment.SetEnvironmentVariable(DataFolder.StoreVariable, "broker:8443");

        Assert.Equal(StoreFault.InvalidUri, Assert.Throws<StoreException>(() => DataFolder.DefaultStore).Fault);
    }

    [Fact]
    public void The_inventory_lies_in_the_default_file()
    {
        Assert.Equal(DataFolder.DefaultStore, DataFolder.DefaultInventory);
        Environment.SetEnvironmentVariable(DataFolder.StoreVariable, "sqlite:///var/other.db");
        Environment.SetEnvironmentVariable(DataFolder.InventoryVariable, " ");
        Assert.Equal(StoreUri.Parse("sqlite:///var/other.db"), DataFolder.DefaultInventory);
    }

    [Fact]
    public void Beside_a_table_of_tokens_the_inventory_has_a_table_of_its_own()
    {
        Environment.SetEnvironmentVariable(DataFolder.StoreVariable, "dynamodb://dcv-tokens?region=eu-west-1&profile=admin&endpoint=https://vpce-1.example&legacy=plaintext");
        Assert.Equal(StoreUri.Parse("dynamodb://WorkspacesPortal?region=eu-west-1&profile=admin&endpoint=https://vpce-1.example"), DataFolder.DefaultInventory);
    }

    [Fact]
    public void The_inventory_variable_wins_over_the_store_also_where_that_is_a_broker()
    {
        Environment.SetEnvironmentVariable(DataFolder.StoreVariable, "https://broker:8443");
        Environment.SetEnvironmentVariable(DataFolder.InventoryVariable, "dynamodb://estate");
        Assert.Equal(new StoreUri.DynamoDb("estate"), DataFolder.DefaultInventory);
        Environment.SetEnvironmentVariable(DataFolder.InventoryVariable, "estate");
        Assert.Equal(StoreFault.InvalidUri, Assert.Throws<StoreException>(() => DataFolder.DefaultInventory).Fault);
    }

    [Fact]
    public void Where_the_store_is_a_broker_the_inventory_has_to_be_named()
    {
        Environment.SetEnvironmentVariable(DataFolder.StoreVariable, "https://broker:8443");
        var failure = Assert.Throws<StoreException>(() => DataFolder.DefaultInventory);
        Assert.Equal(StoreFault.InvalidUri, failure.Fault);
        Assert.Contains("DCVADMIN_INVENTORY", failure.Advice, StringComparison.Ordinal);
    }
}
