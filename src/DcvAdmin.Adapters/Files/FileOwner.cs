#if NET
using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace DcvAdmin.Files;

/// <summary>Gives one open file the owner, the group and the mode of another. By handles: a name could stand for another file between two steps.</summary>
[UnsupportedOSPlatform("windows")]
internal static class FileOwner
{
    private const UnixFileMode Rights = (UnixFileMode)0x1FF;

    /// <summary>False where this account may not give the file away; nothing has changed then.</summary>
    public static bool TryCopy(SafeFileHandle from, SafeFileHandle to)
    {
        var owner = OwnerOf(from);
        if (OwnerOf(to) != owner && ChangeOwner(to, owner.User, owner.Group) != 0) return false;
        File.SetUnixFileMode(to, File.GetUnixFileMode(from) & Rights);
        return true;
    }

    private static (uint User, uint Group) OwnerOf(SafeFileHandle file)
    {
        var status = new byte[256];
        return Stat(file, status) == 0 ? (BitConverter.ToUInt32(status, 8), BitConverter.ToUInt32(status, 12)) : throw new IOException("The owner of the file cannot be told.");
    }

    // .NET knows no owners, and stat of libc has another form on every system. The native library of .NET has one: flags, mode, user, group, of 32 bits each, and more behind.
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_FStat", ExactSpelling = true)]
    private static extern int Stat(SafeFileHandle file, [Out] byte[] status);

    [DllImport("libc", EntryPoint = "fchown", ExactSpelling = true)]
    private static extern int ChangeOwner(SafeFileHandle file, uint user, uint group);
}
#endif
