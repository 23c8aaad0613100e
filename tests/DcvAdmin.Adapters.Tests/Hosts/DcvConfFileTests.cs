using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Hosts;
using DcvAdmin.Processes;

namespace DcvAdmin.Adapters.Tests.Hosts;

public sealed class DcvConfFileTests : IDisposable
{
    private const string Stock = "# DCV\n[security]\n#authentication=\"none\"\n\n[connectivity]\r\n#web-port=8443\r\n";

    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public DcvConfFileTests() => _path = _folder.File("dcv.conf");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Backup => _path + DcvConfFile.BackupEnding;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_change_is_written_and_the_text_before_it_is_kept()
    {
        File.WriteAllText(_path, Stock);

        Assert.True(await ApplyAsync(new SettingChange("security", "authentication", SettingValue.Of("system")), new SettingChange("connectivity", "web-port", SettingValue.Of(8444))));

        Assert.Equal("# DCV\n[security]\n#authentication=\"none\"\nauthentication=\"system\"\n\n[connectivity]\r\n#web-port=8443\r\nweb-port=8444\r\n", File.ReadAllText(_path));
        Assert.Equal(Stock, File.ReadAllText(Backup));
        Assert.Equal(["dcv.conf", "dcv.conf.dcvadmin-backup"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task There_is_one_backup_of_the_text_before_the_last_change()
    {
        File.WriteAllText(_path, Stock);
        await ApplyAsync(Port(1));
        var between = File.ReadAllText(_path);
        await ApplyAsync(Port(2));
        Assert.Equal(between, File.ReadAllText(Backup));
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public async Task What_is_so_already_is_not_written()
    {
        File.WriteAllText(_path, Stock);
        await ApplyAsync(Port(1));
        File.Delete(Backup);
        File.SetLastWriteTimeUtc(_path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.False(await ApplyAsync(Port(1), new SettingChange("security", "ca-file", null)));

        Assert.False(File.Exists(Backup));
        Assert.Equal(2020, File.GetLastWriteTimeUtc(_path).Year);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF# ü\r\n[security]\r\n")]
    public async Task An_empty_file_and_one_with_a_byte_order_mark_are_taken(string text)
    {
        File.WriteAllBytes(_path, Encoding.UTF8.GetBytes(text));
        await ApplyAsync(new SettingChange("security", "pam-service-name", SettingValue.Of("ü")));
        Assert.Equal((text.Length == 0 ? "[security]\n" : text) + "pam-service-name=\"ü\"" + (text.Length == 0 ? "\n" : "\r\n"), Encoding.UTF8.GetString(File.ReadAllBytes(_path)));
    }

    [Fact]
    public async Task Settings_are_read_with_the_types_that_are_documented()
    {
        File.WriteAllText(_path, "[security]\nno-tls-strict=1\nauthentication='none'\nNo-Tls-Strict=true\n[other]\nx=[1]\n");
        var stored = await Open().ReadAsync(Cancel);
        Assert.Equal(
            [
                new StoredSetting("security", "no-tls-strict", null, "1"), new StoredSetting("security", "authentication", SettingValue.Of("none"), "'none'"),
                new StoredSetting("security", "No-Tls-Strict", SettingValue.Of(true), "true"), new StoredSetting("other", "x", null, "[1]"),
            ],
            stored);
    }

    [Fact]
    public async Task Mode_and_owner_stay_also_those_of_the_backup()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has access lists.");
        File.WriteAllText(_path, Stock);
        File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        if (Environment.UserName == "root") await RunAsync("chown", "65534:65533", _path);
        var before = await RunAsync("stat", "-c", "%a %u %g", _path);

        await ApplyAsync(Port(1));

        Assert.Equal(before, await RunAsync("stat", "-c", "%a %u %g", _path));
        Assert.Equal(before, await RunAsync("stat", "-c", "%a %u %g", Backup));
        if (Environment.UserName == "root") Assert.Equal("640 65534 65533", before.Trim());
    }

    [Fact]
    public async Task A_symbolic_link_stays_one_and_its_target_changes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A link needs a right there.");
        Directory.CreateDirectory(_folder.File("etc"));
        var target = Path.Combine(_folder.File("etc"), "real.conf");
        File.WriteAllText(target, Stock);
        File.CreateSymbolicLink(_folder.File("between"), Path.Combine("etc", "real.conf"));
        File.CreateSymbolicLink(_path, "between");

        await ApplyAsync(Port(1));

        Assert.Equal("between", new FileInfo(_path).LinkTarget);
        Assert.Contains("web-port=1", File.ReadAllText(target), StringComparison.Ordinal);
        Assert.Equal(Stock, File.ReadAllText(target + DcvConfFile.BackupEnding));
    }

    [Fact]
    public async Task A_missing_file_is_not_found_and_not_made()
    {
        await AssertFaultAsync(HostFault.NotFound, () => Open().ReadAsync(Cancel));
        await AssertFaultAsync(HostFault.NotFound, () => ApplyAsync(Port(1)));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_folder_is_not_found()
    {
        Directory.CreateDirectory(_path);
        await AssertFaultAsync(HostFault.NotFound, () => Open().ReadAsync(Cancel));
    }

    [Theory]
    [InlineData(new byte[] { 0x5B, 0xFC, 0x5D })]
    [InlineData(new byte[] { 0x5B, 0x00, 0x61, 0x00 })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x5B, 0x00 })]
    public async Task What_is_no_text_is_damaged_and_left_alone(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        await AssertFaultAsync(HostFault.Damaged, () => ApplyAsync(Port(1)));
        Assert.Equal(bytes, File.ReadAllBytes(_path));
    }

    [Fact]
    public async Task A_read_only_file_is_refused_for_root_too()
    {
        File.WriteAllText(_path, Stock);
        File.SetAttributes(_path, FileAttributes.ReadOnly);
        await AssertFaultAsync(HostFault.ReadOnly, () => ApplyAsync(Port(1)));
        Assert.Equal(Stock, File.ReadAllText(_path));
        Assert.Single(Directory.GetFiles(_folder.Path));
        File.SetAttributes(_path, FileAttributes.Normal);
    }

    [Fact]
    public async Task A_file_that_is_changed_meanwhile_is_not_overwritten()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Nothing is copied there.");
        File.WriteAllText(_path, Stock);
        var busy = new BusyEditor(() => File.AppendAllText(_path, "# saved\n"));
        await AssertFaultAsync(HostFault.Unavailable, () => new DcvConfFile(_path, busy).ApplyAsync([Port(1)], Cancel));
        Assert.Equal(Stock + "# saved\n", File.ReadAllText(_path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_name_that_looks_like_an_option_is_a_name()
    {
        var path = _folder.File("-r.conf");
        File.WriteAllText(path, Stock);
        Assert.True(await new DcvConfFile(path, new ProcessRunner()).ApplyAsync([Port(1)], Cancel));
    }

    [Fact]
    public async Task The_factory_opens_a_file_by_its_path_and_no_registry_here()
    {
        File.WriteAllText(_path, Stock);
        var configuration = new AdapterFactory().OpenHostConfiguration(new HostPlace(_path, null));
        Assert.Equal(_path, configuration.Location);
        Assert.True(await configuration.ApplyAsync([Port(1)], Cancel));
        if (!OperatingSystem.IsWindows())
            await AssertFaultAsync(HostFault.NotSupported, () => new AdapterFactory().OpenHostConfiguration(new HostPlace(null, HostPlace.DefaultRegistryRoot)).ReadAsync(Cancel));
    }

    private static SettingChange Port(int port) => new("connectivity", "web-port", SettingValue.Of(port));

    private static async Task AssertFaultAsync(HostFault fault, Func<Task> work)
    {
        var failure = await Assert.ThrowsAsync<HostException>(work);
        Assert.Equal(fault, failure.Fault);
        Assert.EndsWith(failure.Advice, failure.Message, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private DcvConfFile Open() => new(_path, new ProcessRunner());

    private Task<bool> ApplyAsync(params SettingChange[] changes) => Open().ApplyAsync(changes, Cancel);

    private sealed class BusyEditor(Action save) : IProcessRunner
    {
        public async Task<ProcessOutcome?> RunAsync(string program, System.Collections.Generic.IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellationToken)
        {
            var outcome = await new ProcessRunner().RunAsync(program, arguments, limit, cancellationToken);
            if (arguments[3].EndsWith(".new", StringComparison.Ordinal)) Interlocked.Exchange(ref save, () => { })();
            return outcome;
        }
    }
}
