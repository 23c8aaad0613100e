using System;
using System.IO;
using DcvAdmin.Stores;

namespace DcvAdmin.Core.Tests.Stores;

/// <summary>The only tests that touch the process's environment, hence all in one class, whose tests run one after another.</summary>
public sealed class DataFolderTests : IDisposable
{
    private readonly string? _folder = Environment.GetEnvironmentVariable(DataFolder.Variable);
    private readonly string? _store = Environment.GetEnvironmentVariable(DataFolder.StoreVariable);

    public DataFolderTests()
    {
        Environment.SetEnvironmentVariable(DataFolder.Variable, null);
        Environment.SetEnvironmentVariable(DataFolder.StoreVariable, null);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(DataFolder.Variable, _folder);
        Environment.SetEnvironmentVariable(DataFolder.StoreVariable, _store);
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
}
