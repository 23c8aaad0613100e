using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Processes;

namespace DcvAdmin.Hosts;

/// <summary>
/// A dcv.conf. It is written in one step, by a file beside it that takes its name, and the text before the last change is kept as <c>dcv.conf.dcvadmin-backup</c>.
/// Mode and owner stay, and where the path is a symbolic link, its target is what changes.
/// </summary>
internal sealed class DcvConfFile(string path, IProcessRunner processes) : IHostConfiguration
{
    /// <summary>What is put behind the name of the file for its backup.</summary>
    public const string BackupEnding = ".dcvadmin-backup";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly TimeSpan CopyLimit = TimeSpan.FromSeconds(10);

    public string Location => path;

    private static bool IsWindows => Path.DirectorySeparatorChar == '\\';

    public Task<IReadOnlyList<StoredSetting>> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<StoredSetting> stored =
            [.. DcvConf.Parse(ReadText(ReadBytes())).Entries.Select(entry => new StoredSetting(entry.Section, entry.Name, DcvConfValue.Read(entry.Text, TypeOf(entry.Section, entry.Name)), entry.Text))];
        return Task.FromResult(stored);
    }

    public async Task<bool> ApplyAsync(IReadOnlyList<SettingChange> changes, CancellationToken cancellationToken)
    {
        var before = ReadBytes();
        var text = DcvConf.Parse(ReadText(before));
        var changed = changes.Aggregate(text, (conf, change) => change.Value is null ? conf.Remove(change.Section, change.Name) : conf.Set(change.Section, change.Name, change.Value));
        if (ReferenceEquals(changed, text)) return false;

        try
        {
            await ReplaceAsync(FindTarget(), before, StrictUtf8.GetBytes(changed.ToString()), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or TimeoutException)
        {
            throw ToFault(failure, "written");
        }
    }

    private static SettingType? TypeOf(string section, string name) =>
        // Names in dcv.conf are told apart by case: what only looks like a known one is none.
        HostSettings.Find(section, name) is { } known && known.Section == section && known.Name == name ? known.Type : null;

    private async Task ReplaceAsync(string target, byte[] before, byte[] after, CancellationToken cancellationToken)
    {
        if (IsReadOnly(target))
            throw new HostException(HostFault.ReadOnly, $"{path} is marked as read-only.", IsWindows ? "Take the mark away with attrib -r." : "Make it writable with chmod u+w.");

        var backup = target + BackupEnding;
        var newFile = $"{target}.{Path.GetRandomFileName()}.new";
        var newBackup = $"{target}.{Path.GetRandomFileName()}.new";
        try
        {
            CreatePrivate(newFile);
            if (!IsWindows)
            {
                CreatePrivate(newBackup);
                await CopyWithOwnerAsync(target, newBackup, cancellationToken).ConfigureAwait(false);
                await CopyWithOwnerAsync(target, newFile, cancellationToken).ConfigureAwait(false);
            }

            using (var stream = new FileStream(newFile, FileMode.Truncate, FileAccess.Write))
            {
                stream.Write(after, 0, after.Length);
                stream.Flush(flushToDisk: true);
            }

            // Last of all, so that an editor which saved it meanwhile does not lose what it saved.
            if (!ReadBytes().SequenceEqual(before))
                throw new HostException(HostFault.Unavailable, $"{path} was changed by another program in this moment.", "Try again.");
            cancellationToken.ThrowIfCancellationRequested();
            if (IsWindows) File.Replace(newFile, target, backup);
            else
            {
                Move(newBackup, backup);
                Move(newFile, target);
            }
        }
        finally
        {
            File.Delete(newFile);
            File.Delete(newBackup);
        }
    }

    /// <summary>Copies content, mode and owner: .NET knows no owners on Unix, and cp -p is POSIX.</summary>
    private async Task CopyWithOwnerAsync(string from, string to, CancellationToken cancellationToken)
    {
        var copied = await processes.RunAsync(File.Exists("/bin/cp") ? "/bin/cp" : "cp", ["-p", "--", from, to], CopyLimit, cancellationToken).ConfigureAwait(false);
        if (copied is null) throw new HostException(HostFault.NotSupported, "The program cp was not found; without it the file would lose its owner.", "Install coreutils.");
        if (copied.ExitCode != 0) throw new HostException(HostFault.Unavailable, $"{path} could not be copied: {copied.Errors.Trim()}", "Check the room on the disk and the rights to the folder.");
    }

    private static void Move(string from, string to)
    {
#if NET
        File.Move(from, to, overwrite: true);
#else
        if (File.Exists(to)) File.Replace(from, to, destinationBackupFileName: null);
        else File.Move(from, to);
#endif
    }

    private static void CreatePrivate(string file)
    {
#if NET
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
#else
        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
#endif
    }

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
        return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
#else
        // .NET Framework knows no links; a DCV server on Windows keeps its settings in the registry.
        return path;
#endif
    }

    private byte[] ReadBytes()
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
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

        return text.IndexOf('\0') < 0 ? text : throw Damaged();
    }

    private HostException Damaged() => new(HostFault.Damaged, $"{path} is no UTF-8 text.", "Save it as UTF-8 in an editor, or take it from a backup.");

    private HostException ToFault(Exception failure, string verb) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => new HostException(HostFault.NotFound, $"There is no file {path}.", "Check the path, and whether a DCV server is installed there.", failure),
        UnauthorizedAccessException when Directory.Exists(path) => new HostException(HostFault.NotFound, $"{path} is a folder.", "Name the file dcv.conf itself.", failure),
        UnauthorizedAccessException => new HostException(HostFault.AccessDenied, $"This account may not have {path} {verb}.", IsWindows ? "Run as an administrator." : "Run as root, for example with sudo.", failure),
        _ => new HostException(HostFault.Unavailable, $"{path} could not be {verb}: {failure.Message}", "Check the disk and the rights to the folder, then try again.", failure),
    };
}
