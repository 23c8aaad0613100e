using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using DcvAdmin.Authorization;
using DcvAdmin.StoreContracts;
using FsCheck.Fluent;

namespace DcvAdmin.Adapters.Tests.Authorization;

/// <summary>Tokens that somebody made to get in, against keys of each kind: all are verdicts and none an exception.</summary>
public sealed class HostileTokenTests
{
    private static readonly string RsaHeader = Header("RS256", "rsa");
    private static readonly string Good = TestKey.Rsa.Sign(Pool.Claims(), "RS256");
    private static readonly string GoodEs256 = TestKey.P256.Sign(Pool.Claims(), "ES256");
    private static readonly string[] Parts = Good.Split('.');
    private static readonly TestKey Stranger = TestKey.NewRsa("rsa");

    private static readonly JsonWebKeySet Keys = TestKey.Parse(
        TestKey.Rsa.Jwk(), TestKey.P256.Jwk(), TestKey.P384.Jwk(), TestKey.P521.Jwk(),
        $"{{{TestKey.Rsa.Members()},\"kid\":\"enc\",\"use\":\"enc\"}}",
        $"{{{TestKey.Rsa.Members()},\"kid\":\"sign-only\",\"key_ops\":[\"sign\"]}}",
        $"{{{TestKey.Rsa.Members()},\"kid\":\"ps256\",\"alg\":\"PS256\"}}",
        $"{{{TestKey.Rsa.Members()},\"kid\":\"twice\"}}", $"{{{Stranger.Members()},\"kid\":\"twice\"}}",
        TestKey.NewRsa("weak", 1024).Jwk(),
        """{"kty":"oct","kid":"secret","k":"c2VjcmV0"}""");

    private static readonly Dictionary<string, (string Token, JwtRefusal Refusal)> Tokens = new(StringComparer.Ordinal)
    {
        ["nothing"] = (string.Empty, JwtRefusal.Malformed),
        ["no dot"] = ("abc", JwtRefusal.Malformed),
        ["two parts"] = ($"{Parts[0]}.{Parts[1]}", JwtRefusal.Malformed),
        ["four parts"] = ($"{Good}.x", JwtRefusal.Malformed),
        ["a dot at the end"] = ($"{Good}.", JwtRefusal.Malformed),
        ["a dot at the start"] = ($".{Good}", JwtRefusal.Malformed),
        ["five parts, as a JWE has"] = ($"{Good}.a.b", JwtRefusal.Malformed),
        ["no header"] = ($".{Parts[1]}.{Parts[2]}", JwtRefusal.Malformed),
        ["no payload"] = ($"{Parts[0]}..{Parts[2]}", JwtRefusal.Malformed),
        ["no signature"] = ($"{Parts[0]}.{Parts[1]}.", JwtRefusal.Malformed),
        ["dots alone"] = ("..", JwtRefusal.Malformed),
        ["padding"] = ($"{Good}==", JwtRefusal.Malformed),
        ["a space at the end"] = ($"{Good} ", JwtRefusal.Malformed),
        ["a space at the start"] = ($" {Good}", JwtRefusal.Malformed),
        ["a line within"] = ($"{Parts[0]}.{Parts[1]}.\n{Parts[2]}", JwtRefusal.Malformed),
        ["base64 of the other alphabet"] = ($"{Parts[0]}.{Parts[1]}.+/{Parts[2][2..]}", JwtRefusal.Malformed),
        ["letters of another script"] = ($"{Parts[0]}.{Parts[1]}.ü{Parts[2][1..]}", JwtRefusal.Malformed),
        ["a NUL"] = ($"{Parts[0]}.{Parts[1]}\0.{Parts[2]}", JwtRefusal.Malformed),
        ["another spelling of the last bits"] = (Good[..^1] + NextInAlphabet(Good[^1]), JwtRefusal.Malformed),
        ["over-long"] = ($"{Parts[0]}.{new string('A', 16 * 1024)}.{Parts[2]}", JwtRefusal.TooLong),
        ["the JSON form"] = ($"{{\"protected\":\"{Parts[0]}\",\"payload\":\"{Parts[1]}\",\"signature\":\"{Parts[2]}\"}}", JwtRefusal.Malformed),

        ["none"] = (Unsigned("none"), JwtRefusal.AlgorithmNotAllowed),
        ["None"] = (Unsigned("None"), JwtRefusal.AlgorithmNotAllowed),
        ["NONE"] = (Unsigned("NONE"), JwtRefusal.AlgorithmNotAllowed),
        ["nOnE"] = (Unsigned("nOnE"), JwtRefusal.AlgorithmNotAllowed),
        ["none with a signature"] = (Rsa(Header("none", "rsa")), JwtRefusal.AlgorithmNotAllowed),
        ["no algorithm's name"] = (Rsa(Header(string.Empty, "rsa")), JwtRefusal.AlgorithmNotAllowed),
        ["rs256 in small letters"] = (Rsa(Header("rs256", "rsa")), JwtRefusal.AlgorithmNotAllowed),
        ["RS256 and a space"] = (Rsa(Header("RS256 ", "rsa")), JwtRefusal.AlgorithmNotAllowed),
        ["RS1"] = (Rsa(Header("RS1", "rsa")), JwtRefusal.AlgorithmNotAllowed),
        ["ES256K"] = (Rsa(Header("ES256K", "rsa")), JwtRefusal.AlgorithmNotAllowed),
        ["no alg"] = (Rsa("""{"kid":"rsa"}"""), JwtRefusal.Malformed),
        ["alg as a list"] = (Rsa("""{"alg":["RS256"],"kid":"rsa"}"""), JwtRefusal.Malformed),
        ["alg as null"] = (Rsa("""{"alg":null,"kid":"rsa"}"""), JwtRefusal.Malformed),
        ["alg twice"] = (Rsa("""{"alg":"RS256","alg":"RS256","kid":"rsa"}"""), JwtRefusal.Malformed),
        ["alg twice, once escaped"] = (Rsa("""{"alg":"RS256","\u0061lg":"none","kid":"rsa"}"""), JwtRefusal.Malformed),
        ["the public key as the secret of an HMAC"] = (HmacWithPublicKey("HS256", TestKey.Rsa.Key.ExportSubjectPublicKeyInfoPem()), JwtRefusal.AlgorithmNotAllowed),
        ["the JWK as the secret of an HMAC"] = (HmacWithPublicKey("HS256", TestKey.Rsa.Jwk()), JwtRefusal.AlgorithmNotAllowed),
        ["an HMAC that says RS256"] = (HmacWithPublicKey("RS256", TestKey.Rsa.Key.ExportSubjectPublicKeyInfoPem()), JwtRefusal.BadSignature),
        ["an HMAC with a published secret"] = (HmacWithPublicKey("HS256", "secret", "secret"), JwtRefusal.AlgorithmNotAllowed),

        ["a key of its own"] = (Stranger.Sign($"{{\"alg\":\"RS256\",\"kid\":\"rsa\",\"jwk\":{Stranger.Jwk()}}}", Pool.Claims(), "RS256"), JwtRefusal.BadSignature),
        ["a key of its own by another kid"] = (Stranger.Sign($"{{\"alg\":\"RS256\",\"kid\":\"mine\",\"jwk\":{Stranger.Jwk()}}}", Pool.Claims(), "RS256"), JwtRefusal.UnknownKey),
        ["an address of keys"] = (Stranger.Sign("""{"alg":"RS256","kid":"rsa","jku":"https://evil.example/keys","x5u":"https://evil.example/x"}""", Pool.Claims(), "RS256"), JwtRefusal.BadSignature),
        ["a certificate of its own"] = (Stranger.Sign($"{{\"alg\":\"RS256\",\"kid\":\"rsa\",\"x5c\":[\"{Convert.ToBase64String(Stranger.Key.ExportSubjectPublicKeyInfo())}\"]}}", Pool.Claims(), "RS256"), JwtRefusal.BadSignature),
        ["crit"] = (Rsa("""{"alg":"RS256","kid":"rsa","crit":["exp"],"exp":1}"""), JwtRefusal.UnsupportedHeader),
        ["crit that is empty"] = (Rsa("""{"alg":"RS256","kid":"rsa","crit":[]}"""), JwtRefusal.UnsupportedHeader),
        ["a payload that is not encoded"] = (Rsa("""{"alg":"RS256","kid":"rsa","b64":false,"crit":["b64"]}"""), JwtRefusal.UnsupportedHeader),
        ["a header that is no object"] = (Rsa("[]"), JwtRefusal.Malformed),
        ["a header that is no JSON"] = (Rsa("alg=RS256"), JwtRefusal.Malformed),
        ["a header and more"] = (Rsa(RsaHeader + "{}"), JwtRefusal.Malformed),
        ["a header with a comment"] = (Rsa("{/**/\"alg\":\"RS256\",\"kid\":\"rsa\"}"), JwtRefusal.Malformed),
        ["a header after a byte order mark"] = (Rsa("\uFEFF" + RsaHeader), JwtRefusal.Malformed),
        ["a header that is not UTF-8"] = (TestKey.Rsa.Sign([.. "{\"alg\":\"RS256\",\"kid\":\""u8, 0xC3, 0x28, .. "\"}"u8], Encoding.UTF8.GetBytes(Pool.Claims()), "RS256"), JwtRefusal.Malformed),
        ["half a surrogate pair as kid"] = (Rsa("""{"alg":"RS256","kid":"\uD800"}"""), JwtRefusal.Malformed),
        ["half a surrogate pair as a name"] = (Rsa("""{"alg":"RS256","\uD800":1}"""), JwtRefusal.Malformed),
        ["a deep header"] = (Rsa($"{{\"alg\":\"RS256\",\"kid\":\"rsa\",\"a\":{Deep(40)}}}"), JwtRefusal.Malformed),
        ["a very deep header"] = (Rsa($"{{\"alg\":\"RS256\",\"kid\":\"rsa\",\"a\":{Deep(4000)}}}"), JwtRefusal.Malformed),

        ["kid as a path"] = (Rsa(Header("RS256", "../../../../dev/null")), JwtRefusal.UnknownKey),
        ["kid as SQL"] = (Rsa(Header("RS256", "x' UNION SELECT 'key")), JwtRefusal.UnknownKey),
        ["kid of 10 kB"] = (Rsa(Header("RS256", new string('k', 10_000))), JwtRefusal.UnknownKey),
        ["kid that is empty"] = (Rsa(Header("RS256", string.Empty)), JwtRefusal.UnknownKey),
        ["kid in capitals"] = (Rsa(Header("RS256", "RSA")), JwtRefusal.UnknownKey),
        ["kid as a number"] = (Rsa("""{"alg":"RS256","kid":1}"""), JwtRefusal.Malformed),
        ["typ as a list"] = (Rsa("""{"alg":"RS256","kid":"rsa","typ":["JWT"]}"""), JwtRefusal.Malformed),
        ["kid of two keys"] = (Rsa(Header("RS256", "twice")), JwtRefusal.AmbiguousKey),
        ["no kid where two keys fit"] = (Rsa("""{"alg":"RS256"}"""), JwtRefusal.AmbiguousKey),
        ["a key for encryption"] = (Rsa(Header("RS256", "enc")), JwtRefusal.KeyDoesNotFit),
        ["a key for signing alone"] = (Rsa(Header("RS256", "sign-only")), JwtRefusal.KeyDoesNotFit),
        ["a key of another algorithm"] = (Rsa(Header("RS256", "ps256")), JwtRefusal.KeyDoesNotFit),
        ["a key of 1024 bits"] = (Rsa(Header("RS256", "weak")), JwtRefusal.KeyDoesNotFit),
        ["a shared secret as the key"] = (Rsa(Header("RS256", "secret")), JwtRefusal.KeyDoesNotFit),
        ["RSA's algorithm with a curve's key"] = (Rsa(Header("RS256", "p256")), JwtRefusal.KeyDoesNotFit),
        ["a curve's algorithm with RSA's key"] = (Curve(TestKey.P256, "ES256", "rsa"), JwtRefusal.KeyDoesNotFit),
        ["another curve"] = (Curve(TestKey.P384, "ES256", "p384"), JwtRefusal.KeyDoesNotFit),
        ["another curve, the other way"] = (Curve(TestKey.P256, "ES512", "p256"), JwtRefusal.KeyDoesNotFit),
        ["a curve's key of another curve"] = (Curve(TestKey.P384, "ES384", "p521"), JwtRefusal.KeyDoesNotFit),

        ["a signature of another key"] = (Stranger.Sign(Pool.Claims(), "RS256"), JwtRefusal.BadSignature),
        ["a signature of other claims"] = ($"{Parts[0]}.{TestKey.Text(Pool.Claims(",\"admin\":true"))}.{Parts[2]}", JwtRefusal.BadSignature),
        ["a signature of another header"] = ($"{TestKey.Text("""{"alg":"RS256","kid":"rsa","x":1}""")}.{Parts[1]}.{Parts[2]}", JwtRefusal.BadSignature),
        ["a signature of another hash"] = (TestKey.Rsa.Sign(RsaHeader, Pool.Claims(), "RS512"), JwtRefusal.BadSignature),
        ["PSS that says PKCS #1"] = (TestKey.Rsa.Sign(RsaHeader, Pool.Claims(), "PS256"), JwtRefusal.BadSignature),
        ["PKCS #1 that says PSS"] = (TestKey.Rsa.Sign(Header("PS256", "rsa"), Pool.Claims(), "RS256"), JwtRefusal.BadSignature),
        ["a truncated signature"] = ($"{Parts[0]}.{Parts[1]}.{Parts[2][..100]}", JwtRefusal.BadSignature),
        ["a signature of one byte"] = ($"{Parts[0]}.{Parts[1]}.AA", JwtRefusal.BadSignature),
        ["an RSA signature of zeros"] = ($"{Parts[0]}.{Parts[1]}.{TestKey.Text(new byte[256])}", JwtRefusal.BadSignature),
        ["an RSA signature of ones"] = ($"{Parts[0]}.{Parts[1]}.{TestKey.Text(Enumerable.Repeat((byte)0xFF, 256).ToArray())}", JwtRefusal.BadSignature),
        ["an RSA signature and a zero before it"] = ($"{Parts[0]}.{Parts[1]}.{TestKey.Text([0, .. Bytes(Parts[2])])}", JwtRefusal.BadSignature),
        ["ECDSA in DER"] = (EcdsaWith(signed => TestKey.P256.Signature(signed, "ES256", DSASignatureFormat.Rfc3279DerSequence)), JwtRefusal.BadSignature),
        ["r and s of zero (CVE-2022-21449)"] = (EcdsaWith(_ => new byte[64]), JwtRefusal.BadSignature),
        ["r of zero"] = (EcdsaWith(signed => [.. new byte[32], .. TestKey.P256.Signature(signed, "ES256")[32..]]), JwtRefusal.BadSignature),
        ["s of zero"] = (EcdsaWith(signed => [.. TestKey.P256.Signature(signed, "ES256")[..32], .. new byte[32]]), JwtRefusal.BadSignature),
        ["r and s of the group's order"] = (EcdsaWith(_ => [.. OrderOfP256(), .. OrderOfP256()]), JwtRefusal.BadSignature),
        ["r and s of ones"] = (EcdsaWith(_ => Enumerable.Repeat((byte)0xFF, 64).ToArray()), JwtRefusal.BadSignature),
        ["a truncated r and s"] = (EcdsaWith(signed => TestKey.P256.Signature(signed, "ES256")[..63]), JwtRefusal.BadSignature),
        ["r and s with zeros before them"] = (EcdsaWith(signed => Padded(TestKey.P256.Signature(signed, "ES256"))), JwtRefusal.BadSignature),
        ["r and s and more"] = (EcdsaWith(signed => [.. TestKey.P256.Signature(signed, "ES256"), 0]), JwtRefusal.BadSignature),

        ["claims that are a list"] = (Claims("[]"), JwtRefusal.MalformedClaims),
        ["claims that are a string"] = (Claims("\"x\""), JwtRefusal.MalformedClaims),
        ["claims that are no JSON"] = (Claims("iss=x"), JwtRefusal.MalformedClaims),
        ["claims that are deep"] = (Claims(Pool.Claims($",\"a\":{Deep(2000)}")), JwtRefusal.MalformedClaims),
        ["exp twice"] = (Claims(Pool.Claims($",\"exp\":{Pool.Seconds + 1}")), JwtRefusal.MalformedClaims),
        ["exp twice, once escaped"] = (Claims(Pool.Claims($",\"\\u0065xp\":{Pool.Seconds + 1}")), JwtRefusal.MalformedClaims),
        ["a name twice deep within"] = (Claims(Pool.Claims(",\"a\":{\"b\":1,\"b\":2}")), JwtRefusal.MalformedClaims),
        ["half a surrogate pair in a claim"] = (Claims(Pool.Claims(",\"a\":\"\\uDC00\"")), JwtRefusal.MalformedClaims),
        ["claims that are not UTF-8"] = (TestKey.Rsa.Sign(Encoding.UTF8.GetBytes(RsaHeader), [.. Encoding.UTF8.GetBytes(Pool.Claims()[..^1]), .. ",\"a\":\""u8, 0xFF, .. "\"}"u8], "RS256"), JwtRefusal.MalformedClaims),
        ["no exp"] = (Claims(Pool.ClaimsWith("\"sub\":\"a\"")), JwtRefusal.MalformedClaims),
        ["exp as a string"] = (Claims(Pool.ClaimsWith($"\"exp\":\"{Pool.Seconds + 60}\"")), JwtRefusal.MalformedClaims),
        ["exp as null"] = (Claims(Pool.ClaimsWith("\"exp\":null")), JwtRefusal.MalformedClaims),
        ["exp of 1e400"] = (Claims(Pool.ClaimsWith("\"exp\":1e400")), JwtRefusal.MalformedClaims),
        ["exp of 1e300"] = (Claims(Pool.ClaimsWith("\"exp\":1e300")), JwtRefusal.MalformedClaims),
        ["exp after the year 9999"] = (Claims(Pool.ClaimsWith("\"exp\":253402300800")), JwtRefusal.MalformedClaims),
        ["exp in milliseconds"] = (Claims(Pool.ClaimsWith($"\"exp\":{Pool.Seconds + 60}000")), JwtRefusal.MalformedClaims),
        ["exp of 5000 digits"] = (Claims(Pool.ClaimsWith($"\"exp\":{new string('9', 5000)}")), JwtRefusal.MalformedClaims),
        ["exp of NaN"] = (Claims(Pool.ClaimsWith("\"exp\":NaN")), JwtRefusal.MalformedClaims),
        ["exp of Infinity"] = (Claims(Pool.ClaimsWith("\"exp\":Infinity")), JwtRefusal.MalformedClaims),
        ["exp below zero"] = (Claims(Pool.ClaimsWith("\"exp\":-1")), JwtRefusal.MalformedClaims),
        ["nbf as a string"] = (Claims(Pool.Claims(",\"nbf\":\"0\"")), JwtRefusal.MalformedClaims),
        ["iat as a list"] = (Claims(Pool.Claims(",\"iat\":[0]")), JwtRefusal.MalformedClaims),
        ["exp just past"] = (Claims(Pool.ClaimsWith($"\"exp\":{Pool.Seconds - 60}")), JwtRefusal.Expired),
        ["exp of 0"] = (Claims(Pool.ClaimsWith("\"exp\":0")), JwtRefusal.Expired),
        ["nbf to come"] = (Claims(Pool.Claims($",\"nbf\":{Pool.Seconds + 61}")), JwtRefusal.NotYetValid),
        ["iat to come"] = (Claims(Pool.Claims($",\"iat\":{Pool.Seconds + 61}")), JwtRefusal.NotYetValid),
        ["an issuer with a slash at its end"] = (Claims(Pool.Claims().Replace("pool\"", "pool/\"", StringComparison.Ordinal)), JwtRefusal.WrongIssuer),
        ["an issuer in capitals"] = (Claims(Pool.Claims().Replace("issuer.example", "Issuer.example", StringComparison.Ordinal)), JwtRefusal.WrongIssuer),
        ["an issuer in a list"] = (Claims($"{{\"iss\":[\"{Pool.Issuer}\"],\"aud\":\"portal\",\"exp\":{Pool.Seconds + 60}}}"), JwtRefusal.WrongIssuer),
        ["no issuer"] = (Claims($"{{\"aud\":\"portal\",\"exp\":{Pool.Seconds + 60}}}"), JwtRefusal.WrongIssuer),
        ["no audience"] = (Claims($"{{\"iss\":\"{Pool.Issuer}\",\"exp\":{Pool.Seconds + 60}}}"), JwtRefusal.WrongAudience),
        ["audiences without us"] = (Claims(Audience("[\"a\",\"b\"]")), JwtRefusal.WrongAudience),
        ["audiences with a number"] = (Claims(Audience("[\"portal\",1]")), JwtRefusal.WrongAudience),
        ["audiences that are none"] = (Claims(Audience("[]")), JwtRefusal.WrongAudience),
        ["an audience that begins with ours"] = (Claims(Audience("\"portal2\"")), JwtRefusal.WrongAudience),
        ["an audience as an object"] = (Claims(Audience("{\"portal\":1}")), JwtRefusal.WrongAudience),
        ["the audience in client_id"] = (Claims($"{{\"iss\":\"{Pool.Issuer}\",\"client_id\":\"portal\",\"exp\":{Pool.Seconds + 60}}}"), JwtRefusal.WrongAudience),
    };

    public static TheoryData<string> Names => [.. Tokens.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_hostile_token_is_refused(string name)
    {
        var verdict = await Pool.VerifyAsync(Tokens[name].Token, Keys);

        Assert.False(verdict.IsValid);
        Assert.Null(verdict.Claims);
        Assert.Equal(Tokens[name].Refusal, verdict.Refusal);
    }

    [Fact]
    public async Task Tokens_that_are_not_hostile_are_accepted()
    {
        Assert.True((await Pool.VerifyAsync(Good, Keys)).IsValid);
        Assert.True((await Pool.VerifyAsync(GoodEs256, Keys)).IsValid);
    }

    [Fact]
    public async Task A_text_that_is_null_is_refused() => Assert.Equal(JwtRefusal.Malformed, (await Pool.VerifyAsync(null!, Keys)).Refusal);

    [Fact]
    public void Any_character_that_is_changed_makes_a_token_invalid()
    {
        string[] tokens = [Good, GoodEs256, TestKey.P521.Sign(Pool.Claims(), "ES512"), TestKey.Rsa.Sign(Pool.Claims(",\"a\":\"ü\""), "PS384")];
        const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\0é";
        var changes = Gen.Elements(tokens).Zip(Gen.Choose(0, int.MaxValue)).Zip(Gen.Elements(Characters.ToCharArray()));

        RandomCases.AllSatisfy(changes.ToArbitrary(), async change =>
        {
            var ((token, number), character) = change;
            var position = number % token.Length;
            if (token[position] == character) return;
            Assert.False((await Pool.VerifyAsync($"{token[..position]}{character}{token[(position + 1)..]}", Keys)).IsValid, $"{position}: {character}");
        }, 2000);
    }

    [Fact]
    public void Any_part_that_is_left_out_or_put_in_makes_a_token_invalid()
    {
        var cuts = Gen.Choose(0, Good.Length - 1).Zip(Gen.Choose(1, Good.Length));

        RandomCases.AllSatisfy(cuts.ToArbitrary(), async cut =>
        {
            var (start, length) = cut;
            var end = Math.Min(Good.Length, start + length);
            Assert.False((await Pool.VerifyAsync(Good[..start] + Good[end..], Keys)).IsValid);
            Assert.False((await Pool.VerifyAsync(Good[..end] + Good[start..], Keys)).IsValid);
        }, 500);
    }

    [Fact]
    public void Any_text_is_a_verdict()
    {
        var texts = Gen.Choose(0, 0xFFFF).Select(c => (char)c).ArrayOf().Select(characters => new string(characters)).Three();

        RandomCases.AllSatisfy(texts.ToArbitrary(), async parts =>
        {
            Assert.False((await Pool.VerifyAsync($"{parts.Item1}.{parts.Item2}.{parts.Item3}", Keys)).IsValid);
            // The same as text of a header and of claims that are signed.
            Assert.False((await Pool.VerifyAsync(TestKey.P256.Sign(parts.Item1, parts.Item2, "ES256"), Keys)).IsValid);
            Assert.False((await Pool.VerifyAsync(TestKey.P256.Sign(parts.Item3, "ES256"), Keys)).IsValid);
        }, 300);
    }

    private static string Header(string algorithm, string keyId) => $"{{\"alg\":\"{algorithm}\",\"kid\":\"{keyId}\"}}";

    private static string Rsa(string header) => TestKey.Rsa.Sign(header, Pool.Claims(), "RS256");

    private static string Claims(string claims) => TestKey.Rsa.Sign(RsaHeader, claims, "RS256");

    private static string Curve(TestKey key, string algorithm, string keyId) => key.Sign(Header(algorithm, keyId), Pool.Claims(), algorithm);

    private static string Audience(string json) => $"{{\"iss\":\"{Pool.Issuer}\",\"aud\":{json},\"exp\":{Pool.Seconds + 60}}}";

    private static string Unsigned(string algorithm) => $"{TestKey.Text(Header(algorithm, "rsa"))}.{TestKey.Text(Pool.Claims())}.";

    private static string HmacWithPublicKey(string algorithm, string secret, string keyId = "rsa")
    {
        var signed = $"{TestKey.Text(Header(algorithm, keyId))}.{TestKey.Text(Pool.Claims())}";
        return $"{signed}.{TestKey.Text(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string EcdsaWith(Func<string, byte[]> sign)
    {
        var signed = GoodEs256[..GoodEs256.LastIndexOf('.')];
        return $"{signed}.{TestKey.Text(sign(signed))}";
    }

    private static byte[] Padded(byte[] signature) => [0, .. signature[..32], 0, .. signature[32..]];

    /// <summary>FIPS 186-4 D.1.2.3.</summary>
    private static byte[] OrderOfP256() => Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    private static byte[] Bytes(string text) => StrictBase64Url.Decode(text)!;

    private static string Deep(int levels) => new string('[', levels) + new string(']', levels);

    // The last character of 256 bytes stands for two bits and four that must be zero.
    private static char NextInAlphabet(char character) => (char)(character + 1);
}
