using System;
using System.Security.Cryptography;
using System.Text;

namespace DcvAdmin.Tokens;

/// <summary>The SHA-256 of a token's UTF-8 text: all that is ever stored of it. Equality is by value.</summary>
/// <remarks>
/// An unsalted, fast hash is right here, and only here, because a token is uniformly random with at least
/// <see cref="AuthToken.MinimumLength"/> characters (NIST SP 800-63B 5.1.2 "look-up secrets").
/// </remarks>
public sealed class TokenHash : IEquatable<TokenHash>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    private readonly byte[] _bytes;
    private TokenGrantId? _grantId;

    private TokenHash(byte[] bytes) => _bytes = bytes;

    /// <summary>Hashes a token as a client presented it; any text is legal.</summary>
    public static TokenHash Compute(string token)
    {
        if (token is null) throw new ArgumentNullException(nameof(token));
        return new TokenHash(Sha256(Encoding.UTF8.GetBytes(token)));
    }

    /// <summary>Takes a hash out of a store.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 32 bytes long.</exception>
    public static TokenHash FromBytes(byte[] bytes)
    {
        if (bytes is null) throw new ArgumentNullException(nameof(bytes));
        if (bytes.Length != Size) throw new ArgumentException($"A token hash has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        return new TokenHash((byte[])bytes.Clone());
    }

    /// <summary>The 32 bytes, as a copy.</summary>
    public byte[] ToByteArray() => (byte[])_bytes.Clone();

    /// <summary>The public id of the grant that is stored under this hash.</summary>
    public TokenGrantId ToGrantId() => _grantId ??= TokenGrantId.FromHashPrefix(_bytes);

    /// <inheritdoc/>
    public bool Equals(TokenHash? other)
    {
        if (other is null) return false;
        for (var i = 0; i < Size; i++)
        {
            if (_bytes[i] != other._bytes[i]) return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TokenHash);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_bytes, 0);

    /// <summary>The grant id, never the whole hash: this text ends in logs.</summary>
    public override string ToString() => ToGrantId().Value;

    private static byte[] Sha256(byte[] data)
    {
#if NET
        return SHA256.HashData(data);
#else
        using var sha = SHA256.Create();
        return sha.ComputeHash(data);
#endif
    }
}
