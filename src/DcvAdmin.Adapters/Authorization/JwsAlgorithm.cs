using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;

namespace DcvAdmin.Authorization;

/// <summary>
/// A signature algorithm of RFC 7518 3.1. The list is closed: <c>none</c> and the HMAC algorithms are not in it, so nothing can ask for them.
/// </summary>
public sealed class JwsAlgorithm
{
    private JwsAlgorithm(string name, JwsKeyType keyType, HashAlgorithmName hash, RSASignaturePadding? padding = null, string? curve = null, int fieldBytes = 0)
    {
        Name = name;
        KeyType = keyType;
        Hash = hash;
        Padding = padding;
        Curve = curve;
        FieldBytes = fieldBytes;
    }

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256: Amazon Cognito, Microsoft Entra ID and AD FS sign with it.</summary>
    public static JwsAlgorithm RS256 { get; } = new("RS256", JwsKeyType.Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-384.</summary>
    public static JwsAlgorithm RS384 { get; } = new("RS384", JwsKeyType.Rsa, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-512.</summary>
    public static JwsAlgorithm RS512 { get; } = new("RS512", JwsKeyType.Rsa, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1);

    /// <summary>RSASSA-PSS with SHA-256, and a salt as long as the hash.</summary>
    public static JwsAlgorithm PS256 { get; } = new("PS256", JwsKeyType.Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);

    /// <summary>RSASSA-PSS with SHA-384, and a salt as long as the hash.</summary>
    public static JwsAlgorithm PS384 { get; } = new("PS384", JwsKeyType.Rsa, HashAlgorithmName.SHA384, RSASignaturePadding.Pss);

    /// <summary>RSASSA-PSS with SHA-512, and a salt as long as the hash.</summary>
    public static JwsAlgorithm PS512 { get; } = new("PS512", JwsKeyType.Rsa, HashAlgorithmName.SHA512, RSASignaturePadding.Pss);

    /// <summary>ECDSA with P-256 and SHA-256.</summary>
    public static JwsAlgorithm ES256 { get; } = new("ES256", JwsKeyType.EllipticCurve, HashAlgorithmName.SHA256, curve: "P-256", fieldBytes: 32);

    /// <summary>ECDSA with P-384 and SHA-384.</summary>
    public static JwsAlgorithm ES384 { get; } = new("ES384", JwsKeyType.EllipticCurve, HashAlgorithmName.SHA384, curve: "P-384", fieldBytes: 48);

    /// <summary>ECDSA with P-521 and SHA-512.</summary>
    public static JwsAlgorithm ES512 { get; } = new("ES512", JwsKeyType.EllipticCurve, HashAlgorithmName.SHA512, curve: "P-521", fieldBytes: 66);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<JwsAlgorithm> All { get; } = [RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512];

    /// <summary>Its value of <c>alg</c>.</summary>
    public string Name { get; }

    internal JwsKeyType KeyType { get; }

    internal HashAlgorithmName Hash { get; }

    /// <summary>Null where the key is not RSA.</summary>
    internal RSASignaturePadding? Padding { get; }

    /// <summary>The one curve of the algorithm, as <c>crv</c> names it; null for RSA.</summary>
    internal string? Curve { get; }

    /// <summary>Bytes of a coordinate, and of each half of a signature; 0 for RSA.</summary>
    internal int FieldBytes { get; }

    /// <summary>The algorithm of a name, which is case-sensitive (RFC 7515 4.1.1); null where there is none.</summary>
    internal static JwsAlgorithm? Find(string name) => All.FirstOrDefault(algorithm => string.Equals(algorithm.Name, name, StringComparison.Ordinal));

    /// <summary>Its value of <c>alg</c>.</summary>
    public override string ToString() => Name;
}
