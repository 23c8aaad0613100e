using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace DcvAdmin.Authorization;

/// <summary>The keys of an issuer (RFC 7517 5). Immutable.</summary>
public sealed class JsonWebKeySet
{
    /// <summary>Bytes that a set may have: 256 KiB. Those of known providers have less than 20 KiB, most of it certificates.</summary>
    public const int MaximumBytes = 256 * 1024;

    /// <summary>Keys that a set may have.</summary>
    public const int MaximumKeys = 100;

    private readonly ImmutableArray<JsonWebKey> _keys;
    // To tell a key that is there and does not verify from one that is not there.
    private readonly HashSet<string> _unusable;

    private JsonWebKeySet(ImmutableArray<JsonWebKey> keys, HashSet<string> unusable)
    {
        _keys = keys;
        _unusable = unusable;
    }

    /// <summary>The keys that can verify.</summary>
    public IReadOnlyList<JsonWebKey> Keys => _keys;

    /// <summary>A set of keys that are at hand.</summary>
    public static JsonWebKeySet Of(params JsonWebKey[] keys) => new([.. keys ?? throw new ArgumentNullException(nameof(keys))], []);

    /// <summary>
    /// Reads a set. Keys of unknown kinds are left out (RFC 7517 5), and so are those that are weak, damaged, symmetric, private, or not for
    /// signatures. A damaged set is refused as a whole.
    /// </summary>
    /// <param name="utf8">JSON, at most <see cref="MaximumBytes"/>.</param>
    /// <param name="set">The set, which may hold no key.</param>
    /// <param name="flaw">What is wrong, as a sentence without anything of the content.</param>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out JsonWebKeySet? set, [NotNullWhen(false)] out string? flaw)
    {
        set = null;
        if (utf8.Length > MaximumBytes)
        {
            flaw = string.Create(CultureInfo.InvariantCulture, $"It has more than {MaximumBytes} bytes.");
            return false;
        }

        if (StrictJson.ParseObject(utf8) is not { } root)
        {
            flaw = "It is not a JSON object in which every name stands once.";
            return false;
        }

        if (!root.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            flaw = "It has no list named keys.";
            return false;
        }

        if (list.GetArrayLength() > MaximumKeys)
        {
            flaw = string.Create(CultureInfo.InvariantCulture, $"It has more than {MaximumKeys} keys.");
            return false;
        }

        var keys = ImmutableArray.CreateBuilder<JsonWebKey>();
        var unusable = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in list.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                flaw = "An element of keys is not an object.";
                return false;
            }

            if (JsonWebKey.Read(element) is { } key) keys.Add(key);
            else if (element.Text("kid") is { } keyId) unusable.Add(keyId);
        }

        set = new JsonWebKeySet(keys.ToImmutable(), unusable);
        flaw = null;
        return true;
    }

    /// <summary>The one key for a token, or why there is none. Nothing is tried out: which key it is must be plain before the signature is looked at.</summary>
    internal JwtRefusal Select(JwsAlgorithm algorithm, string? keyId, out JsonWebKey? selected)
    {
        selected = null;
        var isKnown = keyId is not null && _unusable.Contains(keyId);
        foreach (var key in _keys)
        {
            if (keyId is not null && !string.Equals(key.KeyId, keyId, StringComparison.Ordinal)) continue;
            isKnown |= keyId is not null;
            if (!key.Fits(algorithm)) continue;
            if (selected is not null)
            {
                selected = null;
                return JwtRefusal.AmbiguousKey;
            }

            selected = key;
        }

        return selected is not null ? JwtRefusal.None : isKnown ? JwtRefusal.KeyDoesNotFit : JwtRefusal.UnknownKey;
    }
}
