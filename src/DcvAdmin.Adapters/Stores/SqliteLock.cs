using System;
using System.Diagnostics;
using System.Threading;
using Microsoft.Data.Sqlite;

namespace DcvAdmin.Stores;

/// <summary>
/// Waits for a lock that another process holds. SQLite's own busy timeout sleeps whole seconds where the library was built without usleep,
/// as SQLitePCLRaw's is on Linux: a logon would wait a second for a lock that is held for a millisecond.
/// </summary>
internal static class SqliteLock
{
    // A process under load gives the lock free for a fraction of a millisecond between two commits: who looks rarely may miss it for seconds.
    private const int PauseInMilliseconds = 1;

    /// <summary>Tries an action that fails at once where the file is locked, until it succeeds or the time is up.</summary>
    public static void Wait(TimeSpan limit, Action action)
    {
        Stopwatch? waited = null;
        while (true)
        {
            try
            {
                action();
                return;
            }
            catch (SqliteException failure) when (failure.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED && (waited ??= Stopwatch.StartNew()).Elapsed < limit)
            {
                Thread.Sleep(PauseInMilliseconds);
            }
        }
    }
}
