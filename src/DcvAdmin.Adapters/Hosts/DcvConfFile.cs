using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
#if NET
using System.Runtime.Versioning;
#endif
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Files;

namespace DcvAdmin.Hosts;

/// <summary>
/// A dcv.conf. It is written in one step, by a file beside it that takes its name, and the text before the last change is kept as <c>dcv.conf.dcvadmin-backup</c>.
/// Mode and owner stay, and where the path is a symbolic link, its target is what changes. Writers of DcvAdmin take turns by a lock on <c>dcv.conf.dcvadmin-lock</c>.
/// </summary>
internal sealed class DcvConfFile(string path) : IHostConfiguration
{
    /// <summary>What is put behind the name of the file for its backup.</summary>
    public const string BackupEnding = ".dcvadmin-backup";

    /// <summary>What is put behind it for the file that writers lock. It stays: who deletes a lock cannot know who waits for it.</summary>
    public const string LockEnding = ".dcvadmin-lock";

    /// <summary>What is put behind it for what is being written. One name, so that the next writer clears away what a killed one left.</summary>
    public const string NewEnding = ".dcvadmin-new";

    /// <summary>How large a file may be: a thousand times what an installation has.</summary>
    public const int MaximumBytes = 4 * 1024 * 1024;

    private const int LockTries = 1000;

    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(20);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string Location => path;

    /// <summary>Told of the moments of a change in which another program might come between, with the file that is being written.</summary>
    public Action<Moment, string> Passing { get; init; } = (_, _) => { };

    /// <summary>Moments of a change.</summary>
    public enum Moment
    {
        /// <summary>A new file has its name, and nothing in it.</summary>
        Created,

        /// <summary>All is written, and nothing has its place yet.</summary>
        Written,
    }

    private static bool IsWindows => Path.DirectorySeparatorChar == '\\';

    public Task<IReadOnlyList<StoredSetting>> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<StoredSetting> stored =
            [.. DcvConf.Parse(ReadText(ReadBytes(path))).Entries.Select(entry => new StoredSetting(entry.Section, entry.Name, DcvConfValue.Read(entry.Text, TypeOf(entry.Section, entry.Name)), entry.Text))];
        return Task.FromResult(stored);
    }

    public async Task<bool> ApplyAsync(IReadOnlyList<SettingChange> changes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Change(ReadBytes(path), changes) is null) return false;
        try
        {
            var target = FindTarget();
            if (IsReadOnly(target))
                throw new HostException(HostFault.ReadOnly, $"{path} is marked as read-only.", IsWindows ? "Take the mark away with attrib -r." : "Make it writable with chmod u+w.");

            using var turn = await LockAsync(target, cancellationToken).ConfigureAwait(false);
            // Read again: another writer may have had its turn since.
            var before = ReadBytes(target);
            if (Change(before, changes) is not { } after) return false;
            Replace(target, before, after, cancellationToken);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw ToFault(failure, "written");
        }
    }

    /// <summary>The bytes after the changes; null where they change nothing.</summary>
    private byte[]? Change(byte[] before, IEnumerable<SettingChange> changes)
    {
        var text = DcvConf.Parse(ReadText(before));
        var changed = changes.Aggregate(text, (conf, change) => change.Value is null ? conf.Remove(change.Section, change.Name) : conf.Set(change.Section, change.Name, change.Value));
        return ReferenceEquals(changed, text) ? null : StrictUtf8.GetBytes(changed.ToString());
    }

    private static SettingType? TypeOf(string section, string name) =>
        // Names in dcv.conf are told apart by case: what only looks like a known one is none.
        HostSettings.Find(section, name) is { } known && known.Section == section && known.Name == name ? known.Type : null;

    /// <summary>Waits for this writer's turn. The lock is the operating system's, which takes it from a process that ends.</summary>
    private async Task<FileStream> LockAsync(string target, CancellationToken cancellationToken)
    {
        var file = target + LockEnding;
        for (var left = LockTries; ; left--)
        {
            try
            {
                if (!File.Exists(file)) CreateLock(file, target);
                // What is somewhere else, or is no file, is not opened, and not made by opening it.
                if ((File.GetAttributes(file) & FileAttributes.ReparsePoint) != 0 || RegularFile.IsSpecial(file)) throw new HostException(HostFault.Unavailable, $"{file} is no file that could be locked.", "Look at who made it, and delete it.");
                return new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException failure) when (File.Exists(file))
            {
                if (left == 0) throw new HostException(HostFault.Unavailable, $"{path} is being changed by another program.", "Try again; if that lasts, look at who has the file with the ending .dcvadmin-lock open.", failure);
            }

            await Task.Delay(LockPause, cancellationToken).ConfigureAwait(false);
        }
    }

    // Whoever may write the settings may lock them, and nobody else may keep others waiting.
    private static void CreateLock(string file, string target)
    {
        using var created = PrivateFiles.CreateNew(file);
#if NET
        if (OperatingSystem.IsWindows()) return;
        try
        {
            using var like = OpenToWrite(target);
            CopyOwner(like, created, target);
            // To open it for reading is enough to lock it.
            var mode = File.GetUnixFileMode(created.SafeFileHandle) & ~(UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
            File.SetUnixFileMode(created.SafeFileHandle, mode.HasFlag(UnixFileMode.GroupWrite) ? mode : mode & ~UnixFileMode.GroupRead);
        }
        catch
        {
            // It would be this account's for good, and keep the owner out.
            File.Delete(file);
            throw;
        }
#endif
    }

    private void Replace(string target, byte[] before, byte[] after, CancellationToken cancellationToken)
    {
        var backup = target + BackupEnding;
        var (newFile, newBackup) = (target + NewEnding, backup + NewEnding);
        File.Delete(newFile);
        File.Delete(newBackup);
        try
        {
#if NET
            if (!OperatingSystem.IsWindows())
            {
                using var like = OpenToWrite(target);
                Write(newBackup, before, like);
                Write(newFile, after, like);
                CheckUnchanged(target, newFile, before, cancellationToken);
                File.Move(newBackup, backup, overwrite: true);
                File.Move(newFile, target, overwrite: true);
                return;
            }
#endif
            Write(newFile, after, null);
            CheckUnchanged(target, newFile, before, cancellationToken);
            // Windows gives the new file the access list of the old one.
            File.Replace(newFile, target, backup);
        }
        finally
        {
            File.Delete(newFile);
            File.Delete(newBackup);
        }
    }

    private void Write(string file, byte[] content, FileStream? like)
    {
        using var stream = PrivateFiles.CreateNew(file);
        Passing(Moment.Created, file);
#if NET
        if (like is not null && !OperatingSystem.IsWindows()) CopyOwner(like, stream, like.Name);
#endif
        stream.Write(content, 0, content.Length);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Last of all, so that an editor, which knows nothing of the lock, does not lose what it saved meanwhile.</summary>
    private void CheckUnchanged(string target, string file, byte[] before, CancellationToken cancellationToken)
    {
        Passing(Moment.Written, file);
        if (!ReadBytes(target).SequenceEqual(before)) throw new HostException(HostFault.Unavailable, $"{path} was changed by another program in this moment.", "Try again.");
        cancellationToken.ThrowIfCancellationRequested();
    }

#if NET
    /// <summary>Who may write the folder could replace a file that he may not write: the right to the file itself is what counts.</summary>
    private static FileStream OpenToWrite(string target) => new(target, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    [UnsupportedOSPlatform("windows")]
    private static void CopyOwner(FileStream from, FileStream to, string target)
    {
        if (!FileOwner.TryCopy(from.SafeFileHandle, to.SafeFileHandle))
            throw new HostException(HostFault.AccessDenied, $"{target} belongs to another account, and this one could not leave it to that.", "Run as its owner, or as root, for example with sudo.");
    }
#endif

    private static bool IsReadOnly(string file)
    {
#if NET
        const UnixFileMode Write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        // Root may write whatever the mode says; whoever took every right to write meant it.
        if (!OperatingSystem.IsWindows()) return (File.GetUnixFileMode(file) & Write) == 0;
#endif
        return (File.GetAttributes(file) & FileAttributes.ReadOnly) != 0;
    }

    private string FindTarget()
    {
#if NET
        return (OperatingSystem.IsWindows() ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : FinalPath.Of(path)) ?? path;
#else
        // .NET Framework knows no links; a DCV server on Windows keeps its settings in the registry.
        return path;
#endif
    }

    private byte[] ReadBytes(string file)
    {
        try
        {
            return RegularFile.ReadAllBytes(file, MaximumBytes);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException or NotSupportedException)
        {
            throw ToFault(failure, "read");
        }
    }

    private string ReadText(byte[] bytes)
    {
        var text = string.Empty;
        try
        {
            text = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Damaged();
        }

        if (text.IndexOf('\0') >= 0) throw Damaged();
        // To GLib such a file is one line, and so it would be to DcvAdmin.
        return text.IndexOf('\r') < 0 || text.IndexOf('\n') >= 0
            ? text
            : throw new HostException(HostFault.Damaged, $"The lines of {path} end with carriage returns alone, which a DCV server does not take for line ends.", "Save it with line feeds in an editor.");
    }

    private HostException Damaged() => new(HostFault.Damaged, $"{path} is no UTF-8 text.", "Save it as UTF-8 in an editor, or take it from a backup.");

    private HostException ToFault(Exception failure, string verb) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => new HostException(HostFault.NotFound, $"There is no file {path}.", "Check the path, and whether a DCV server is installed there.", failure),
        InvalidDataException => new HostException(HostFault.Damaged, $"{path} is no dcv.conf. {failure.Message}", "Check the path.", failure),
        UnauthorizedAccessException when Directory.Exists(path) => new HostException(HostFault.NotFound, $"{path} is a folder.", "Name the file dcv.conf itself.", failure),
        UnauthorizedAccessException => new HostException(HostFault.AccessDenied, $"This account may not have {path} {verb}.", IsWindows ? "Run as an administrator." : "Run as root, for example with sudo.", failure),
        _ => new HostException(HostFault.Unavailable, $"{path} could not be {verb}: {failure.Message}", "Check the disk and the rights to the folder, then try again.", failure),
    };
}
