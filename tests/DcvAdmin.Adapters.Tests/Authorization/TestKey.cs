using System;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using DcvAdmin.Authorization;

namespace DcvAdmin.Adapters.Tests.Authorization;

/// <summary>A key of an issuer that tests play: it signs whatever it is given, and shows its public half as others publish theirs.</summary>
internal sealed class TestKey
{
    private readonly AsymmetricAlgorithm _key;

    private TestKey(AsymmetricAlgorithm key, string id) => (_key, Id) = (key, id);

    /// <summary>2048 bits, <c>kid</c> "rsa".</summary>
    public static TestKey Rsa { get; } = NewRsa("rsa");

    public static TestKey P256 { get; } = NewEllipticCurve(ECCurve.NamedCurves.nistP256, "p256");

    public static TestKey P384 { get; } = NewEllipticCurve(ECCurve.NamedCurves.nistP384, "p384");

    public static TestKey P521 { get; } = NewEllipticCurve(ECCurve.NamedCurves.nistP521, "p521");

    public string Id { get; }

    public AsymmetricAlgorithm Key => _key;

    public static TestKey NewRsa(string id, int bits = 2048) => new(RSA.Create(bits), id);

    public static TestKey NewEllipticCurve(ECCurve curve, string id) => new(ECDsa.Create(curve), id);

    /// <summary>A set of keys as text.</summary>
    public static string SetOf(params string[] keys) => $"{{\"keys\":[{string.Join(',', keys)}]}}";

    public static JsonWebKeySet Parse(params string[] keys) =>
        JsonWebKeySet.TryParse(Encoding.UTF8.GetBytes(SetOf(keys)), out var set, out var flaw) ? set : throw new InvalidOperationException(flaw);

    /// <summary>The JWK of the public half.</summary>
    /// <param name="more">Further members, as <c>"use":"sig"</c>.</param>
    public string Jwk(string more = "\"use\":\"sig\"") => $"{{{Members()},\"kid\":\"{Id}\"{(more.Length > 0 ? "," : string.Empty)}{more}}}";

    /// <summary>The members that make up the public half, without <c>kid</c>.</summary>
    public string Members()
    {
        if (_key is RSA rsa)
        {
            var parameters = rsa.ExportParameters(false);
            return $"\"kty\":\"RSA\",\"n\":\"{Text(parameters.Modulus!)}\",\"e\":\"{Text(parameters.Exponent!)}\"";
        }

        var point = ((ECDsa)_key).ExportParameters(false).Q;
        return $"\"kty\":\"EC\",\"crv\":\"{CurveName(_key.KeySize)}\",\"x\":\"{Text(point.X!)}\",\"y\":\"{Text(point.Y!)}\"";
    }

    /// <summary>A token with a header and claims that are said in full.</summary>
    public string Sign(string header, string claims, string algorithm) => Sign(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(claims), algorithm);

    public string Sign(byte[] header, byte[] claims, string algorithm)
    {
        var signed = $"{Text(header)}.{Text(claims)}";
        return $"{signed}.{Text(Signature(signed, algorithm))}";
    }

    /// <summary>A token with the header that belongs to the algorithm and this key.</summary>
    public string Sign(string claims, string algorithm) => Sign($"{{\"alg\":\"{algorithm}\",\"kid\":\"{Id}\"}}", claims, algorithm);

    public byte[] Signature(string signed, string algorithm, DSASignatureFormat format = DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
    {
        var data = Encoding.ASCII.GetBytes(signed);
        var hash = algorithm[2..] switch { "256" => HashAlgorithmName.SHA256, "384" => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA512 };
        lock (_key)
        {
            return _key is RSA rsa
                ? rsa.SignData(data, hash, algorithm.StartsWith("PS", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1)
                : ((ECDsa)_key).SignData(data, hash, format);
        }
    }

    public static string Text(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    public static string Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    private static string CurveName(int bits) => bits switch { 256 => "P-256", 384 => "P-384", 521 => "P-521", _ => "P-0" };
}
