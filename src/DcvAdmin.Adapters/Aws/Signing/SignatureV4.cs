using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DcvAdmin.Aws.Signing;

/// <summary>
/// AWS Signature Version 4 of a request with headers alone: no query. Source: AWS Identity and Access Management User Guide, "Create a signed AWS API request".
/// </summary>
/// <param name="region">The region the request is for.</param>
/// <param name="service">The service's signing name, such as <c>dynamodb</c>.</param>
internal sealed class SignatureV4(string region, string service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    // A key is good for a day; deriving it takes four of the six hashes of a signature.
    private DerivedKey? _derived;

    /// <summary>How X-Amz-Date has an instant.</summary>
    public static string Stamp(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The Authorization header of a POST.</summary>
    /// <param name="path">The path as it stands in the request line; of letters, digits, slashes and <c>-._~</c> alone, which no encoding changes.</param>
    /// <param name="headers">The headers to sign, in lower case and in order, <c>host</c> and <c>x-amz-date</c> among them; values without blanks around or two in a row.</param>
    /// <param name="body">The body.</param>
    /// <param name="stamp">The value of <c>x-amz-date</c>.</param>
    /// <param name="accessKey">Whose key.</param>
    /// <param name="secretKey">The key.</param>
    public string Authorize(string path, IReadOnlyList<KeyValuePair<string, string>> headers, byte[] body, string stamp, string accessKey, string secretKey)
    {
        var names = new StringBuilder();
        var canonical = new StringBuilder("POST\n").Append(path).Append("\n\n");
        foreach (var header in headers)
        {
            canonical.Append(header.Key).Append(':').Append(header.Value).Append('\n');
            if (names.Length > 0) names.Append(';');
            names.Append(header.Key);
        }

        canonical.Append('\n').Append(names).Append('\n').Append(HexOfHash(body));
        var day = stamp.Substring(0, 8);
        var scope = $"{day}/{region}/{service}/aws4_request";
        var signature = Hex(Mac(KeyOf(secretKey, day), $"{Algorithm}\n{stamp}\n{scope}\n{HexOfHash(Encoding.UTF8.GetBytes(canonical.ToString()))}"));
        return $"{Algorithm} Credential={accessKey}/{scope}, SignedHeaders={names}, Signature={signature}";
    }

    private byte[] KeyOf(string secretKey, string day)
    {
        var derived = _derived;
        if (derived is not null && derived.Day == day && derived.SecretKey == secretKey) return derived.Key;
        var key = Mac(Mac(Mac(Mac(Encoding.UTF8.GetBytes("AWS4" + secretKey), day), region), service), "aws4_request");
        _derived = new DerivedKey(secretKey, day, key);
        return key;
    }

    private static byte[] Mac(byte[] key, string text)
    {
        var data = Encoding.UTF8.GetBytes(text);
#if NET
        return HMACSHA256.HashData(key, data);
#else
        using var hmac = new HMACSHA256(key);
        return hmac.ComputeHash(data);
#endif
    }

    private static string HexOfHash(byte[] data)
    {
#if NET
        return Hex(SHA256.HashData(data));
#else
        using var sha = SHA256.Create();
        return Hex(sha.ComputeHash(data));
#endif
    }

    private static string Hex(byte[] bytes)
    {
        const string Digits = "0123456789abcdef";
        var text = new char[bytes.Length * 2];
        for (var i = 0; i < bytes.Length; i++)
        {
            text[2 * i] = Digits[bytes[i] >> 4];
            text[(2 * i) + 1] = Digits[bytes[i] & 15];
        }

        return new string(text);
    }

    private sealed class DerivedKey(string secretKey, string day, byte[] key)
    {
        public string SecretKey { get; } = secretKey;

        public string Day { get; } = day;

        public byte[] Key { get; } = key;
    }
}
