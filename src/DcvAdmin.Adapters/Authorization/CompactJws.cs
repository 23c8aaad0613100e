using System;
using System.Text;

namespace DcvAdmin.Authorization;

/// <summary>A JWS in the compact form (RFC 7515 7.1), taken apart. Nothing of it is proved yet, and a key that it brings is not looked at.</summary>
internal sealed class CompactJws
{
    private CompactJws(JwsAlgorithm algorithm, string? keyId, string? type, byte[] signed, byte[] payload, byte[] signature)
    {
        (Algorithm, KeyId, Type, Signed, Payload, Signature) = (algorithm, keyId, type, signed, payload, signature);
    }

    public JwsAlgorithm Algorithm { get; }

    /// <summary><c>kid</c>: any text that somebody chose. It is compared and nothing else.</summary>
    public string? KeyId { get; }

    /// <summary><c>typ</c>.</summary>
    public string? Type { get; }

    /// <summary>What the signature is of: header and payload as they were sent.</summary>
    public byte[] Signed { get; }

    public byte[] Payload { get; }

    public byte[] Signature { get; }

    /// <summary>Takes a token apart, or says why that cannot be done.</summary>
    /// <param name="token">The token.</param>
    /// <param name="requirements">Which algorithms and which length are allowed, and whether <c>kid</c> is required.</param>
    /// <param name="jws">The parts.</param>
    public static JwtRefusal Read(string token, JwtRequirements requirements, out CompactJws? jws)
    {
        jws = null;
        if (token.Length > requirements.MaximumLength) return JwtRefusal.TooLong;
        var first = token.IndexOf('.', StringComparison.Ordinal);
        var second = first < 0 ? -1 : token.IndexOf('.', first + 1);
        // A dot that is one too many is not of the alphabet.
        if (second < 0 || StrictBase64Url.Decode(token.AsSpan(0, first)) is not { } headerBytes) return JwtRefusal.Malformed;
        if (StrictJson.ParseObject(headerBytes) is not { } header) return JwtRefusal.Malformed;

        if (header.TryGetProperty("crit", out _)) return JwtRefusal.UnsupportedHeader;
        if (!header.TryGetOptionalText("alg", out var name) || name is null) return JwtRefusal.Malformed;
        if (!header.TryGetOptionalText("kid", out var keyId) || !header.TryGetOptionalText("typ", out var type)) return JwtRefusal.Malformed;
        // Before the rest is looked at: an unsecured token has no signature, and is to be called what it is.
        if (JwsAlgorithm.Find(name) is not { } algorithm || !requirements.Allows(algorithm)) return JwtRefusal.AlgorithmNotAllowed;
        if (keyId is null && requirements.RequiresKeyId) return JwtRefusal.NoKeyId;

        if (StrictBase64Url.Decode(token.AsSpan(first + 1, second - first - 1)) is not { } payload) return JwtRefusal.Malformed;
        if (StrictBase64Url.Decode(token.AsSpan(second + 1)) is not { } signature) return JwtRefusal.Malformed;
        if (payload.Length == 0 || signature.Length == 0) return JwtRefusal.Malformed;
        jws = new CompactJws(algorithm, keyId, type, Encoding.ASCII.GetBytes(token, 0, second), payload, signature);
        return JwtRefusal.None;
    }
}
