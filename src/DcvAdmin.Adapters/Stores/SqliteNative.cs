using System;
#if !NET
using System.IO;
using System.Runtime.InteropServices;
#endif

namespace DcvAdmin.Stores;

/// <summary>Makes the native SQLite library known, once in a process.</summary>
internal static class SqliteNative
{
    // Not a static constructor: its failure would say no more than the name of this class.
    private static readonly Lazy<bool> Loaded = new(Load);

    /// <exception cref="StoreException">There is no such library for this machine.</exception>
    public static void Initialize()
    {
        try
        {
            _ = Loaded.Value;
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new StoreException(StoreFault.Unavailable, $"SQLite cannot be used on this machine: {failure.Message}",
                "Install DcvAdmin again; it brings SQLite for x64 and ARM64 Windows, Linux and macOS.", failure);
        }
    }

    private static bool Load()
    {
#if !NET
        // .NET Framework looks for native libraries beside the program, which is powershell.exe; one that is loaded already is found by name.
        if (Path.DirectorySeparatorChar == '\\')
        {
            var runtime = RuntimeInformation.ProcessArchitecture switch { Architecture.X86 => "win-x86", Architecture.Arm64 => "win-arm64", _ => "win-x64" };
            var library = Path.Combine(Path.GetDirectoryName(typeof(SqliteNative).Assembly.Location)!, "runtimes", runtime, "native", "e_sqlite3.dll");
            if (File.Exists(library) && LoadLibrary(library) == IntPtr.Zero)
                throw new DllNotFoundException($"{library} cannot be loaded (Windows error {Marshal.GetLastWin32Error()}).");
        }
#endif
        SQLitePCL.Batteries_V2.Init();
        SqliteSleep.Install();
        return true;
    }

#if !NET
    [DllImport("kernel32", CharSet = CharSet.Unicode, SetLastError = true, ExactSpelling = true, EntryPoint = "LoadLibraryW")]
    private static extern IntPtr LoadLibrary(string path);
#endif
}
