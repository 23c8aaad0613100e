#if !NET
using System.ComponentModel;
using System.IO;
using System.Runtime.InteropServices;

namespace DcvAdmin.Files;

/// <summary>What .NET Framework's File does not do on Windows.</summary>
internal static class NativeFiles
{
    private const uint ReplaceExisting = 1;
    private const uint WriteThrough = 8;

    /// <summary>
    /// Moves a file over another, as File.Move of .NET does. File.Replace does not do: ReplaceFile gives the new file the access list of the old one, which may let
    /// others read it.
    /// </summary>
    /// <exception cref="IOException">The file system refuses it.</exception>
    public static void MoveOver(string source, string target)
    {
        if (MoveFileEx(source, target, ReplaceExisting | WriteThrough)) return;
        var failure = new Win32Exception(Marshal.GetLastWin32Error());
        throw new IOException($"{target} cannot be replaced: {failure.Message}", failure);
    }

    [DllImport("kernel32.dll", EntryPoint = "MoveFileExW", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool MoveFileEx(string source, string target, uint flags);
}
#endif
