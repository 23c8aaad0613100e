using System;
using System.Diagnostics.CodeAnalysis;

namespace DcvAdmin.Tokens;

/// <summary>
/// The short public name of a grant: 16 characters of Crockford base32, the first 80 bits of the token's hash.
/// Lists, logs and audit records use it, so that they never need the token. Compared ordinally after normalising.
/// </summary>
/// <remarks>
/// It is derived rather than drawn: any holder of the hash can name the grant, and a store ordered by hash finds an id without
/// an index of its own. 80 of 256 hash bits of a random token tell nothing about it. See docs/decisions/0002.
/// </remarks>
public sealed class TokenGrantId : IEquatable<TokenGrantId>
{
    /// <summary>Length in characters.</summary>
    public const int Length = 16;

    /// <summary>How many leading bytes of the hash the id stands for.</summary>
    public const int PrefixSize = 10;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private TokenGrantId(string value) => Value = value;

    /// <summary>The id in its normal form, lower case.</summary>
    public string Value { get; }

    internal static TokenGrantId FromHashPrefix(byte[] hash)
    {
        var characters = new char[Length];
        int accumulator = 0, bits = 0, next = 0;
        for (var i = 0; i < PrefixSize; i++)
        {
            accumulator = (accumulator << 8) | hash[i];
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                characters[next++] = Alphabet[(accumulator >> bits) & 31];
            }

            accumulator &= (1 << bits) - 1;
        }

        return new TokenGrantId(new string(characters));
    }

    /// <summary>Reads an id as a person types it: case does not matter, <c>O</c> is zero, <c>I</c> and <c>L</c> are one.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TokenGrantId? id)
    {
        id = null;
        if (text is null) return false;
        text = text.Trim();
        if (text.Length != Length) return false;

        var characters = new char[Length];
        for (var i = 0; i < Length; i++)
        {
            var c = char.ToLowerInvariant(text[i]);
            c = c switch { 'o' => '0', 'i' or 'l' => '1', _ => c };
            if (Alphabet.IndexOf(c) < 0) return false;
            characters[i] = c;
        }

        id = new TokenGrantId(new string(characters));
        return true;
    }

    /// <summary>As <see cref="TryParse"/>, for text that must be an id.</summary>
    /// <exception cref="FormatException">The text is not a grant id.</exception>
    public static TokenGrantId Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new FormatException($"'{text}' is not a token grant id: an id has {Length} letters and digits, as Get-DcvAuthToken shows them.");

    /// <summary>The 10 leading bytes of the hash of the grant with this id.</summary>
    public byte[] ToHashPrefix()
    {
        var prefix = new byte[PrefixSize];
        int accumulator = 0, bits = 0, next = 0;
        foreach (var c in Value)
        {
            accumulator = (accumulator << 5) | Alphabet.IndexOf(c);
            bits += 5;
            if (bits < 8) continue;
            bits -= 8;
            prefix[next++] = (byte)(accumulator >> bits);
            accumulator &= (1 << bits) - 1;
        }

        return prefix;
    }

    /// <inheritdoc/>
    public bool Equals(TokenGrantId? other) => other is not null && string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TokenGrantId);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
