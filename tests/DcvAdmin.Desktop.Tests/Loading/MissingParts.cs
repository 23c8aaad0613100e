using System;
using System.IO;
using System.Threading;
using DcvAdmin.Loading;
using DcvAdmin.Stores;

namespace DcvAdmin.Desktop.Tests;

/// <summary>A module that lacks something.</summary>
internal static class MissingParts
{
    /// <summary>No native SQLite is to be found: the failure says what is missing, each time.</summary>
    public static void SqliteMissing(string folder)
    {
        for (var call = 0; call < 2; call++)
        {
            try
            {
                AdapterLoader.Factory.OpenStoreAsync(StoreUri.Sqlite.AtPath(Path.Combine(folder, "store.db")), new StoreAccess { Actor = "desktop" }, CancellationToken.None).GetAwaiter().GetResult().Dispose();
            }
            catch (StoreException failure) when (failure.Fault == StoreFault.Unavailable && failure.Message.Contains("e_sqlite3"))
            {
                continue;
            }

            throw new InvalidOperationException("The store was opened without SQLite.");
        }
    }
}
