using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DcvAdmin.Stores;

/// <summary>Turns SQLite's result codes (sqlite.org/rescode.html) into sentences an admin can act on.</summary>
internal static class SqliteFaults
{
    public static StoreException ToStoreException(this SqliteException failure, string path) => failure.SqliteErrorCode switch
    {
        raw.SQLITE_NOTADB => new StoreException(StoreFault.NotAStore, $"The file {path} is not a SQLite database.", "Name another file, or move this one away.", failure),
        raw.SQLITE_CORRUPT => new StoreException(StoreFault.Damaged, $"The store {path} is damaged.", "Stop everything that uses it and restore it from a backup.", failure),
        raw.SQLITE_READONLY => new StoreException(StoreFault.ReadOnly, $"The store {path} is read-only for this account.", "Give the account write permission on the file and its folder.", failure),
        raw.SQLITE_FULL => new StoreException(StoreFault.Full, $"There is no room left to write the store {path}.", "Free space on its disk; what was acknowledged before is safe.", failure),
        raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH => new StoreException(StoreFault.AccessDenied, $"The store {path} cannot be opened by this account.", "Check that its folder exists and that the account may read and write both.", failure),
        raw.SQLITE_BUSY when failure.Message == SqliteSchema.NoWriteAheadLog => new StoreException(StoreFault.Unavailable, $"The store {path} cannot have a write-ahead log where it lies.", "Put it on a local disk: network file systems cannot share it safely.", failure),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new StoreException(StoreFault.Unavailable, $"The store {path} is locked by another process.", "Try again; if it stays locked, find the process that holds it.", failure),
        raw.SQLITE_IOERR => new StoreException(StoreFault.Unavailable, $"Reading or writing the store {path} failed (SQLite {failure.SqliteExtendedErrorCode}).", "Check the disk it lies on.", failure),
        _ => new StoreException(StoreFault.Unavailable, $"SQLite could not use the store {path} (result {failure.SqliteExtendedErrorCode}).", "Look at the inner error.", failure),
    };
}
