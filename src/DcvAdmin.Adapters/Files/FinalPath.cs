#if NET
using System;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace DcvAdmin.Files;

/// <summary>
/// Where a name leads at the end of all links, as the system sees it. .NET resolves <c>..</c> in a link by the text of the path, and the system by the folder that is
/// there, which may be a link itself: two different files.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class FinalPath
{
    /// <summary>The path without links; null where nothing has this name.</summary>
    public static string? Of(string path)
    {
        var found = Resolve(Encoding.UTF8.GetBytes(path + "\0"), IntPtr.Zero);
        if (found == IntPtr.Zero) return null;
        try
        {
            return Marshal.PtrToStringUTF8(found);
        }
        finally
        {
            Free(found);
        }
    }

    [DllImport("libc", EntryPoint = "realpath", ExactSpelling = true)]
    private static extern IntPtr Resolve(byte[] path, IntPtr buffer);

    [DllImport("libc", EntryPoint = "free", ExactSpelling = true)]
    private static extern void Free(IntPtr memory);
}
#endif
