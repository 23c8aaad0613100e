using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Stores;
using DcvAdmin.Audit;
using DcvAdmin.Stores;

namespace DcvAdmin.Adapters.Tests.Audit;

public sealed class SqliteAuditTamperingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Tamperings { get; } = new()
    {
        { "UPDATE audit_records SET time = time + 1 WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET time = 9223372036854775807 WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET time = -9223372036854775808 WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET time = 'noon' WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET event = 2 WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET denial = 6 WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET denial = NULL WHERE sequence = 8", "record 8 was changed" },
        { "UPDATE audit_records SET actor = 'mallory' WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET actor = '' WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET actor = zeroblob(3) WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET grant_id = '0123456789abcdef' WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET grant_id = 'not an id' WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET grant_id = NULL WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET session_id = 'Console' WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET user_name = 'mallory' WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET user_name = NULL WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET client_address = '' WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET client_address = '192.0.2.8' WHERE sequence = 8", "record 8 was changed" },
        { "UPDATE audit_records SET detail = detail || '.' WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET hash = zeroblob(32) WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET hash = zeroblob(0) WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET hash = substr(hash, 1, 31) WHERE sequence = 5", "record 5 was changed" },
        { "UPDATE audit_records SET hash = 'text' WHERE sequence = 10", "record 10 was changed" },
        { "DELETE FROM audit_records WHERE sequence = 1", "record 1 is missing" },
        { "DELETE FROM audit_records WHERE sequence = 5", "record 5 is missing" },
        { "DELETE FROM audit_records WHERE sequence BETWEEN 3 AND 6", "record 3 is missing" },
        { "DELETE FROM audit_records WHERE sequence = 10", "record 10 and what follows it are missing" },
        { "DELETE FROM audit_records WHERE sequence >= 8", "record 8 and what follows it are missing" },
        { "DELETE FROM audit_records", "record 1 and what follows it are missing" },
        { "UPDATE audit_records SET sequence = -1 WHERE sequence = 5; UPDATE audit_records SET sequence = 5 WHERE sequence = 6; UPDATE audit_records SET sequence = 6 WHERE sequence = -1", "record 5 was changed" },
        { "UPDATE audit_records SET sequence = 0 WHERE sequence = 5", "record 5 is missing" },
        { "UPDATE audit_records SET sequence = 77 WHERE sequence = 10", "record 10 is missing" },
        { "INSERT INTO audit_records SELECT 11, time, event, denial, actor, grant_id, session_id, user_name, client_address, detail, hash FROM audit_records WHERE sequence = 10", "record 11 was changed" },
        { "UPDATE audit_head SET sequence = 9", "record 10 and what follows it were added without the store" },
        { "UPDATE audit_head SET sequence = 11", "record 11 and what follows it are missing" },
        { "UPDATE audit_head SET hash = zeroblob(32)", "record 10 is not the one the store ended with" },
        { "UPDATE audit_head SET time = time - 1", "instant" },
        { "UPDATE audit_head SET time = NULL", "instant" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Tamperings))]
    public async Task What_was_tampered_with_is_found_and_named(string tampering, string flaw)
    {
        using var store = await TenRecordsAsync();
        using (var other = new OtherProgram(_folder.Store().Path)) other.Execute(tampering);

        var verification = await store.Audit.VerifyAsync(Cancel);

        Assert.False(verification.IsIntact);
        Assert.Contains(flaw, verification.Flaw);
        Assert.InRange(verification.RecordsChecked, 0, 10);
    }

    [Fact]
    public async Task Records_added_with_right_hashes_are_found_by_the_head()
    {
        using var store = await TenRecordsAsync();
        var head = (await store.Audit.VerifyAsync(Cancel)).Head;
        var forged = new AuditChain(head).Append(StoreSamples.Malformed(99));
        using (var other = new OtherProgram(_folder.Store().Path))
        {
            other.Execute(
                "INSERT INTO audit_records VALUES (11, $time, 3, 1, $actor, NULL, NULL, NULL, NULL, $detail, $hash)",
                ("$time", forged.Entry.Time.ToUnixTimeMilliseconds()), ("$actor", forged.Entry.Actor), ("$detail", forged.Entry.Detail!), ("$hash", forged.Hash));
        }

        Assert.Equal("record 11 and what follows it were added without the store", (await store.Audit.VerifyAsync(Cancel)).Flaw);
    }

    [Fact]
    public async Task A_tampering_stays_visible_while_the_store_goes_on()
    {
        using var store = await TenRecordsAsync();
        using (var other = new OtherProgram(_folder.Store().Path)) other.Execute("UPDATE audit_records SET user_name = 'mallory' WHERE sequence = 5");

        await store.Tokens.PutAsync([StoreSamples.Grant("later")], Cancel);

        var verification = await store.Audit.VerifyAsync(Cancel);
        Assert.Equal(4, verification.RecordsChecked);
        Assert.StartsWith("record 5 was changed", verification.Flaw, StringComparison.Ordinal);
        Assert.Equal(11, verification.Head.Sequence);
    }

    [Theory]
    [InlineData("DELETE FROM audit_head")]
    [InlineData("UPDATE audit_head SET time = 9223372036854775807")]
    [InlineData("UPDATE audit_head SET hash = zeroblob(5)")]
    public async Task A_store_whose_chain_has_no_usable_end_takes_no_writes_and_is_not_opened(string tampering)
    {
        using (var store = await TenRecordsAsync())
        {
            using (var other = new OtherProgram(_folder.Store().Path)) other.Execute(tampering);

            var grant = StoreSamples.Grant("later");
            Assert.Equal(StoreFault.Damaged, (await Assert.ThrowsAsync<StoreException>(() => store.Tokens.PutAsync([grant], Cancel))).Fault);
            Assert.Equal(StoreFault.Damaged, (await Assert.ThrowsAsync<StoreException>(() => store.Audit.VerifyAsync(Cancel))).Fault);
            Assert.Null(await store.Tokens.GetAsync(grant.Hash, Cancel));
        }

        Assert.Equal(StoreFault.Damaged, Assert.Throws<StoreException>(() => StoreSamples.Open(_folder.Store())).Fault);
    }

    private async Task<SqliteStore> TenRecordsAsync()
    {
        var store = StoreSamples.Open(_folder.Store());
        await store.Tokens.PutAsync([.. Enumerable.Range(1, 7).Select(i => StoreSamples.Grant($"token {i}"))], Cancel);
        for (var i = 0; i < 3; i++) await store.Tokens.RedeemAsync(DcvAdmin.Tokens.TokenHash.Compute($"unknown {i}"), StoreSamples.Attempt, Cancel);
        await store.Audit.FlushAsync(Cancel);
        var verification = await store.Audit.VerifyAsync(Cancel);
        Assert.True(verification.IsIntact);
        Assert.Equal(10, verification.RecordsChecked);
        return store;
    }
}
