using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using DcvAdmin.Broker.Tests.Running;
using DcvAdmin.Stores;
using Microsoft.Data.Sqlite;

namespace DcvAdmin.Broker.Tests.Hosting;

/// <summary>What an admin sees when a start fails: one sentence, an exit code, and everything as it was.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_wrong_option_ends_with_code_2_and_a_sentence()
    {
        await using var broker = BrokerProcess.Start(["--client-port", "x"]);

        Assert.Equal(2, await broker.WaitForExitAsync());
        Assert.Contains("ClientPort is 'x'", Assert.Single(broker.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_and_version_end_with_code_0()
    {
        await using var help = BrokerProcess.Start(["--help"]);
        await using var version = BrokerProcess.Start(["--version"]);

        Assert.Equal((0, 0), (await help.WaitForExitAsync(), await version.WaitForExitAsync()));
        Assert.Contains("--demo", help.Output, StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+\.\d+", version.Output);
    }

    [Fact]
    public async Task A_busy_port_is_named()
    {
        using var folder = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await using var broker = BrokerProcess.Start(["--data-folder", folder.FullName, "--client-address", "127.0.0.1", "--agent-address", "127.0.0.1", "--client-port", port, "--agent-port", "0"]);

        await AssertFailsAsync(broker, port, "another program");
    }

    [Fact]
    public async Task A_store_that_is_a_text_file_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        var content = string.Join('\n', new string('x', 5000), "not a database");
        await File.WriteAllTextAsync(folder.File("dcvadmin.db"), content, TestContext.Current.CancellationToken);
        await using var broker = BrokerProcess.StartIn(folder.FullName);

        await AssertFailsAsync(broker, "dcvadmin.db", "not a SQLite database");
        Assert.Equal(content, await File.ReadAllTextAsync(folder.File("dcvadmin.db"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused_with_both_versions()
    {
        using var folder = new TemporaryFolder();
        SqliteStore.Open(StoreUri.Sqlite.AtPath(folder.File("dcvadmin.db")), new SqliteOptions(), () => DateTimeOffset.UtcNow, "test").Dispose();
        await ExecuteAsync(folder.File("dcvadmin.db"), "PRAGMA user_version = 99");
        await using var broker = BrokerProcess.StartIn(folder.FullName);

        await AssertFailsAsync(broker, "format 99", "format 1");
    }

    [Fact]
    public async Task A_clock_behind_the_last_record_is_refused_until_the_admin_accepts_it()
    {
        using var folder = new TemporaryFolder();
        var ahead = DateTimeOffset.UtcNow.AddDays(2);
        using (var store = SqliteStore.Open(StoreUri.Sqlite.AtPath(folder.File("dcvadmin.db")), new SqliteOptions(), () => ahead, "test"))
            await store.Authenticator.AsAdministrator("test").IssueAsync([new DcvAdmin.Tokens.TokenRequest { SessionId = "console", UserName = "anna" }], TestContext.Current.CancellationToken);

        await using (var refused = BrokerProcess.StartIn(folder.FullName))
            await AssertFailsAsync(refused, "clock", "--accept-clock-set-back");

        await using (var accepted = BrokerProcess.StartIn(folder.FullName, "--accept-clock-set-back"))
        {
            await accepted.WaitForLineAsync("ready");
            await accepted.SignalAsync("TERM");
            Assert.Equal(0, await accepted.WaitForExitAsync());
        }

        await using var later = BrokerProcess.StartIn(folder.FullName);
        await later.WaitForLineAsync("ready");
    }

    [Fact]
    public async Task A_read_only_store_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !CanChangeUser(), "Needs Linux, root and setpriv, to run the broker as an account without the right to write.");
        using var folder = new TemporaryFolder();
        SqliteStore.Open(StoreUri.Sqlite.AtPath(folder.File("dcvadmin.db")), new SqliteOptions(), () => DateTimeOffset.UtcNow, "test").Dispose();
        const UnixFileMode ReadByAll = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        File.SetUnixFileMode(folder.File("dcvadmin.db"), ReadByAll);
        File.SetUnixFileMode(folder.FullName, ReadByAll | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        using var data = new TemporaryFolder();
        using (var chown = System.Diagnostics.Process.Start("chown", ["65534", data.FullName])) await chown.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using var broker = BrokerProcess.Start(
            ["--data-folder", data.FullName, "--store", StoreUri.Sqlite.AtPath(folder.File("dcvadmin.db")).ToString(), "--client-address", "127.0.0.1", "--agent-address", "127.0.0.1", "--client-port", "0", "--agent-port", "0"], user: "65534");

        await AssertFailsAsync(broker, "dcvadmin.db", "write");
    }

    [Fact]
    public async Task A_data_folder_that_others_may_write_in_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix file modes are not a thing on Windows.");
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_111_111);
        await using var broker = BrokerProcess.StartIn(folder.FullName);

        await AssertFailsAsync(broker, folder.FullName, "other accounts", "--data-folder");
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.FullName));
    }

    [Fact]
    public async Task Damaged_keys_and_client_lists_are_named_and_kept()
    {
        foreach (var file in (string[])["access-token.key", "api-clients.json"])
        {
            using var folder = new TemporaryFolder();
            await File.WriteAllTextAsync(folder.File(file), "junk", TestContext.Current.CancellationToken);
            await using var broker = BrokerProcess.StartIn(folder.FullName);

            await AssertFailsAsync(broker, file, "restore");
            Assert.Equal("junk", await File.ReadAllTextAsync(folder.File(file), TestContext.Current.CancellationToken));
        }
    }

    private static bool CanChangeUser() => Environment.UserName == "root" && File.Exists("/usr/bin/setpriv");

    private static async Task AssertFailsAsync(BrokerProcess broker, params string[] told)
    {
        Assert.Equal(1, await broker.WaitForExitAsync());
        var sentence = Assert.Single(broker.Errors);
        foreach (var text in told) Assert.Contains(text, sentence, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(string path, string sql)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
