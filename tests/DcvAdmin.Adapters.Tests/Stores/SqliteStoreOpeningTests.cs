using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Crashes;
using DcvAdmin.Audit;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using Xunit.Sdk;

namespace DcvAdmin.Adapters.Tests.Stores;

public sealed class SqliteStoreOpeningTests : IDisposable
{
    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("x\n")]
    [InlineData("This is a letter to my aunt, and no database.\n")]
    public void A_text_file_is_refused_and_left_alone(string line)
    {
        foreach (var count in new[] { 1, 1000 })
        {
            var text = string.Concat(Enumerable.Repeat(line, count));
            File.WriteAllText(_folder.File("store.db"), text);

            var failure = Assert.Throws<StoreException>(() => StoreSamples.Open(_folder.Store()));

            Assert.Equal(StoreFault.NotAStore, failure.Fault);
            Assert.Contains(_folder.File("store.db"), failure.Message, StringComparison.Ordinal);
            Assert.Equal(text, File.ReadAllText(_folder.File("store.db")));
        }
    }

    [Fact]
    public async Task A_store_that_was_restored_from_a_copy_gets_its_write_ahead_log_again()
    {
        using (var store = StoreSamples.Open(_folder.Store("first.db"))) await store.Tokens.PutAsync([StoreSamples.Grant("token")], Cancel);
        using (var other = new OtherProgram(_folder.File("first.db"))) other.Execute($"VACUUM INTO '{_folder.File("store.db")}'");

        using var restored = StoreSamples.Open(_folder.Store());

        using var look = new OtherProgram(_folder.File("store.db"));
        Assert.Equal(1, look.Number("SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"));
        await StoreSamples.AssertIntactAsync(restored);
    }

    [Theory]
    [InlineData(GrantRows.SelectByHash, "token_grants_by_hash")]
    [InlineData(GrantRows.SelectByHashRange, "token_grants_by_hash")]
    public void A_grant_is_found_through_an_index_and_never_by_reading_on(string sql, string index)
    {
        using var store = StoreSamples.Open(_folder.Store());
        using var look = new OtherProgram(_folder.File("store.db"));

        Assert.Contains($"INDEX {index}", look.Plan(sql), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATE TABLE songs (title TEXT)")]
    [InlineData("CREATE VIEW one AS SELECT 1")]
    [InlineData("PRAGMA user_version = 7; CREATE TABLE t (x); DROP TABLE t")]
    [InlineData("PRAGMA application_id = 42; CREATE TABLE t (x); DROP TABLE t")]
    [InlineData("CREATE TABLE token_grants (x); PRAGMA user_version = 1")]
    public void A_database_of_another_program_is_refused_and_left_alone(string sql)
    {
        using (var other = new OtherProgram(_folder.File("store.db"))) other.Execute(sql);
        var before = File.ReadAllBytes(_folder.File("store.db"));

        var failure = Assert.Throws<StoreException>(() => StoreSamples.Open(_folder.Store()));

        Assert.Equal(StoreFault.NotAStore, failure.Fault);
        Assert.Contains("another program", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder.File("store.db")));
    }

    [Fact]
    public void A_newer_format_is_refused_with_both_versions()
    {
        StoreSamples.Open(_folder.Store()).Dispose();
        using (var other = new OtherProgram(_folder.File("store.db"))) other.Execute("PRAGMA user_version = 73");

        var failure = Assert.Throws<StoreException>(() => StoreSamples.Open(_folder.Store()));

        Assert.Equal(StoreFault.NewerVersion, failure.Fault);
        Assert.Contains("format 73;", failure.Message, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"format {SqliteSchema.FormatVersion} "), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_no_store()
    {
        Directory.CreateDirectory(_folder.File("store.db"));
        var failure = Assert.Throws<StoreException>(() => StoreSamples.Open(_folder.Store()));
        Assert.Contains(_folder.File("store.db"), failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("store.db")));
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_reported()
    {
        File.WriteAllText(_folder.File("data"), "in the way");
        var failure = Assert.Throws<StoreException>(() => StoreSamples.Open(_folder.Store("data/store.db")));
        Assert.Contains(_folder.File("data/store.db"), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_folder_and_the_files_are_made_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows()) throw SkipException.ForSkip("Windows has no file modes.");
        using var store = StoreSamples.Open(_folder.Store("data/deep/store.db"));
        await store.Tokens.PutAsync([StoreSamples.Grant("token")], Cancel);

        Assert.Equal(OwnerOnlyFolder, File.GetUnixFileMode(_folder.File("data/deep")));
        foreach (var file in new[] { "store.db", "store.db-shm", "store.db-wal" }) Assert.Equal(OwnerOnlyFile, File.GetUnixFileMode(_folder.File($"data/deep/{file}")));
    }

    [Fact]
    public async Task An_empty_file_becomes_a_store()
    {
        File.WriteAllBytes(_folder.File("store.db"), []);
        using var store = StoreSamples.Open(_folder.Store());
        await store.Tokens.PutAsync([StoreSamples.Grant("token")], Cancel);
        Assert.Single(await StoreSamples.FindAllAsync(store));
    }

    [Fact]
    public async Task Every_commit_waits_for_the_disk()
    {
        using var store = StoreSamples.Open(_folder.Store());
        await store.Tokens.PutAsync([StoreSamples.Grant("token")], Cancel);
        using var other = new OtherProgram(_folder.File("store.db"));
        Assert.Equal(1, other.Number("SELECT journal_mode = 'wal' FROM pragma_journal_mode"));
        using var database = SqliteDatabase.Open(_folder.File("store.db"), new SqliteOptions());
        // FULL is 2 (sqlite.org/pragma.html#pragma_synchronous); writer and readers are connected in one place.
        Assert.Equal(2, database.Read(reader => Number(reader, "PRAGMA synchronous")));
    }

    [Fact]
    public async Task A_damaged_page_is_reported_as_damage()
    {
        var grants = Enumerable.Range(0, 3000).Select(i => StoreSamples.Grant($"token {i}")).ToArray();
        using (var store = StoreSamples.Open(_folder.Store())) await store.Tokens.PutAsync(grants, Cancel);
        using (var file = File.OpenWrite(_folder.File("store.db")))
        {
            // Everything behind the schema and the first pages of each table.
            file.Position = 20 * 4096;
            var junk = new byte[file.Length - file.Position];
            Array.Fill(junk, (byte)0xA5);
            file.Write(junk);
        }

        using var damaged = StoreSamples.Open(_folder.Store());

        Assert.Equal(StoreFault.Damaged, (await Assert.ThrowsAsync<StoreException>(() => StoreSamples.FindAllAsync(damaged))).Fault);
        Assert.Equal(StoreFault.Damaged, (await Assert.ThrowsAsync<StoreException>(() => damaged.Audit.VerifyAsync(Cancel))).Fault);
        Assert.Equal(StoreFault.Damaged, (await Assert.ThrowsAsync<StoreException>(() => damaged.Tokens.GetAsync(grants[1500].Hash, Cancel))).Fault);
        var answer = await damaged.Authenticator.VerifyAsync(StoreSamples.Question("token 1500"), "10.0.0.5", Cancel);
        Assert.Equal(DenialReason.StoreUnavailable, answer.Denial);
        Assert.Equal(StoreFault.Damaged, answer.Failure!.Fault);
    }

    [Theory]
    [InlineData("expires_at = 9223372036854775807")]
    [InlineData("not_before = -9223372036854775808")]
    [InlineData("redeemed_at = 9223372036854775807")]
    [InlineData("use_policy = 17")]
    public async Task A_row_that_is_no_grant_is_reported_as_damage_and_answered_with_no(string change)
    {
        using var store = StoreSamples.Open(_folder.Store());
        await store.Tokens.PutAsync([StoreSamples.Grant("token")], Cancel);
        using (var other = new OtherProgram(_folder.File("store.db"))) other.Execute($"UPDATE token_grants SET {change}");

        var answer = await store.Authenticator.VerifyAsync(StoreSamples.Question("token"), "10.0.0.5", Cancel);

        Assert.Equal(DenialReason.StoreUnavailable, answer.Denial);
        Assert.Equal(StoreFault.Damaged, answer.Failure!.Fault);
        Assert.Equal(StoreFault.Damaged, (await Assert.ThrowsAsync<StoreException>(() => StoreSamples.FindAllAsync(store))).Fault);
        Assert.Equal(StoreFault.Damaged, (await Assert.ThrowsAsync<StoreException>(() => store.Tokens.RevokeAsync([TokenHash.Compute("token").ToGrantId()], "admin", StoreSamples.Now, Cancel))).Fault);
    }

    [Theory]
    [InlineData("444", "777", "ReadOnly")]
    [InlineData("600", "755", "AccessDenied")]
    [InlineData("666", "000", "AccessDenied")]
    public async Task A_file_that_this_account_may_not_write_is_refused(string fileMode, string folderMode, string fault)
    {
        if (OperatingSystem.IsWindows()) throw SkipException.ForSkip("Windows has no file modes.");
        if (!Environment.IsPrivilegedProcess) Assert.Skip("Only root can start a process of another account.");
        if (!CrashWriterProcess.CanRunAsNobody) Assert.Skip("setpriv (util-linux) is not installed.");
        StoreSamples.Open(_folder.Store("data/store.db")).Dispose();
        File.SetUnixFileMode(_folder.File("data/store.db"), (UnixFileMode)Convert.ToInt32(fileMode, 8));
        File.SetUnixFileMode(_folder.File("data"), (UnixFileMode)Convert.ToInt32(folderMode, 8));

        using var nobody = CrashWriterProcess.Start(["open", _folder.File("data/store.db")], asNobody: true);
        nobody.Tell("go");
        var lines = await nobody.ReadToEndAsync(Cancel);

        Assert.StartsWith($"fault {fault} ", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processes_that_make_the_same_store_at_once_all_open_it()
    {
        for (var round = 0; round < 3; round++)
        {
            var path = _folder.File($"data {round}/store.db");
            var processes = Enumerable.Range(0, 3).Select(_ => CrashWriterProcess.Start(["open", path])).ToArray();
            try
            {
                foreach (var process in processes) Assert.Equal("ready", await process.ReadLineAsync(Cancel));
                foreach (var process in processes) process.Tell("go");
                foreach (var process in processes) Assert.Equal("opening, opened", string.Join(", ", await process.ReadToEndAsync(Cancel)));
            }
            finally
            {
                foreach (var process in processes) process.Dispose();
            }

            using var store = StoreSamples.Open(StoreUri.Sqlite.AtPath(path));
            await StoreSamples.AssertIntactAsync(store);
        }
    }

    [Fact]
    public async Task A_clock_behind_the_last_record_is_refused_with_both_instants()
    {
        using (var store = StoreSamples.Open(_folder.Store())) await store.Tokens.PutAsync([StoreSamples.Grant("token")], Cancel);
        var behind = StoreSamples.Now - SqliteStore.ClockTolerance - TimeSpan.FromMilliseconds(1);

        var failure = Assert.Throws<StoreException>(() => SqliteStore.Open(_folder.Store(), new SqliteOptions(), () => behind, "opener"));

        Assert.Equal(StoreFault.ClockBehind, failure.Fault);
        Assert.Contains("2026-03-01 11:58:59 UTC", failure.Message, StringComparison.Ordinal);
        Assert.Contains("2026-03-01 12:00:00 UTC", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_within_the_tolerance_starts_at_the_last_record()
    {
        using (var store = StoreSamples.Open(_folder.Store())) await store.Tokens.PutAsync([StoreSamples.Grant("token")], Cancel);

        using var again = SqliteStore.Open(_folder.Store(), new SqliteOptions(), () => StoreSamples.Now - SqliteStore.ClockTolerance, "opener");

        Assert.InRange(again.Clock.Now(), StoreSamples.Now, StoreSamples.Now.AddHours(1));
        Assert.DoesNotContain(await StoreSamples.ReadAuditAsync(again), entry => entry.Event == AuditEvent.ClockSetBackAccepted);
    }

    [Fact]
    public async Task An_accepted_clock_is_recorded_once_and_counts_from_then_on()
    {
        using (var store = StoreSamples.Open(_folder.Store())) await store.Tokens.PutAsync([StoreSamples.Grant("token")], Cancel);
        var behind = StoreSamples.Now.AddDays(-30);

        using (var accepted = SqliteStore.Open(_folder.Store(), new SqliteOptions { AcceptClockSetBack = true }, () => behind, "the admin"))
        {
            Assert.InRange(accepted.Clock.Now(), behind, behind.AddHours(1));
            var entry = (await StoreSamples.ReadAuditAsync(accepted))[^1];
            Assert.Equal(AuditEvent.ClockSetBackAccepted, entry.Event);
            Assert.Equal("the admin", entry.Actor);
            Assert.Equal(behind, entry.Time);
            Assert.Contains("2026-03-01T12:00:00Z", entry.Detail, StringComparison.Ordinal);
        }

        using var next = SqliteStore.Open(_folder.Store(), new SqliteOptions(), () => behind.AddMinutes(1), "opener");
        Assert.Equal(2, (await StoreSamples.ReadAuditAsync(next)).Count);
        await StoreSamples.AssertIntactAsync(next);
    }

    private static long Number(SqliteReader reader, string sql)
    {
        using var statement = new SqliteStatement(reader.Connection, sql);
        return statement.Step() ? statement.Int64(0) : -1;
    }
}
