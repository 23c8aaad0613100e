using System;
using System.IO;

namespace DcvAdmin.Stores;

/// <summary>Where DcvAdmin keeps its data on a machine.</summary>
public static class DataFolder
{
    /// <summary>Environment variable that names another folder.</summary>
    public const string Variable = "DCVADMIN_DATAFOLDER";

    /// <summary>Environment variable that names another default store.</summary>
    public const string StoreVariable = "DCVADMIN_STORE";

    /// <summary>Environment variable that names another default inventory of WorkSpaces.</summary>
    public const string InventoryVariable = "DCVADMIN_INVENTORY";

    /// <summary>Name of the table that keeps WorkSpaces beside a table that keeps tokens.</summary>
    public const string InventoryTable = "WorkspacesPortal";

    /// <summary>Name of the SQLite store in the data folder.</summary>
    public const string StoreFileName = "dcvadmin.db";

    /// <summary>
    /// <c>%ProgramData%\DcvAdmin</c> on Windows, <c>/var/lib/dcvadmin</c> for root on Linux and macOS, otherwise <c>$XDG_DATA_HOME/dcvadmin</c> or
    /// <c>~/.local/share/dcvadmin</c>; <see cref="Variable"/> overrides.
    /// </summary>
    public static string DefaultPath
    {
        get
        {
            var named = Environment.GetEnvironmentVariable(Variable);
            if (!string.IsNullOrWhiteSpace(named)) return Path.GetFullPath(named);
            if (Path.DirectorySeparatorChar == '\\') return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "DcvAdmin");
            return Environment.UserName == "root"
                ? "/var/lib/dcvadmin"
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "dcvadmin");
        }
    }

    /// <summary>The store that is meant where none is named: <see cref="StoreVariable"/>, or the SQLite file in the data folder.</summary>
    /// <exception cref="StoreException">The variable names no store.</exception>
    public static StoreUri DefaultStore
    {
        get
        {
            var named = Environment.GetEnvironmentVariable(StoreVariable);
            return string.IsNullOrWhiteSpace(named) ? StoreUri.Sqlite.AtPath(Path.Combine(DefaultPath, StoreFileName)) : StoreUri.Parse(named);
        }
    }

    /// <summary>
    /// Where WorkSpaces are kept where nothing is named: <see cref="InventoryVariable"/>; otherwise the default store, and where that is a table of tokens, the table
    /// <see cref="InventoryTable"/> in the same place.
    /// </summary>
    /// <exception cref="StoreException">A variable names no store, or the default store is a broker, which keeps its own inventory.</exception>
    public static StoreUri DefaultInventory
    {
        get
        {
            var named = Environment.GetEnvironmentVariable(InventoryVariable);
            if (!string.IsNullOrWhiteSpace(named)) return StoreUri.Parse(named);
            return InventoryBeside(DefaultStore);
        }
    }

    /// <summary>Where WorkSpaces are kept beside tokens: in the same file, or in the table <see cref="InventoryTable"/> in the same place.</summary>
    /// <exception cref="StoreException">It is a broker.</exception>
    public static StoreUri InventoryBeside(StoreUri store) => store switch
    {
        StoreUri.DynamoDb table => new StoreUri.DynamoDb(InventoryTable) { Region = table.Region, ProfileName = table.ProfileName, Endpoint = table.Endpoint },
        StoreUri.Broker broker => throw NotOfBroker(broker),
        var file => file,
    };

    /// <summary>What is said where an inventory is asked of a broker.</summary>
    public static StoreException NotOfBroker(StoreUri.Broker broker) => new(
        StoreFault.InvalidUri,
        $"The inventory of WorkSpaces cannot be opened through the broker {broker}.",
        $"Name the file or the table that keeps it, sqlite:///path/to/file.db or dynamodb://{InventoryTable}, here or in {InventoryVariable}.");
}
