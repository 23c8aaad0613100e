using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Tokens;
using FsCheck;
using FsCheck.Fluent;

namespace DcvAdmin.StoreContracts;

/// <summary>Every sentence of <see cref="IAuditLog"/>, and what token stores write into it.</summary>
public abstract class AuditLogContract : StoreContract
{
    /// <summary>Any Unicode text, control characters included: what is no legal name may still be reported as an address or an actor.</summary>
    private static readonly Gen<string> Text = Gen.Frequency(
            (6, Gen.Choose(' ', '~')), (2, Gen.Choose(0, 0x1F)), (2, Gen.Choose(0x80, 0xD7FF)), (1, Gen.Choose(0xE000, 0xFFFF)), (2, Gen.Choose(0x10000, 0x10FFFF)))
        .Select(value => new Rune(value).ToString()).ArrayOf().Resize(20).Select(string.Concat);

    [Fact]
    public async Task The_log_under_test_is_the_one_that_the_class_names() =>
        Assert.Equal(NamedImplementation(), (await OpenAsync()).Audit.GetType());

    [Fact]
    public async Task An_empty_log_is_intact()
    {
        var handle = await OpenAsync();
        Assert.Empty(await ReadAuditAsync(handle));
        var verification = await handle.Audit.VerifyAsync(Cancel);
        Assert.True(verification.IsIntact);
        Assert.Equal(0, verification.RecordsChecked);
        Assert.Equal(0, verification.Head.Sequence);
        Assert.Null(verification.Head.Time);
    }

    [Fact]
    public async Task An_issue_leaves_one_record_for_each_grant()
    {
        var handles = await OpenAsync(2);
        var grants = new[] { Grant(), Grant(TokenUsePolicy.MultiUse) with { Label = "class 7", UserName = @"CORP\Jürgen" }, Grant(TokenUsePolicy.SingleClient) with { NotBefore = Now.AddDays(1), Issuer = "another" } };

        await handles[0].Tokens.PutAsync(grants, Cancel);

        // A record of a step that writes anyway is written within the step: nobody has to flush.
        Assert.Equal(grants.Select(AuditEntry.Issued), (await ReadAuditAsync(handles[1])).Select(record => record.Entry));
    }

    [Fact]
    public async Task A_first_yes_is_on_record_when_it_is_given()
    {
        var handles = await OpenAsync(2);
        foreach (var policy in new[] { TokenUsePolicy.SingleUse, TokenUsePolicy.SingleClient })
        {
            var grant = Grant(policy);
            await handles[0].Tokens.PutAsync([grant], Cancel);
            var attempt = Attempt(address: "2001:db8::7");

            await handles[0].Tokens.RedeemAsync(grant.Hash, attempt, Cancel);

            Assert.Equal(AuditEntry.Redeemed(grant, attempt, RedemptionRules.Decide(grant, attempt)), (await ReadAuditAsync(handles[1]))[^1].Entry);
        }
    }

    [Fact]
    public async Task Every_yes_is_recorded_the_repeated_ones_too()
    {
        var handle = await OpenAsync();
        var multi = Grant(TokenUsePolicy.MultiUse);
        var single = Grant(TokenUsePolicy.SingleClient);
        await handle.Tokens.PutAsync([multi, single], Cancel);
        var attempts = Enumerable.Range(0, 5).Select(i => Attempt(at: Now.AddMinutes(i), verifier: $"10.0.0.{i}")).ToArray();

        foreach (var grant in new[] { multi, single })
        {
            foreach (var attempt in attempts) await handle.Tokens.RedeemAsync(grant.Hash, attempt, Cancel);
        }

        var yes = (await AuditEntriesAsync(handle)).Where(entry => entry.Event == AuditEvent.TokenGranted);
        var expected = new[] { multi, single }.SelectMany(grant => attempts.Select(attempt => AuditEntry.Redeemed(grant, attempt, RedemptionDecision.Granted)));
        Assert.Equal(expected.ToHashSet(), yes.ToHashSet());
        Assert.Equal(10, yes.Count());
    }

    [Fact]
    public async Task Every_no_is_recorded_with_its_true_reason()
    {
        var handle = await OpenAsync();
        var used = Grant() with { RedeemedAt = Now, BoundClientAddress = "192.0.2.1" };
        var bound = Grant(TokenUsePolicy.SingleClient) with { RedeemedAt = Now, BoundClientAddress = "192.0.2.1" };
        var revoked = Grant() with { RevokedAt = Now };
        var early = Grant() with { NotBefore = Now.AddHours(1), ExpiresAt = Now.AddHours(2) };
        var late = Grant() with { ExpiresAt = Now };
        var other = Grant() with { SessionId = "other" };
        await handle.Tokens.PutAsync([used, bound, revoked, early, late, other], Cancel);
        var unknown = TokenHash.Compute("never issued");
        var attempt = Attempt();

        foreach (var hash in new[] { used.Hash, bound.Hash, revoked.Hash, early.Hash, late.Hash, other.Hash, unknown }) await handle.Tokens.RedeemAsync(hash, attempt, Cancel);

        var no = (await AuditEntriesAsync(handle)).Where(entry => entry.Event == AuditEvent.TokenDenied).ToArray();
        (TokenGrant? Grant, DenialReason Reason)[] expected =
        [
            (used, DenialReason.UsedUp), (bound, DenialReason.WrongClient), (revoked, DenialReason.Revoked), (early, DenialReason.NotYetValid),
            (late, DenialReason.Expired), (other, DenialReason.WrongSession), (null, DenialReason.Unknown),
        ];
        Assert.Equal(expected.Select(pair => (pair.Grant?.Id, (DenialReason?)pair.Reason)), no.Select(entry => (entry.GrantId, entry.Denial)));
        Assert.Equal(expected.Select(pair => AuditEntry.Redeemed(pair.Grant, attempt, RedemptionRules.Decide(pair.Grant, attempt))), no);
    }

    [Fact]
    public async Task A_revocation_is_on_record_when_it_is_answered()
    {
        var handles = await OpenAsync(2);
        var grants = Grants(3);
        await handles[0].Tokens.PutAsync(grants, Cancel);

        await handles[0].Tokens.RevokeAsync([grants[2].Id, grants[0].Id, grants[2].Id], "the boss", Now.AddMinutes(4), Cancel);

        var expected = new[] { grants[2], grants[0] }.Select(grant => AuditEntry.Revoked(grant, "the boss", Now.AddMinutes(4)));
        Assert.Equal(expected, (await ReadAuditAsync(handles[1])).Skip(3).Select(record => record.Entry));
    }

    [Fact]
    public async Task What_is_refused_leaves_no_record()
    {
        var handle = await OpenAsync();
        var grant = Grant();
        await handle.Tokens.PutAsync([grant], Cancel);
        await Assert.ThrowsAsync<InvalidOperationException>(() => handle.Tokens.PutAsync([Grant(), grant], Cancel));
        await handle.Tokens.RevokeAsync([TokenHash.Compute("never issued").ToGrantId()], Admin, Now, Cancel);
        await handle.Tokens.GetAsync(grant.Hash, Cancel);
        Assert.Equal([AuditEntry.Issued(grant)], await AuditEntriesAsync(handle));
    }

    [Fact]
    public async Task A_flush_makes_what_was_accepted_visible_everywhere()
    {
        var handles = await OpenAsync(2);
        var entries = Enumerable.Range(0, 50).Select(i => AuditEntry.Malformed(Verifier, $"flaw {i}", Now.AddMilliseconds(i))).ToArray();
        foreach (var entry in entries) await handles[0].Audit.AppendAsync(entry, Cancel);

        await handles[0].Audit.FlushAsync(Cancel);

        Assert.Equal(entries, (await ReadAuditAsync(handles[1])).Select(record => record.Entry));
        await AssertIntactAsync(handles[1]);
    }

    [Fact]
    public async Task A_flush_of_nothing_completes()
    {
        var handle = await OpenAsync();
        await handle.Audit.FlushAsync(Cancel);
        Assert.Empty(await ReadAuditAsync(handle));
    }

    [Fact]
    public async Task An_orderly_stop_makes_what_was_accepted_durable()
    {
        var first = await OpenAsync();
        var multi = Grant(TokenUsePolicy.MultiUse);
        await first.Tokens.PutAsync([multi], Cancel);
        for (var i = 0; i < 20; i++) await first.Tokens.RedeemAsync(multi.Hash, Attempt(at: Now.AddMilliseconds(i)), Cancel);
        await first.Audit.AppendAsync(AuditEntry.Malformed(Verifier, "flaw", Now), Cancel);
        first.Dispose();

        var second = await OpenAsync();

        Assert.Equal(1 + 20 + 1, (await ReadAuditAsync(second)).Count);
        await AssertIntactAsync(second);
    }

    [Fact]
    public async Task Records_are_numbered_from_one_without_gaps()
    {
        var handles = await OpenAsync(2);
        for (var i = 0; i < 10; i++)
        {
            await handles[i % 2].Tokens.PutAsync(Grants(2), Cancel);
            await handles[i % 2].Tokens.RedeemAsync(TokenHash.Compute("never issued"), Attempt(), Cancel);
        }

        await AuditEntriesAsync(handles);
        var records = await ReadAuditAsync(handles[0]);
        Assert.Equal(Enumerable.Range(1, 30).Select(i => (long)i), records.Select(record => record.Sequence));
        Assert.All(records, record => Assert.Equal(AuditChain.HashSize, record.Hash.Length));
        Assert.Equal(30, records.Select(record => record.HashText).Distinct().Count());
    }

    [Fact]
    public async Task The_chain_is_intact_after_concurrent_writes_on_several_handles()
    {
        var handles = await OpenAsync(3);
        const int Callers = 6, Rounds = 25;

        await RaceAsync(Callers, async caller =>
        {
            var handle = handles[caller % handles.Length];
            for (var round = 0; round < Rounds; round++)
            {
                var grant = Grant() with { Hash = TokenHash.Compute($"{caller}.{round}"), UserName = $"user {caller}" };
                await handle.Tokens.PutAsync([grant], Cancel);
                await handle.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel);
                await handle.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel);
                await handle.Tokens.RevokeAsync([grant.Id], Admin, Now, Cancel);
                await handle.Audit.AppendAsync(AuditEntry.Malformed(Verifier, "flaw", Now), Cancel);
                if (round % 10 == 0) Assert.Null((await handle.Audit.VerifyAsync(Cancel)).Flaw);
            }

            return true;
        });

        var entries = await AuditEntriesAsync(handles);
        Assert.Equal(Callers * Rounds * 5, entries.Count);
        foreach (var grouped in entries.Where(entry => entry.GrantId is not null).GroupBy(entry => entry.GrantId))
            Assert.Equal([AuditEvent.TokenIssued, AuditEvent.TokenGranted, AuditEvent.TokenDenied, AuditEvent.TokenRevoked], grouped.Select(entry => entry.Event).Order());
        await AssertIntactAsync(handles[1]);
    }

    [Fact]
    public async Task The_head_keeps_the_latest_instant_of_all_records()
    {
        var handle = await OpenAsync();
        foreach (var minutes in new[] { 1, 5, 3 }) await handle.Audit.AppendAsync(AuditEntry.Malformed(Verifier, "flaw", Now.AddMinutes(minutes)), Cancel);
        await handle.Audit.FlushAsync(Cancel);
        Assert.Equal(Now.AddMinutes(5), (await handle.Audit.VerifyAsync(Cancel)).Head.Time);
    }

    [Fact]
    public void Any_entry_comes_back_as_it_was_appended()
    {
        var entries = from actor in Text
                      from kind in Gen.Elements(Enum.GetValues<AuditEvent>())
                      from denial in Gen.OneOf(Gen.Constant<DenialReason?>(null), Gen.Elements(Enum.GetValues<DenialReason>()).Select(reason => (DenialReason?)reason))
                      from id in Gen.Choose(0, 1000).Select(number => number % 2 == 0 ? null : TokenHash.Compute($"{number}").ToGrantId())
                      from texts in Gen.Frequency((1, Gen.Constant<string?>(null)), (3, Text.Select(text => (string?)text))).ArrayOf(4)
                      from milliseconds in Gen.Choose(-1_000_000, 1_000_000)
                      select new AuditEntry
                      {
                          Time = Now.AddMilliseconds(milliseconds),
                          Event = kind,
                          Actor = actor,
                          GrantId = id,
                          SessionId = texts[0],
                          UserName = texts[1],
                          ClientAddress = texts[2],
                          Denial = denial,
                          Detail = texts[3],
                      };
        StoreHandle? handle = null;
        var appended = new List<AuditEntry>();
        RandomCases.AllSatisfy(entries.ToArbitrary(), AppendAsync, times: 200);

        async Task AppendAsync(AuditEntry entry)
        {
            handle ??= await OpenAsync();
            await handle.Audit.AppendAsync(entry, Cancel);
            await handle.Audit.FlushAsync(Cancel);
            appended.Add(entry);
            var cursor = appended.Count == 1 ? null : (await handle.Audit.ReadAsync(null, appended.Count - 1, Cancel)).NextCursor;
            Assert.Equal(entry, Assert.Single((await handle.Audit.ReadAsync(cursor, 10, Cancel)).Items).Entry);
            Assert.Null((await handle.Audit.VerifyAsync(Cancel)).Flaw);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(26)]
    [InlineData(1000)]
    public async Task Pages_of_any_size_hold_every_record_once_and_in_order(int pageSize)
    {
        var handle = await OpenAsync();
        await handle.Tokens.PutAsync(Grants(50), Cancel);
        Assert.Equal(Enumerable.Range(1, 50).Select(i => (long)i), (await ReadAuditAsync(handle, pageSize)).Select(record => record.Sequence));
    }

    [Fact]
    public async Task A_cursor_goes_on_behind_records_that_came_later()
    {
        var handles = await OpenAsync(2);
        await handles[0].Tokens.PutAsync(Grants(10), Cancel);
        var first = await handles[0].Audit.ReadAsync(null, 4, Cancel);
        await handles[1].Tokens.PutAsync(Grants(5), Cancel);

        var second = await handles[1].Audit.ReadAsync(first.NextCursor, 1000, Cancel);

        Assert.Equal(Enumerable.Range(5, 11).Select(i => (long)i), second.Items.Select(record => record.Sequence));
        Assert.Null(second.NextCursor);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1001)]
    [InlineData(int.MaxValue)]
    public async Task A_page_of_no_or_too_many_records_is_refused(int pageSize)
    {
        var handle = await OpenAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => handle.Audit.ReadAsync(null, pageSize, Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("next")]
    [InlineData("-1")]
    [InlineData("1 OR 1=1")]
    public async Task A_cursor_that_no_page_ended_with_is_refused(string cursor)
    {
        var handle = await OpenAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => handle.Audit.ReadAsync(cursor, 10, Cancel));
    }
}
