using System;
using System.Buffers.Text;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading;
using DcvAdmin.Broker.Hosting;
using DcvAdmin.Files;

namespace DcvAdmin.Broker.Authorization;

/// <summary>
/// Signs and checks the broker's access tokens: JWT (RFC 7519) in the compact form with RS256 (RFC 7518 3.3), profile RFC 9068. The key, RSA of
/// 2048 bits, is made at the first start and kept in <c>access-token.key</c>. Only tokens of exactly this shape are accepted: no other
/// algorithm, key or issuer. See docs/decisions/0005 for why this is not a library's work.
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

    private AccessTokens(RSA key, int lifetimeSeconds, TimeProvider time)
    {
        _key = key;
        _keyId = Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, 12));
        _time = time;
        LifetimeSeconds = lifetimeSeconds;
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
    public string? Check(string token)
    {
        if (token.Length > MaximumLength) return null;
        var parts = token.Split('.');
        if (parts.Length != 3) return null;
        try
        {
            var signature = Base64Url.DecodeFromChars(parts[2]);
            var signed = Encoding.ASCII.GetBytes(token, 0, parts[0].Length + 1 + parts[1].Length);
            lock (_keyGate)
            {
                if (!_key.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)) return null;
            }

            // Only what we signed comes this far; the shape is checked all the same, so that a later kind of token cannot pass as this one.
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            var isOurs = Is(header, "alg", "RS256") && Is(header, "typ", TokenType) && Is(header, "kid", _keyId) && Is(claims, "iss", Issuer) && Is(claims, "aud", Audience);
            if (!isOurs || !claims.RootElement.TryGetProperty("exp", out var end) || !end.TryGetInt64(out var seconds)) return null;
            if (_time.GetUtcNow() - ClockSkew >= DateTimeOffset.FromUnixTimeSeconds(seconds)) return null;
            return claims.RootElement.TryGetProperty("sub", out var subject) ? subject.GetString() : null;
        }
        catch (Exception failure) when (failure is FormatException or JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    public void Dispose() => _key.Dispose();

    private static bool Is(JsonDocument document, string name, string value) =>
        document.RootElement.TryGetProperty(name, out var property) && property.ValueKind == JsonValueKind.String && property.ValueEquals(value);

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
