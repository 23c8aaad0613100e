using System;
using System.Buffers.Text;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Authorization;
using DcvAdmin.Broker.Hosting;
using DcvAdmin.Files;

namespace DcvAdmin.Broker.Authorization;

/// <summary>
/// Signs and checks the broker's access tokens: JWT (RFC 7519) in the compact form with RS256 (RFC 7518 3.3), profile RFC 9068. The key, RSA of
/// 2048 bits, is made at the first start and kept in <c>access-token.key</c>. Only tokens of exactly this shape are accepted: no other
/// algorithm, key or issuer. See docs/decisions/0005 and 0025 for why this is not a library's work.
/// </summary>
internal sealed class AccessTokens : IDisposable
{
    private const string KeyFileName = "access-token.key";
    private const string Issuer = "dcvadmin-broker";
    private const string Audience = "dcvadmin";
    private const string TokenType = "at+jwt";
    private const int KeyBits = 2048;
    private const int MaximumLength = 4096;

    // Between two machines; the broker checks its own tokens, so a few seconds are plenty.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    private readonly RSA _key;
    // RSA objects are not made for several threads at once.
    private readonly Lock _keyGate = new();
    private readonly string _keyId;
    private readonly TimeProvider _time;
    private readonly JwtVerifier _verifier;

    private AccessTokens(RSA key, int lifetimeSeconds, TimeProvider time)
    {
        _key = key;
        _keyId = Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, 12));
        _time = time;
        LifetimeSeconds = lifetimeSeconds;
        // What is required goes beyond the signature, so that a later kind of token under the same key cannot pass as this one.
        var requirements = new JwtRequirements
        {
            Issuer = Issuer, Audiences = [Audience], Algorithms = [JwsAlgorithm.RS256], TokenType = TokenType, RequiresKeyId = true, ClockSkew = ClockSkew, MaximumLength = MaximumLength,
        };
        _verifier = new JwtVerifier(new ConstantKeySource(JsonWebKeySet.Of(JsonWebKey.FromRsa(key, _keyId, JwsAlgorithm.RS256))), requirements, time);
    }

    /// <summary>Lifetime of every token.</summary>
    public int LifetimeSeconds { get; }

    public static AccessTokens Load(string folder, int lifetimeSeconds, TimeProvider time)
    {
        var path = Path.Combine(folder, KeyFileName);
        if (!File.Exists(path))
        {
            var made = RSA.Create(KeyBits);
            PrivateFiles.WriteAllText(path, made.ExportPkcs8PrivateKeyPem() + "\n");
            return new AccessTokens(made, lifetimeSeconds, time);
        }

        var key = RSA.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return new AccessTokens(key, lifetimeSeconds, time);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new StartFailure($"The key {path} cannot be read: restore it from a backup, or remove it, and every API client logs in again.", failure);
        }
    }

    /// <summary>A new token for a client that has proved itself.</summary>
    public string Issue(string clientId)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var header = Encode(writer =>
        {
            writer.WriteString("alg"u8, "RS256"u8);
            writer.WriteString("typ"u8, TokenType);
            writer.WriteString("kid"u8, _keyId);
        });
        var claims = Encode(writer =>
        {
            writer.WriteString("iss"u8, Issuer);
            writer.WriteString("aud"u8, Audience);
            writer.WriteString("sub"u8, clientId);
            writer.WriteString("client_id"u8, clientId);
            writer.WriteNumber("iat"u8, now);
            writer.WriteNumber("exp"u8, now + LifetimeSeconds);
            writer.WriteString("jti"u8, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12)));
        });
        var signed = $"{header}.{claims}";
        byte[] signature;
        lock (_keyGate) signature = _key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The client a token was issued to; null where the token is not one of ours or has ended.</summary>
    /// <param name="token">What stands after <c>Bearer</c>.</param>
    /// <param name="cancellationToken">The keys are at hand: there is nothing to wait for.</param>
    public async ValueTask<string?> CheckAsync(string token, CancellationToken cancellationToken) =>
        (await _verifier.VerifyAsync(token, cancellationToken)).Claims?.Subject;

    public void Dispose() => _key.Dispose();

    private static string Encode(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream(256);
        // The relaxed encoder leaves the + of at+jwt as it is; this JSON never stands in HTML.
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.ToArray());
    }
}
