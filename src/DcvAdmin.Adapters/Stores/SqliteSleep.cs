using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace DcvAdmin.Stores;

/// <summary>
/// Lets SQLite sleep for microseconds. SQLitePCLRaw's library for Linux was built without usleep: where SQLite means to pause for a microsecond,
/// because two connections met in the index of the write-ahead log, it sleeps a whole second, and a logon with it. The pause is a function of the
/// VFS, a documented structure of pointers that applications may replace (sqlite.org/c3ref/vfs.html).
/// </summary>
internal static class SqliteSleep
{
    // iVersion, szOsFile and mxPathname, three integers; then pNext, zName, pAppData and nine functions from xOpen to xRandomness; then xSleep.
    private const int PointersBeforeSleep = 12;

    // Native code keeps a pointer to it: it must never be collected.
    private static readonly SleepFunction Function = Sleep;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int SleepFunction(IntPtr vfs, int microseconds);

    /// <summary>Replaces the pause of the default VFS, which every connection uses that names no other. Windows' has milliseconds and stays.</summary>
    public static void Install()
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) return;
        try
        {
            var vfs = FindVfs(IntPtr.Zero);
            if (vfs == IntPtr.Zero) return;
            var firstPointer = IntPtr.Size == 8 ? 16 : 12;
            Marshal.WriteIntPtr(vfs, firstPointer + (PointersBeforeSleep * IntPtr.Size), Marshal.GetFunctionPointerForDelegate(Function));
        }
        catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException)
        {
            // The library has another name here: it pauses as it was built to.
        }
    }

    private static int Sleep(IntPtr vfs, int microseconds)
    {
        if (microseconds < 1000) Thread.Yield();
        else Thread.Sleep((microseconds + 999) / 1000);
        return microseconds;
    }

    [DllImport("e_sqlite3", CallingConvention = CallingConvention.Cdecl, EntryPoint = "sqlite3_vfs_find")]
    private static extern IntPtr FindVfs(IntPtr name);
}
