using System;
using System.Buffers.Binary;
using System.Linq;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading;

namespace DcvAdmin.Authorization;

/// <summary>A public key that verifies signatures (RFC 7517): RSA of 2048 to 8192 bits, or EC on P-256, P-384 or P-521. Safe for several threads.</summary>
/// <remarks>
/// RSA and ECDsa objects are not made for several threads at once, and a lock would let one processor verify for all. So every key keeps one
/// imported object to spare: who finds it takes it, who does not imports the parameters again, which costs about as much as a verification. No
/// lock, and no more objects than verifications at that moment.
/// </remarks>
public sealed class JsonWebKey
{
    private const int MinimumRsaBits = 2048;
    // Long ones verify slowly, and no provider has them.
    private const int MaximumRsaBits = 8192;
    private const int MaximumExponentBytes = 4;

    // A private key that was published is nobody's any more, and one that was not has no place in a set of keys to verify with.
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private readonly JwsKeyType _type;
    private readonly RSAParameters _rsa;
    private readonly ECParameters _ellipticCurve;
    private readonly string? _curve;
    private AsymmetricAlgorithm? _spare;

    private JsonWebKey(string? keyId, JwsAlgorithm? algorithm, RSAParameters rsa)
    {
        (KeyId, Algorithm, _type, _rsa) = (keyId, algorithm, JwsKeyType.Rsa, rsa);
    }

    private JsonWebKey(string? keyId, JwsAlgorithm? algorithm, ECParameters parameters, string curve)
    {
        (KeyId, Algorithm, _type, _ellipticCurve, _curve) = (keyId, algorithm, JwsKeyType.EllipticCurve, parameters, curve);
    }

    /// <summary><c>kid</c>; null where the key has none.</summary>
    public string? KeyId { get; }

    /// <summary>The only algorithm of the key (<c>alg</c>); null where it may verify by each that fits its type.</summary>
    public JwsAlgorithm? Algorithm { get; }

    /// <summary>The public half of an RSA key of one's own.</summary>
    /// <param name="key">The key, of 2048 to 8192 bits; it is not kept.</param>
    /// <param name="keyId">Its <c>kid</c>.</param>
    /// <param name="algorithm">The only algorithm it verifies by.</param>
    /// <exception cref="ArgumentException">The key or the algorithm does not fit.</exception>
    public static JsonWebKey FromRsa(RSA key, string keyId, JwsAlgorithm algorithm)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentException.ThrowIfNullOrEmpty(keyId);
        ArgumentNullException.ThrowIfNull(algorithm);
        if (algorithm.KeyType != JwsKeyType.Rsa) throw new ArgumentException($"{algorithm} is not an algorithm of RSA keys.", nameof(algorithm));
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return IsStrong(parameters.Modulus!, parameters.Exponent!)
            ? new JsonWebKey(keyId, algorithm, parameters)
            : throw new ArgumentException($"An RSA key has from {MinimumRsaBits} to {MaximumRsaBits} bits.", nameof(key));
    }

    /// <summary>The key of a JSON object that <see cref="StrictJson"/> has read; null where it is not for verifying, of an unknown kind, weak or damaged.</summary>
    internal static JsonWebKey? Read(JsonElement key)
    {
        if (!IsForVerifying(key) || PrivateMembers.Any(name => key.TryGetProperty(name, out _)) || !key.TryGetOptionalText("kid", out var keyId)) return null;
        if (!key.TryGetOptionalText("alg", out var algorithmName)) return null;
        var algorithm = algorithmName is null ? null : JwsAlgorithm.Find(algorithmName);
        if (algorithmName is not null && algorithm is null) return null;
        var read = key.Text("kty") switch
        {
            "RSA" => ReadRsa(key, keyId, algorithm),
            "EC" => ReadEllipticCurve(key, keyId, algorithm),
            _ => null,
        };
        return read is not null && read.CanImport() ? read : null;
    }

    /// <summary>Whether the key may verify by an algorithm.</summary>
    internal bool Fits(JwsAlgorithm algorithm) =>
        _type == algorithm.KeyType && string.Equals(_curve, algorithm.Curve, StringComparison.Ordinal) && (Algorithm is null || Algorithm == algorithm);

    /// <summary>Whether a signature is that of the data; the algorithm must be one that <see cref="Fits"/>.</summary>
    internal bool Verify(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        // RFC 7518 3.3 and 3.4: as long as the modulus, or as two integers of the curve. Nothing shorter, and no DER.
        var expectedLength = _type == JwsKeyType.Rsa ? _rsa.Modulus!.Length : 2 * algorithm.FieldBytes;
        if (!Fits(algorithm) || signature.Length != expectedLength) return false;
        var key = Interlocked.Exchange(ref _spare, null);
        try
        {
            key ??= Import();
            return key switch
            {
                RSA rsa => rsa.VerifyData(data, signature, algorithm.Hash, algorithm.Padding!),
                // CVE-2022-21449: libraries of the operating system refuse r and s of zero. One that did not would let everyone in.
                ECDsa ecdsa => IsInRange(signature[..algorithm.FieldBytes]) && IsInRange(signature[algorithm.FieldBytes..])
                    && ecdsa.VerifyData(data, signature, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            // Some libraries throw at numbers that are out of range. The object may be in any state: it does not go back.
            key?.Dispose();
            key = null;
            return false;
        }
        finally
        {
            if (key is not null && Interlocked.CompareExchange(ref _spare, key, null) is not null) key.Dispose();
        }
    }

    private static bool IsInRange(ReadOnlySpan<byte> number) => number.ContainsAnyExcept((byte)0);

    private static bool IsForVerifying(JsonElement key)
    {
        if (key.TryGetProperty("use", out var use) && !(use.ValueKind == JsonValueKind.String && use.ValueEquals("sig"u8))) return false;
        if (!key.TryGetProperty("key_ops", out var operations)) return true;
        return operations.ValueKind == JsonValueKind.Array
            && operations.EnumerateArray().Any(operation => operation.ValueKind == JsonValueKind.String && operation.ValueEquals("verify"u8));
    }

    private static JsonWebKey? ReadRsa(JsonElement key, string? keyId, JwsAlgorithm? algorithm)
    {
        if (algorithm is not null && algorithm.KeyType != JwsKeyType.Rsa) return null;
        if (key.Text("n") is not { } n || StrictBase64Url.Decode(n) is not { } modulus || key.Text("e") is not { } e || StrictBase64Url.Decode(e) is not { } exponent) return null;
        // RFC 7518 6.3.1.1: no zero stands before the modulus, but some issuers are known to put one.
        modulus = modulus.AsSpan().TrimStart((byte)0).ToArray();
        return IsStrong(modulus, exponent) ? new JsonWebKey(keyId, algorithm, new RSAParameters { Modulus = modulus, Exponent = exponent }) : null;
    }

    // An exponent of 1 would make every signature its own message.
    private static bool IsStrong(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        if (modulus.IsEmpty || modulus[0] == 0 || (modulus[^1] & 1) == 0) return false;
        var bits = (8 * modulus.Length) - BitOperations.LeadingZeroCount((uint)modulus[0]) + 24;
        if (bits is < MinimumRsaBits or > MaximumRsaBits || exponent.IsEmpty || exponent.Length > MaximumExponentBytes) return false;
        Span<byte> number = stackalloc byte[MaximumExponentBytes];
        number.Clear();
        exponent.CopyTo(number[(MaximumExponentBytes - exponent.Length)..]);
        var value = BinaryPrimitives.ReadUInt32BigEndian(number);
        return exponent[0] != 0 && value >= 3 && (value & 1) == 1;
    }

    private static JsonWebKey? ReadEllipticCurve(JsonElement key, string? keyId, JwsAlgorithm? algorithm)
    {
        if (key.Text("crv") is not { } name || JwsAlgorithm.All.FirstOrDefault(known => string.Equals(known.Curve, name, StringComparison.Ordinal)) is not { } ofCurve) return null;
        if (algorithm is not null && algorithm != ofCurve) return null;
        if (key.Text("x") is not { } xText || StrictBase64Url.Decode(xText) is not { } x || key.Text("y") is not { } yText || StrictBase64Url.Decode(yText) is not { } y) return null;
        // RFC 7518 6.2.1.2: coordinates are as long as the field, zeros in front included.
        if (x.Length != ofCurve.FieldBytes || y.Length != ofCurve.FieldBytes) return null;
        var curve = ofCurve.FieldBytes switch { 32 => ECCurve.NamedCurves.nistP256, 48 => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 };
        return new JsonWebKey(keyId, algorithm, new ECParameters { Curve = curve, Q = new ECPoint { X = x, Y = y } }, name);
    }

    // Points that are not on the curve are found out here.
    private bool CanImport()
    {
        try
        {
            _spare = Import();
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private AsymmetricAlgorithm Import() => _type == JwsKeyType.Rsa ? RSA.Create(_rsa) : ECDsa.Create(_ellipticCurve);
}
