using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using DcvAdmin.Stores;

namespace DcvAdmin.Adapters.Tests.Stores;

public class SqliteSleepTests
{
    [Fact]
    public void SQLite_pauses_for_milliseconds_and_not_for_a_whole_second()
    {
        SqliteNative.Initialize();

        var watch = Stopwatch.StartNew();
        _ = Pause(milliseconds: 2);
        _ = Pause(milliseconds: 2);
        _ = Pause(milliseconds: 2);

        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(2.9));
    }

    /// <summary>Sleeps by the default VFS, as SQLite itself does.</summary>
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_sleep")]
    private static extern int Pause(int milliseconds);
}
