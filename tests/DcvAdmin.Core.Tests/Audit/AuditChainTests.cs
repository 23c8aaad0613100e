using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using DcvAdmin.Audit;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Tokens;
using FsCheck;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Audit;

public sealed class AuditChainTests
{
    private static Gen<AuditEntry> Entries { get; } =
        from milliseconds in Gen.Choose(-1000, 1000)
        from what in Gen.Elements(Enum.GetValues<AuditEvent>())
        from denial in Gen.Elements(new DenialReason?[] { null }.Concat(Enum.GetValues<DenialReason>().Cast<DenialReason?>()))
        from hash in Any.Hash.OrNull()
        from actor in Any.Name(20)
        from texts in Gen.Frequency((1, Gen.Constant<string?>(null)), (1, Gen.Constant<string?>(string.Empty)), (3, Any.Name(600).Select(text => (string?)text))).Four()
        select new AuditEntry
        {
            Time = Any.Noon.AddMilliseconds(milliseconds),
            Event = what,
            Denial = denial,
            GrantId = hash?.ToGrantId(),
            Actor = actor,
            SessionId = texts.Item1,
            UserName = texts.Item2,
            ClientAddress = texts.Item3,
            Detail = texts.Item4,
        };

    private static Gen<List<AuditRecord>> Chains { get; } = Entries.NonEmptyListOf().Select(Chain).Resize(12);

    /// <summary>Every way to change one field of an entry, each certain to change it.</summary>
    private static readonly Func<AuditEntry, AuditEntry>[] EntryChanges =
    [
        entry => entry with { Time = entry.Time.AddMilliseconds(1) },
        entry => entry with { Time = entry.Time.AddMilliseconds(-1) },
        entry => entry with { Event = entry.Event == AuditEvent.TokenIssued ? AuditEvent.TokenGranted : AuditEvent.TokenIssued },
        entry => entry with { Denial = entry.Denial is null ? DenialReason.Unknown : null },
        entry => entry with { Denial = entry.Denial == DenialReason.Expired ? DenialReason.Revoked : DenialReason.Expired },
        entry => entry with { GrantId = entry.GrantId is null ? TokenHash.Compute("x").ToGrantId() : null },
        entry => entry with { GrantId = TokenHash.Compute("other").ToGrantId() },
        entry => entry with { Actor = entry.Actor + "x" },
        entry => entry with { SessionId = Change(entry.SessionId) },
        entry => entry with { UserName = Change(entry.UserName) },
        entry => entry with { ClientAddress = Change(entry.ClientAddress) },
        entry => entry with { Detail = Change(entry.Detail) },
        entry => entry with { SessionId = entry.SessionId + "x" },
        entry => entry with { UserName = entry.UserName + "x" },
        entry => entry with { ClientAddress = entry.ClientAddress + "x" },
        entry => entry with { Detail = entry.Detail + "x" },
    ];

    [Fact]
    public void The_canonical_form_is_the_documented_one_to_the_byte()
    {
        var chain = new AuditChain(AuditHead.Empty);

        var first = chain.Append(new AuditEntry
        {
            Time = new DateTimeOffset(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero),
            Event = AuditEvent.TokenDenied,
            Denial = DenialReason.WrongSession,
            Actor = "srv",
            GrantId = TokenGrantId.Parse("q9w1dfwf077ymga1"),
            SessionId = "console",
            UserName = null,
            ClientAddress = string.Empty,
            Detail = "é",
        });
        var second = chain.Append(new AuditEntry { Time = DateTimeOffset.UnixEpoch.AddMilliseconds(-1), Event = AuditEvent.GrantsPurged, Actor = "a" });

        Assert.Equal(1, first.Sequence);
        Assert.Equal(
            Sha256(
                "0000000000000000000000000000000000000000000000000000000000000000" // no record before it
                + "0000000000000001" + "0000019CA9450A7B" // sequence, Unix milliseconds
                + "00000003" + "00000004" // event, denial
                + "00000003" + "737276" // actor
                + "00000010" + "7139773164667766303737796D676131" // grant id
                + "00000007" + "636F6E736F6C65" // session id
                + "FFFFFFFF" // no user name
                + "00000000" // empty client address
                + "00000002" + "C3A9"), // detail
            Convert.ToHexString(first.Hash));
        Assert.Equal(2, second.Sequence);
        Assert.Equal(
            Sha256(
                Convert.ToHexString(first.Hash)
                + "0000000000000002" + "FFFFFFFFFFFFFFFF"
                + "00000005" + "00000000"
                + "00000001" + "61"
                + "FFFFFFFF" + "FFFFFFFF" + "FFFFFFFF" + "FFFFFFFF" + "FFFFFFFF"),
            Convert.ToHexString(second.Hash));
        Assert.Equal(Convert.ToHexStringLower(second.Hash), second.HashText);
    }

    [Fact]
    public void Every_chain_has_the_hashes_an_independent_reader_of_the_format_gets() => Always.Holds(Chains, records =>
    {
        var previous = new byte[AuditChain.HashSize];
        var sequence = 0L;
        foreach (var record in records)
        {
            Assert.Equal(++sequence, record.Sequence);
            Assert.Equal(previous = SHA256.HashData(CanonicalForm(previous, sequence, record.Entry)), record.Hash);
        }
    });

    [Theory]
    [InlineData(100)]
    [InlineData(511)]
    [InlineData(5_000)]
    [InlineData(100_000)]
    public void A_record_of_any_length_has_its_hash_and_leaves_nothing_behind_for_the_next(int length)
    {
        // Three bytes of UTF-8 a character: the most that one UTF-16 unit can take.
        var entry = Entry("srv") with { SessionId = new string('用', length), Detail = new string('户', length) };

        var records = Chain([entry, Entry("a"), entry]);

        var previous = new byte[AuditChain.HashSize];
        foreach (var record in records) Assert.Equal(previous = SHA256.HashData(CanonicalForm(previous, record.Sequence, record.Entry)), record.Hash);
    }

    [Fact]
    public void An_untouched_chain_is_intact() => Always.Holds(Chains, records =>
    {
        var (flaw, head) = Walk(records);

        Assert.Null(flaw);
        Assert.Equal(records[^1].Sequence, head.Sequence);
        Assert.Equal(records[^1].Hash, head.Hash);
        // An accepted set-back begins the time anew.
        var sinceSetBack = records.Skip(Math.Max(0, records.FindLastIndex(record => record.Entry.Event == AuditEvent.ClockSetBackAccepted)));
        Assert.Equal(sinceSetBack.Max(record => record.Entry.Time), head.Time);
    });

    [Fact]
    public void A_walk_may_start_at_any_head_that_was_kept() => Always.Holds(Chains.Zip(Gen.Choose(0, 1000)), pair =>
    {
        var (records, at) = pair;
        var kept = records[at % records.Count];
        var chain = new AuditChain(new AuditHead(kept.Sequence, kept.Hash, kept.Entry.Time));

        Assert.All(records.Skip((int)kept.Sequence), record => Assert.Null(chain.Check(record)));
    });

    [Fact]
    public void Every_change_of_one_field_is_found_at_its_record()
    {
        var cases = Chains.Zip(Gen.Choose(0, 1000).Zip(Gen.Elements(EntryChanges)));
        Always.Holds(cases, drawn =>
        {
            var (records, (at, change)) = drawn;
            var victim = records[at % records.Count];
            var changed = change(victim.Entry);
            if (changed == victim.Entry) return;

            Assert.Equal($"record {victim.Sequence} was changed, or the one before it was replaced", Walk(With(records, victim with { Entry = changed })).Flaw);
        }, times: 1000);
    }

    [Fact]
    public void Every_changed_bit_of_a_hash_is_found() => Always.Holds(Chains.Zip(Gen.Choose(0, 1000).Zip(Gen.Choose(0, 255))), drawn =>
    {
        var (records, (at, bit)) = drawn;
        var victim = records[at % records.Count];
        var hash = (byte[])victim.Hash.Clone();
        hash[bit / 8] ^= (byte)(1 << (bit % 8));

        Assert.NotNull(Walk(With(records, victim with { Hash = hash })).Flaw);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_hash_of_another_length_is_found(int length)
    {
        var record = Chain([Entry("a")])[0];

        Assert.NotNull(Walk([record with { Hash = [.. record.Hash.Concat(new byte[8]).Take(length)] }]).Flaw);
    }

    [Fact]
    public void Every_removal_is_found_renumbered_or_not() => Always.Holds(Chains.Where(records => records.Count > 1).Zip(Gen.Choose(0, 1000)), pair =>
    {
        var (records, draw) = pair;
        var at = draw % (records.Count - 1);
        var rest = records.Where((_, i) => i != at).ToList();

        Assert.Equal($"record {at + 1} is missing", Walk(rest).Flaw);
        Assert.Equal($"record {at + 1} was changed, or the one before it was replaced", Walk(Renumbered(rest)).Flaw);
    });

    [Fact]
    public void Records_cut_off_the_end_leave_another_head() => Always.Holds(Chains.Zip(Gen.Choose(1, 1000)), pair =>
    {
        var (records, draw) = pair;
        var head = Walk(records).Head;

        var (flaw, shorter) = Walk(records.Take(records.Count - 1 - (draw % records.Count)));

        Assert.Null(flaw);
        Assert.NotEqual(head.Sequence, shorter.Sequence);
        Assert.NotEqual(head.Hash, shorter.Hash);
    });

    [Fact]
    public void Every_swap_is_found_renumbered_or_not() => Always.Holds(Chains.Where(records => records.Count > 1).Zip(Gen.Choose(0, 1000).Two()), drawn =>
    {
        var (records, (drawA, drawB)) = drawn;
        var a = drawA % records.Count;
        var b = (a + 1 + (drawB % (records.Count - 1))) % records.Count;
        var swapped = records.ToList();
        (swapped[a], swapped[b]) = (swapped[b], swapped[a]);

        Assert.NotNull(Walk(swapped).Flaw);
        Assert.NotNull(Walk(Renumbered(swapped)).Flaw);
    });

    [Fact]
    public void Every_insertion_is_found_renumbered_or_not() => Always.Holds(Chains.Zip(Entries.Zip(Gen.Choose(0, 1000))), drawn =>
    {
        var (records, (entry, draw)) = drawn;
        var at = draw % records.Count;
        // The forger can compute a hash that fits the record before, but not one that the record after was built on.
        var before = at == 0 ? AuditHead.Empty : new AuditHead(at, records[at - 1].Hash, null);
        var longer = records.ToList();
        longer.Insert(at, new AuditChain(before).Append(entry));

        Assert.NotNull(Walk(longer).Flaw);
        Assert.NotNull(Walk(Renumbered(longer)).Flaw);
    });

    [Fact]
    public void A_record_that_stands_twice_is_out_of_order()
    {
        var records = Chain([Entry("a"), Entry("b")]);

        Assert.Equal("record 2 stands out of order", Walk([.. records, records[1]]).Flaw);
    }

    [Fact]
    public void Text_cannot_be_shifted_between_neighbouring_fields() => Always.Holds(Any.Name(40).Zip(Gen.Choose(0, 1000).Two()), drawn =>
    {
        var (text, (drawA, drawB)) = drawn;
        // Whole characters: halves of a surrogate pair have no UTF-8.
        var runes = text.EnumerateRunes().Select(rune => rune.ToString()).ToArray();
        var (a, b) = (drawA % (runes.Length + 1), drawB % (runes.Length + 1));
        if (a == b) return;
        (string Left, string Right) Cut(int at) => (string.Concat(runes.Take(at)), string.Concat(runes.Skip(at)));
        var ((leftA, rightA), (leftB, rightB)) = (Cut(a), Cut(b));

        Assert.NotEqual(HashOf(Entry("x") with { SessionId = leftA, UserName = rightA }), HashOf(Entry("x") with { SessionId = leftB, UserName = rightB }));
        Assert.NotEqual(HashOf(Entry("x") with { UserName = leftA, ClientAddress = rightA }), HashOf(Entry("x") with { UserName = leftB, ClientAddress = rightB }));
        Assert.NotEqual(HashOf(Entry("x") with { ClientAddress = leftA, Detail = rightA }), HashOf(Entry("x") with { ClientAddress = leftB, Detail = rightB }));
        Assert.NotEqual(HashOf(Entry(leftA) with { SessionId = rightA }), HashOf(Entry(leftB) with { SessionId = rightB }));
    });

    [Fact]
    public void The_same_text_in_another_field_is_another_record()
    {
        AuditEntry[] entries =
        [
            Entry("x") with { SessionId = "t" }, Entry("x") with { UserName = "t" }, Entry("x") with { ClientAddress = "t" }, Entry("x") with { Detail = "t" },
            Entry("x") with { SessionId = string.Empty }, Entry("x") with { UserName = string.Empty }, Entry("x"),
        ];

        Assert.Equal(entries.Length, entries.Select(HashOf).Distinct().Count());
    }

    [Fact]
    public void The_head_keeps_the_latest_instant_of_any_record()
    {
        var chain = new AuditChain(AuditHead.Empty);
        chain.Append(Entry("a") with { Time = Any.Noon.AddHours(1) });
        chain.Append(Entry("b") with { Time = Any.Noon });

        Assert.Equal(Any.Noon.AddHours(1), chain.Head.Time);
        Assert.Equal(2, chain.Head.Sequence);
    }

    private static AuditEntry Entry(string actor) => new() { Time = Any.Noon, Event = AuditEvent.TokenIssued, Actor = actor };

    private static string HashOf(AuditEntry entry) => Chain([entry])[0].HashText;

    private static string? Change(string? text) => text switch { null => string.Empty, "" => null, _ => text[..^1] + (text[^1] == 'a' ? 'b' : 'a') };

    private static List<AuditRecord> Chain(IEnumerable<AuditEntry> entries)
    {
        var chain = new AuditChain(AuditHead.Empty);
        return [.. entries.Select(chain.Append)];
    }

    private static (string? Flaw, AuditHead Head) Walk(IEnumerable<AuditRecord> records)
    {
        var chain = new AuditChain(AuditHead.Empty);
        return (records.Select(chain.Check).FirstOrDefault(flaw => flaw is not null), chain.Head);
    }

    private static IEnumerable<AuditRecord> With(IEnumerable<AuditRecord> records, AuditRecord changed) =>
        records.Select(record => record.Sequence == changed.Sequence ? changed : record);

    private static IEnumerable<AuditRecord> Renumbered(IEnumerable<AuditRecord> records) => records.Select((record, i) => record with { Sequence = i + 1 });

    private static string Sha256(string hex) => Convert.ToHexString(SHA256.HashData(Convert.FromHexString(hex)));

    private static byte[] CanonicalForm(byte[] previous, long sequence, AuditEntry entry)
    {
        var form = new MemoryStream();
        void Number(long value, int size)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteInt64BigEndian(bytes, value);
            form.Write(bytes[(8 - size)..]);
        }

        form.Write(previous);
        Number(sequence, 8);
        Number((long)(entry.Time - DateTimeOffset.UnixEpoch).TotalMilliseconds, 8);
        Number((int)entry.Event, 4);
        Number((int?)entry.Denial ?? 0, 4);
        foreach (var text in new[] { entry.Actor, entry.GrantId?.Value, entry.SessionId, entry.UserName, entry.ClientAddress, entry.Detail })
        {
            Number(text is null ? uint.MaxValue : Encoding.UTF8.GetByteCount(text), 4);
            form.Write(Encoding.UTF8.GetBytes(text ?? string.Empty));
        }

        return form.ToArray();
    }
}
