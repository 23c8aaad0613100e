using System;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DcvAdmin.Tokens;

namespace DcvAdmin.Bench.Verification;

/// <summary>Tokens that can be worked out again from their place, and the grants that belong to them. Names have one length, so that every yes has.</summary>
internal sealed class TokenList
{
    public const string ClientAddress = "10.1.2.3";
    public const string SessionPrefix = "session-";
    public const string UserPrefix = "user-";
    public const int SessionDigits = 4;
    public const int UserDigits = 7;

    private const int Sessions = 1_000;

    // One after the other: a list for each token would be a million objects for nothing.
    private readonly byte[] _tokens;

    /// <param name="salt">Lists of different salts share no token.</param>
    /// <param name="count">How many.</param>
    public TokenList(string salt, int count)
    {
        Count = count;
        _tokens = new byte[count * AuthToken.DefaultLength];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var seed = new byte[sizeof(int) + Encoding.UTF8.GetByteCount(salt)];
        Encoding.UTF8.GetBytes(salt, seed.AsSpan(sizeof(int)));
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(seed, i);
            SHA256.HashData(seed, hash);
            Base64Url.EncodeToUtf8(hash, _tokens.AsSpan(i * AuthToken.DefaultLength, AuthToken.DefaultLength));
        }
    }

    public int Count { get; }

    public ReadOnlySpan<byte> Token(int place) => _tokens.AsSpan(place * AuthToken.DefaultLength, AuthToken.DefaultLength);

    public static int SessionNumber(int place) => place % Sessions;

    public static string UserName(int place) => UserPrefix + place.ToString("D7", CultureInfo.InvariantCulture);

    /// <summary>Grants as they lie after a first yes: half of them bound to the client that asks, half for any use.</summary>
    public IEnumerable<TokenGrant> UsedGrants(int from, int to, DateTimeOffset now)
    {
        for (var i = from; i < to; i++)
        {
            var isBound = i % 2 == 0;
            yield return Grant(i, isBound ? TokenUsePolicy.SingleClient : TokenUsePolicy.MultiUse, now) with
            {
                RedeemedAt = isBound ? now : null,
                BoundClientAddress = isBound ? ClientAddress : null,
            };
        }
    }

    /// <summary>Grants for one use that has not been made.</summary>
    public IEnumerable<TokenGrant> FreshGrants(DateTimeOffset now)
    {
        for (var i = 0; i < Count; i++) yield return Grant(i, TokenUsePolicy.SingleUse, now);
    }

    private TokenGrant Grant(int place, TokenUsePolicy policy, DateTimeOffset now) => new()
    {
        Hash = TokenHash.Compute(Encoding.ASCII.GetString(Token(place))),
        SessionId = SessionPrefix + SessionNumber(place).ToString("D4", CultureInfo.InvariantCulture),
        UserName = UserName(place),
        IssuedAt = now,
        NotBefore = now,
        ExpiresAt = now + TimeSpan.FromDays(30),
        UsePolicy = policy,
        Issuer = "bench",
    };
}
