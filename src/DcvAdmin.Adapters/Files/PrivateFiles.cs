using System;
using System.IO;
#if NET
using System.Runtime.Versioning;
#endif
using System.Security.AccessControl;
using System.Security.Principal;

namespace DcvAdmin.Files;

/// <summary>
/// Folders and files that only their owner may read: mode 700 and 600 on Linux and macOS; on Windows an access list of the current account,
/// SYSTEM and Administrators, without inheritance.
/// </summary>
public static class PrivateFiles
{
    /// <summary>Makes the folder, private from its first moment. A folder that exists is left as it is.</summary>
    public static void CreateDirectory(string path)
    {
        if (Directory.Exists(path)) return;
#if NET
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return;
        }

        var parent = Path.GetDirectoryName(Path.GetFullPath(path));
        if (parent is not null) Directory.CreateDirectory(parent);
        new DirectoryInfo(path).Create(PrivateDirectorySecurity());
#else
        if (IsWindows) Directory.CreateDirectory(path, PrivateDirectorySecurity());
        else Directory.CreateDirectory(path);
#endif
    }

    /// <summary>
    /// What makes an existing folder unfit for secrets, as the end of a sentence: on Linux and macOS that others than its owner may write in it,
    /// on Windows that it belongs to someone else than this account, SYSTEM or Administrators. Null where it is fit.
    /// </summary>
    public static string? FlawOf(string path)
    {
#if NET
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
            return (File.GetUnixFileMode(path) & OthersWrite) == 0 ? null : "may be written by other accounts (chmod go-w mends that)";
        }
#else
        if (!IsWindows) return null;
#endif
        var owner = new DirectoryInfo(path).GetAccessControl().GetOwner(typeof(SecurityIdentifier));
        return Array.IndexOf(PrivateIdentities(), owner) >= 0 ? null : $"belongs to {owner}, who may give himself every right to it";
    }

    /// <summary>Makes an empty file, private from its first moment.</summary>
    /// <exception cref="IOException">The file exists.</exception>
    public static void CreateEmpty(string path)
    {
        using (CreateNew(path))
        {
        }
    }

    /// <summary>Writes a file in one step: readers see the old content or the new, also after a crash.</summary>
    public static void WriteAllText(string path, string content)
    {
        var temporary = $"{path}.{Path.GetRandomFileName()}.new";
        try
        {
            using (var stream = CreateNew(temporary)) Write(stream, content);
            MoveOver(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>
    /// Writes a file where there is none: false where there is one, also where it came in this very moment. There is one file and one name from the first moment to
    /// the last, so that a crash leaves no secret under a name that nobody knows; it may leave a part of the text under this one.
    /// </summary>
    public static bool TryWriteNew(string path, string content)
    {
        FileStream stream;
        try
        {
            stream = CreateNew(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException && (File.Exists(path) || Directory.Exists(path)))
        {
            return false;
        }

        try
        {
            using (stream) Write(stream, content);
            return true;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    private static void Write(FileStream stream, string content)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(content);
        stream.Write(bytes, 0, bytes.Length);
        stream.Flush(flushToDisk: true);
    }

    private static void MoveOver(string source, string target)
    {
#if NET
        File.Move(source, target, overwrite: true);
#else
        if (IsWindows) NativeFiles.MoveOver(source, target);
        else if (File.Exists(target)) File.Replace(source, target, destinationBackupFileName: null);
        else File.Move(source, target);
#endif
    }

    /// <summary>Makes a file, private from its first moment, to write it through this handle alone.</summary>
    /// <exception cref="IOException">The name is taken, be it by a link that leads nowhere.</exception>
    internal static FileStream CreateNew(string path)
    {
#if NET
        if (!OperatingSystem.IsWindows())
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }

        return new FileInfo(path).Create(FileMode.CreateNew, FileSystemRights.Write, FileShare.None, bufferSize: 4096, FileOptions.None, PrivateFileSecurity());
#else
        return IsWindows
            ? new FileStream(path, FileMode.CreateNew, FileSystemRights.Write, FileShare.None, bufferSize: 4096, FileOptions.None, PrivateFileSecurity())
            : new FileStream(path, FileMode.CreateNew, FileAccess.Write);
#endif
    }

#if NET
    [SupportedOSPlatform("windows")]
#endif
    private static DirectorySecurity PrivateDirectorySecurity()
    {
        var security = new DirectorySecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        foreach (var identity in PrivateIdentities())
        {
            security.AddAccessRule(new FileSystemAccessRule(
                identity, FileSystemRights.FullControl, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit, PropagationFlags.None, AccessControlType.Allow));
        }

        return security;
    }

#if NET
    [SupportedOSPlatform("windows")]
#endif
    private static FileSecurity PrivateFileSecurity()
    {
        var security = new FileSecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        foreach (var identity in PrivateIdentities())
            security.AddAccessRule(new FileSystemAccessRule(identity, FileSystemRights.FullControl, AccessControlType.Allow));
        return security;
    }

#if NET
    [SupportedOSPlatform("windows")]
#endif
    private static SecurityIdentifier[] PrivateIdentities()
    {
        using var current = WindowsIdentity.GetCurrent();
        return
        [
            current.User ?? throw new InvalidOperationException("This account has no security identifier."),
            new SecurityIdentifier(WellKnownSidType.LocalSystemSid, null),
            new SecurityIdentifier(WellKnownSidType.BuiltinAdministratorsSid, null),
        ];
    }

#if !NET
    // Mono runs the net472 build on Linux in tests; it has no access lists.
    private static bool IsWindows => Path.DirectorySeparatorChar == '\\';
#endif
}
