using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace DcvAdmin.Hosts;

/// <summary>
/// Reads files that somebody named. On Unix a name may stand for a pipe, whose opening waits for a writer, or for a device without an end: neither can be broken off,
/// so neither is opened.
/// </summary>
public static class RegularFile
{
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>The content of a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="maximumBytes">How large it may be.</param>
    /// <exception cref="InvalidDataException">It is no regular file, or larger.</exception>
    public static byte[] ReadAllBytes(string path, int maximumBytes)
    {
        if (IsSpecial(path)) throw new InvalidDataException("It is a pipe, a device or a socket.");
        // Nobody is kept from writing or replacing it meanwhile.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        while (stream.Read(buffer, 0, buffer.Length) is > 0 and var count)
        {
            content.Write(buffer, 0, count);
            if (content.Length > maximumBytes) throw new InvalidDataException(FormattableString.Invariant($"It is larger than {maximumBytes / (1024 * 1024)} MB."));
        }

        return content.ToArray();
    }

    /// <summary>Whether a name stands for neither a file nor a folder, at the end of all links; false where nothing has this name, and on Windows.</summary>
    public static bool IsSpecial(string path)
    {
        if (Path.DirectorySeparatorChar == '\\') return false;
        try
        {
            var status = new byte[256];
            return Stat(Encoding.UTF8.GetBytes(path + "\0"), status) == 0 && (BitConverter.ToInt32(status, 4) & TypeMask) is not (Regular or Folder);
        }
        catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException)
        {
            // Mono has no such library. It runs the module in tests alone.
            return false;
        }
    }

    // .NET has no word for the type of a file. Its own native library has, in one form for every system: flags, mode, user, group, of 32 bits each, and more behind them.
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat", ExactSpelling = true)]
    private static extern int Stat(byte[] path, [Out] byte[] status);
}
