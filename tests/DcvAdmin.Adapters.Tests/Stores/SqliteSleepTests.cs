using System.Runtime.InteropServices;
using DcvAdmin.Stores;

namespace DcvAdmin.Adapters.Tests.Stores;

public sealed class SqliteSleepTests
{
    [Fact]
    public void SQLite_pauses_for_what_was_asked_and_not_for_a_whole_second()
    {
        SqliteNative.Initialize();

        // It answers how many milliseconds it paused: 1000 where it can only count in seconds.
        Assert.Equal(2, Pause(milliseconds: 2));
    }

    /// <summary>Sleeps by the default VFS, as SQLite itself does.</summary>
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_sleep")]
    private static extern int Pause(int milliseconds);
}
