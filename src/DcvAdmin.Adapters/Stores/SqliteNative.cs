#if !NET
using System;
using System.IO;
using System.Runtime.InteropServices;
#endif

namespace DcvAdmin.Stores;

/// <summary>Makes the native SQLite library known, once in a process.</summary>
internal static class SqliteNative
{
    static SqliteNative()
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
    }

    public static void Initialize()
    {
    }

#if !NET
    [DllImport("kernel32", CharSet = CharSet.Unicode, SetLastError = true, ExactSpelling = true, EntryPoint = "LoadLibraryW")]
    private static extern IntPtr LoadLibrary(string path);
#endif
}
