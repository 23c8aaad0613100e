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
}
