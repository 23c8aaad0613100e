using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Hosts;

namespace DcvAdmin.Adapters.Tests.Hosts;

public sealed class DcvConfFileTests : IDisposable
{
    private const string Stock = "# DCV\n[security]\n#authentication=\"none\"\n\n[connectivity]\r\n#web-port=8443\r\n";

    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public DcvConfFileTests() => _path = _folder.File("dcv.conf");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static bool IsRoot => Environment.UserName == "root";

    private string Backup => _path + DcvConfFile.BackupEnding;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_change_is_written_and_the_text_before_it_is_kept()
    {
        File.WriteAllText(_path, Stock);

        Assert.True(await ApplyAsync(new SettingChange("security", "authentication", SettingValue.Of("system")), new SettingChange("connectivity", "web-port", SettingValue.Of(8444))));

        Assert.Equal("# DCV\n[security]\n#authentication=\"none\"\nauthentication=\"system\"\n\n[connectivity]\r\n#web-port=8443\r\nweb-port=8444\r\n", File.ReadAllText(_path));
        Assert.Equal(Stock, File.ReadAllText(Backup));
        Assert.Equal(["dcv.conf", "dcv.conf.dcvadmin-backup", "dcv.conf.dcvadmin-lock"], Names());
    }

    [Fact]
    public async Task There_is_one_backup_of_the_text_before_the_last_change()
    {
        File.WriteAllText(_path, Stock);
        await ApplyAsync(Port(1));
        var between = File.ReadAllText(_path);
        await ApplyAsync(Port(2));
        Assert.Equal(between, File.ReadAllText(Backup));
        Assert.Equal(3, Names().Length);
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
                new StoredSetting("security", "No-Tls-Strict", SettingValue.Of(true), "true"), new StoredSetting("other", "x", SettingValue.Of(new VerbatimText("[1]")), "[1]"),
            ],
            stored);
    }

    [Fact]
    public async Task Mode_and_owner_stay_also_those_of_the_backup()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has access lists.");
        File.WriteAllText(_path, Stock);
        File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        if (IsRoot) await RunAsync("chown", "65534:65533", _path);
        var before = await RunAsync("stat", "-c", "%a %u %g", _path);

        await ApplyAsync(Port(1));

        Assert.Equal(before, await RunAsync("stat", "-c", "%a %u %g", _path));
        Assert.Equal(before, await RunAsync("stat", "-c", "%a %u %g", Backup));
        if (IsRoot) Assert.Equal("640 65534 65533", before.Trim());
    }

    [Fact]
    public async Task A_link_below_a_linked_folder_leads_where_the_system_goes()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Links need a privilege on Windows.");
        Directory.CreateDirectory(_folder.File("deep/one"));
        Directory.CreateDirectory(_folder.File("deep/two"));
        Directory.CreateDirectory(_folder.File("two"));
        File.WriteAllText(_folder.File("deep/two/dcv.conf"), Stock);
        File.WriteAllText(_folder.File("two/dcv.conf"), "[security]\nother=\"file\"\n");
        File.CreateSymbolicLink(_folder.File("deep/one/dcv.conf"), "../two/dcv.conf");
        Directory.CreateSymbolicLink(_folder.File("a"), "deep/one");

        Assert.True(await new DcvConfFile(_folder.File("a/dcv.conf")).ApplyAsync([Port(1)], Cancel));
        Assert.Equal("[security]\nother=\"file\"\n", File.ReadAllText(_folder.File("two/dcv.conf")));
        Assert.Contains("web-port=1", File.ReadAllText(_folder.File("deep/two/dcv.conf")), StringComparison.Ordinal);
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
        File.WriteAllText(_path, Stock);
        var interrupted = new DcvConfFile(_path) { Passing = (moment, _) => Run(moment is DcvConfFile.Moment.Written, () => File.AppendAllText(_path, "# saved\n")) };
        await AssertFaultAsync(HostFault.Unavailable, () => interrupted.ApplyAsync([Port(1)], Cancel));
        Assert.Equal(Stock + "# saved\n", File.ReadAllText(_path));
        Assert.Equal(["dcv.conf", "dcv.conf.dcvadmin-lock"], Names());
    }

    [Theory]
    [InlineData(nameof(DcvConfFile.Moment.Created))]
    [InlineData(nameof(DcvConfFile.Moment.Written))]
    public async Task A_link_that_is_put_in_the_place_of_what_is_written_leads_nowhere(string when)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A link needs a right there.");
        File.WriteAllText(_path, Stock);
        File.SetUnixFileMode(_path, (UnixFileMode)0x1FF);
        var prey = _folder.File("prey");
        File.WriteAllText(prey, "mine");
        File.SetUnixFileMode(prey, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (IsRoot)
        {
            await RunAsync("chown", "65534:65534", _path);
            await RunAsync("chown", "65533:65533", prey);
        }

        var before = await RunAsync("stat", "-c", "%a %u %g", prey);
        var attacked = new DcvConfFile(_path)
        {
            Passing = (moment, file) => Run(moment.ToString() == when, () =>
            {
                File.Delete(file);
                File.CreateSymbolicLink(file, prey);
            }),
        };

        await attacked.ApplyAsync([Port(1)], Cancel);

        Assert.Equal("mine", File.ReadAllText(prey));
        Assert.Equal(before, await RunAsync("stat", "-c", "%a %u %g", prey));
    }

    [Theory]
    [InlineData(DcvConfFile.NewEnding)]
    [InlineData(DcvConfFile.BackupEnding + DcvConfFile.NewEnding)]
    [InlineData(DcvConfFile.LockEnding)]
    public async Task A_link_that_waits_for_a_writer_is_not_followed(string ending)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A link needs a right there.");
        File.WriteAllText(_path, Stock);
        File.CreateSymbolicLink(_path + ending, _folder.File("prey"));
        try
        {
            await ApplyAsync(Port(1));
        }
        catch (HostException failure)
        {
            Assert.Equal(HostFault.Unavailable, failure.Fault);
        }

        Assert.False(File.Exists(_folder.File("prey")));
    }

    [Fact]
    public async Task Several_writers_lose_nothing_that_they_were_told_is_written()
    {
        const int Writers = 4, Changes = 12;
        File.WriteAllText(_path, Stock);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < Changes; i++) Assert.True(await ApplyAsync(new SettingChange($"writer-{(char)('a' + writer)}", $"key-{i}", SettingValue.Of(i))));
        }, Cancel)));

        Assert.Equal(Writers * Changes, (await Open().ReadAsync(Cancel)).Count);
        Assert.Equal(["dcv.conf", "dcv.conf.dcvadmin-backup", "dcv.conf.dcvadmin-lock"], Names());
    }

    [Fact]
    public async Task A_writer_waits_while_another_process_writes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no flock there.");
        Assert.SkipUnless(File.Exists("/usr/bin/flock"), "There is no flock here.");
        File.WriteAllText(_path, Stock);
        await ApplyAsync(Port(1));
        using var other = Process.Start(new ProcessStartInfo("/usr/bin/flock", [_path + DcvConfFile.LockEnding, "sh", "-c", "echo held; read line"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("held", await other.StandardOutput.ReadLineAsync(Cancel));

        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var waiting = Open().ApplyAsync([Port(2)], impatient.Token);
        Assert.False(waiting.IsCompleted);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var patient = ApplyAsync(Port(3));
        await other.StandardInput.WriteLineAsync();
        Assert.True(await patient);
        Assert.Contains("web-port=3", File.ReadAllText(_path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_writer_left_is_cleared_away()
    {
        File.WriteAllText(_path, Stock);
        File.WriteAllText(_path + DcvConfFile.NewEnding, "half");
        File.WriteAllText(_path + DcvConfFile.BackupEnding + DcvConfFile.NewEnding, "half");
        Assert.True(await ApplyAsync(Port(1)));
        Assert.Equal(["dcv.conf", "dcv.conf.dcvadmin-backup", "dcv.conf.dcvadmin-lock"], Names());
    }

    [Fact]
    public async Task A_pipe_and_a_device_are_refused_and_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are none there.");
        await RunAsync("mkfifo", _path);
        await AssertFaultAsync(HostFault.Damaged, () => Open().ReadAsync(Cancel));
        await AssertFaultAsync(HostFault.Damaged, () => ApplyAsync(Port(1)));
        await AssertFaultAsync(HostFault.Damaged, () => new DcvConfFile("/dev/zero").ReadAsync(Cancel));
    }

    [Fact]
    public async Task A_file_that_is_far_too_large_is_refused()
    {
        File.WriteAllText(_path, new string('#', DcvConfFile.MaximumBytes) + "\n");
        await AssertFaultAsync(HostFault.Damaged, () => Open().ReadAsync(Cancel));
        File.WriteAllText(_path, new string('#', DcvConfFile.MaximumBytes - 1) + "\n");
        Assert.Empty(await Open().ReadAsync(Cancel));
    }

    [Fact]
    public async Task A_file_whose_lines_no_DCV_server_tells_apart_is_refused()
    {
        File.WriteAllText(_path, "[security]\rauthentication='none'\r");
        await AssertFaultAsync(HostFault.Damaged, () => ApplyAsync(Port(1)));
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

    private static void Run(bool isTime, Action step)
    {
        if (isTime) step();
    }

    private string[] Names() => [.. Directory.GetFiles(_folder.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private DcvConfFile Open() => new(_path);

    private Task<bool> ApplyAsync(params SettingChange[] changes) => Open().ApplyAsync(changes, Cancel);
}
