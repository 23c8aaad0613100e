using System;
using System.Security.Cryptography;
using System.Text;

namespace DcvAdmin.Audit;

/// <summary>
/// The hash chain over audit records. A record's hash covers its predecessor's, so a record that is changed, removed or moved is found.
/// Someone who may write the store can still rebuild the whole chain; keep a copy of a head elsewhere to notice that.
/// </summary>
/// <remarks>
/// Canonical form, format 1: previous hash (32 bytes), sequence and Unix milliseconds (8 bytes each), event and denial (4 bytes each, denial 0
/// for none), all big-endian, then actor, grant id, session id, user name, client address and detail, each as a 4-byte length and UTF-8 bytes,
/// length 0xFFFFFFFF for none. Not safe for use by two threads at once.
/// </remarks>
public sealed class AuditChain
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashSize = 32;

    private byte[] _buffer = new byte[512];
    private int _length;

    /// <summary>Starts after <paramref name="head"/>.</summary>
    public AuditChain(AuditHead head) => Head = head ?? throw new ArgumentNullException(nameof(head));

    /// <summary>The end of the chain.</summary>
    public AuditHead Head { get; private set; }

    /// <summary>Gives an entry its place at the end.</summary>
    public AuditRecord Append(AuditEntry entry)
    {
        if (entry is null) throw new ArgumentNullException(nameof(entry));
        var sequence = Head.Sequence + 1;
        var hash = Link(Head.Hash, sequence, entry);
        var keepsLatest = Head.Time is { } latest && latest > entry.Time && entry.Event != AuditEvent.ClockSetBackAccepted;
        Head = new AuditHead(sequence, hash, keepsLatest ? Head.Time : entry.Time);
        return new AuditRecord(sequence, entry, hash);
    }

    /// <summary>Takes the next stored record: null where it fits, otherwise what is wrong with it.</summary>
    public string? Check(AuditRecord record)
    {
        if (record is null) throw new ArgumentNullException(nameof(record));
        if (record.Sequence != Head.Sequence + 1)
            return record.Sequence > Head.Sequence ? $"record {Head.Sequence + 1} is missing" : $"record {record.Sequence} stands out of order";

        var expected = Append(record.Entry).Hash;
        return AreEqual(record.Hash, expected) ? null : $"record {record.Sequence} was changed, or the one before it was replaced";
    }

    /// <summary>Compares the walked chain with the head a store keeps beside it: null where they agree.</summary>
    public string? CheckEnd(AuditHead stored)
    {
        if (stored is null) throw new ArgumentNullException(nameof(stored));
        if (Head.Sequence < stored.Sequence) return $"record {Head.Sequence + 1} and what follows it are missing";
        if (Head.Sequence > stored.Sequence) return $"record {stored.Sequence + 1} and what follows it were added without the store";
        if (!AreEqual(Head.Hash, stored.Hash)) return $"record {stored.Sequence} is not the one the store ended with";
        // It keeps expired tokens expired: one that was moved back would let the clock be set back unnoticed.
        return Head.Time?.ToUnixTimeMilliseconds() == stored.Time?.ToUnixTimeMilliseconds() ? null : "the latest instant that the store keeps is not that of its records";
    }

    private static bool AreEqual(byte[] a, byte[] b)
    {
        if (a.Length != b.Length) return false;
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] != b[i]) return false;
        }

        return true;
    }

    private byte[] Link(byte[] previousHash, long sequence, AuditEntry entry)
    {
        _length = 0;
        Reserve(HashSize + 24);
        Buffer.BlockCopy(previousHash, 0, _buffer, 0, HashSize);
        _length = HashSize;
        WriteInt64(sequence);
        WriteInt64(entry.Time.ToUnixTimeMilliseconds());
        WriteInt32((int)entry.Event);
        WriteInt32(entry.Denial is { } denial ? (int)denial : 0);
        WriteText(entry.Actor);
        WriteText(entry.GrantId?.Value);
        WriteText(entry.SessionId);
        WriteText(entry.UserName);
        WriteText(entry.ClientAddress);
        WriteText(entry.Detail);
#if NET
        return SHA256.HashData(_buffer.AsSpan(0, _length));
#else
        using var sha = SHA256.Create();
        return sha.ComputeHash(_buffer, 0, _length);
#endif
    }

    private void WriteText(string? text)
    {
        if (text is null)
        {
            Reserve(4);
            WriteInt32(-1);
            return;
        }

        Reserve(4 + Encoding.UTF8.GetMaxByteCount(text.Length));
        var written = Encoding.UTF8.GetBytes(text, 0, text.Length, _buffer, _length + 4);
        WriteInt32(written);
        _length += written;
    }

    private void WriteInt32(int value)
    {
        for (var shift = 24; shift >= 0; shift -= 8) _buffer[_length++] = (byte)(value >> shift);
    }

    private void WriteInt64(long value)
    {
        for (var shift = 56; shift >= 0; shift -= 8) _buffer[_length++] = (byte)(value >> shift);
    }

    private void Reserve(int bytes)
    {
        if (_length + bytes > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
    }
}
