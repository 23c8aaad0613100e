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

public sealed class JsonWebKeySetTests
{
    private static readonly RSAParameters Rsa = ((RSA)TestKey.Rsa.Key).ExportParameters(false);
    private static readonly ECPoint Point = ((ECDsa)TestKey.P256.Key).ExportParameters(false).Q;
    private static readonly string N = TestKey.Text(Rsa.Modulus!);
    private static readonly string X = TestKey.Text(Point.X!);
    private static readonly string Y = TestKey.Text(Point.Y!);

    private static readonly Dictionary<string, string> Unusable = new(StringComparer.Ordinal)
    {
        ["an unknown type"] = $"\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"{X}\"",
        ["no type"] = $"\"n\":\"{N}\",\"e\":\"AQAB\"",
        ["a type in small letters"] = $"\"kty\":\"rsa\",\"n\":\"{N}\",\"e\":\"AQAB\"",
        ["a type as a list"] = $"\"kty\":[\"RSA\"],\"n\":\"{N}\",\"e\":\"AQAB\"",
        ["an unknown curve"] = $"\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"{X}\",\"y\":\"{Y}\"",
        ["no curve"] = $"\"kty\":\"EC\",\"x\":\"{X}\",\"y\":\"{Y}\"",
        ["a curve as null"] = $"\"kty\":\"EC\",\"crv\":null,\"x\":\"{X}\",\"y\":\"{Y}\"",
        ["an unknown algorithm"] = TestKey.Rsa.Members() + ",\"alg\":\"RSA-OAEP\"",
        ["no algorithm's name"] = TestKey.Rsa.Members() + ",\"alg\":\"\"",
        ["none as the algorithm"] = TestKey.Rsa.Members() + ",\"alg\":\"none\"",
        ["an HMAC as the algorithm"] = TestKey.Rsa.Members() + ",\"alg\":\"HS256\"",
        ["an algorithm as a number"] = TestKey.Rsa.Members() + ",\"alg\":256",
        ["an algorithm of curves for RSA"] = TestKey.Rsa.Members() + ",\"alg\":\"ES256\"",
        ["an algorithm of RSA for a curve"] = TestKey.P256.Members() + ",\"alg\":\"RS256\"",
        ["an algorithm of another curve"] = TestKey.P256.Members() + ",\"alg\":\"ES384\"",
        ["a shared secret"] = "\"kty\":\"oct\",\"k\":\"c2VjcmV0\"",
        ["a shared secret beside a public key"] = TestKey.Rsa.Members() + ",\"k\":\"c2VjcmV0\"",
        ["a private RSA key"] = TestKey.Rsa.Members() + ",\"d\":\"AQAB\"",
        ["a private RSA key without its exponent"] = TestKey.Rsa.Members() + ",\"p\":\"AQAB\"",
        ["a private RSA key's dp"] = TestKey.Rsa.Members() + ",\"dp\":\"AQAB\"",
        ["a private RSA key's qi, as null"] = TestKey.Rsa.Members() + ",\"qi\":null",
        ["a private RSA key of three primes"] = TestKey.Rsa.Members() + ",\"oth\":[]",
        ["a private key of a curve"] = TestKey.P256.Members() + ",\"d\":\"AQAB\"",
        ["for encryption"] = TestKey.Rsa.Members() + ",\"use\":\"enc\"",
        ["for both, as some write it"] = TestKey.Rsa.Members() + ",\"use\":\"sig enc\"",
        ["use as a list"] = TestKey.Rsa.Members() + ",\"use\":[\"sig\"]",
        ["for signing"] = TestKey.Rsa.Members() + ",\"key_ops\":[\"sign\"]",
        ["for nothing"] = TestKey.Rsa.Members() + ",\"key_ops\":[]",
        ["operations as a string"] = TestKey.Rsa.Members() + ",\"key_ops\":\"verify\"",
        ["an exponent of 1"] = $"\"kty\":\"RSA\",\"n\":\"{N}\",\"e\":\"AQ\"",
        ["an exponent of 0"] = $"\"kty\":\"RSA\",\"n\":\"{N}\",\"e\":\"AA\"",
        ["an even exponent"] = $"\"kty\":\"RSA\",\"n\":\"{N}\",\"e\":\"AQAA\"",
        ["an exponent with zeros before it"] = $"\"kty\":\"RSA\",\"n\":\"{N}\",\"e\":\"AAEAAQ\"",
        ["an exponent of five bytes"] = $"\"kty\":\"RSA\",\"n\":\"{N}\",\"e\":\"AQAAAAE\"",
        ["an exponent as long as the modulus"] = $"\"kty\":\"RSA\",\"n\":\"{N}\",\"e\":\"{N}\"",
        ["an empty exponent"] = $"\"kty\":\"RSA\",\"n\":\"{N}\",\"e\":\"\"",
        ["no exponent"] = $"\"kty\":\"RSA\",\"n\":\"{N}\"",
        ["an exponent as a number"] = $"\"kty\":\"RSA\",\"n\":\"{N}\",\"e\":65537",
        ["no modulus"] = "\"kty\":\"RSA\",\"e\":\"AQAB\"",
        ["an empty modulus"] = "\"kty\":\"RSA\",\"n\":\"\",\"e\":\"AQAB\"",
        ["a modulus of zeros"] = $"\"kty\":\"RSA\",\"n\":\"{TestKey.Text(new byte[256])}\",\"e\":\"AQAB\"",
        ["an even modulus"] = $"\"kty\":\"RSA\",\"n\":\"{TestKey.Text([.. Rsa.Modulus!.AsSpan(..^1), 2])}\",\"e\":\"AQAB\"",
        ["a padded modulus"] = $"\"kty\":\"RSA\",\"n\":\"{N}==\",\"e\":\"AQAB\"",
        ["a modulus in the other alphabet"] = $"\"kty\":\"RSA\",\"n\":\"+/{N[2..]}\",\"e\":\"AQAB\"",
        ["1024 bits"] = TestKey.NewRsa("weak", 1024).Members(),
        ["1024 bits that zeros make long"] = $"\"kty\":\"RSA\",\"n\":\"{TestKey.Text([.. new byte[128], .. Rsa.Modulus!.AsSpan(..128)[..127], 1])}\",\"e\":\"AQAB\"",
        ["2047 bits"] = $"\"kty\":\"RSA\",\"n\":\"{TestKey.Text([0x7F, .. Rsa.Modulus!.AsSpan(1)])}\",\"e\":\"AQAB\"",
        ["8193 bits"] = $"\"kty\":\"RSA\",\"n\":\"{TestKey.Text([1, .. Odd(1024)])}\",\"e\":\"AQAB\"",
        ["a point off the curve"] = Curve("P-256", Point.X!, Flipped(Point.Y!)),
        ["a point of zeros"] = Curve("P-256", new byte[32], new byte[32]),
        ["a point beyond the field"] = Curve("P-256", Odd(32), Odd(32)),
        ["a point of another curve"] = Curve("P-384", [.. new byte[16], .. Point.X!], [.. new byte[16], .. Point.Y!]),
        ["a coordinate that is short"] = Curve("P-256", Point.X!, Point.Y!.AsSpan(1).ToArray()),
        ["a coordinate that is long"] = Curve("P-256", [0, .. Point.X!], Point.Y!),
        ["a compressed point"] = $"\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{X}\"",
    };

    public static TheoryData<string> Names => [.. Unusable.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_key_that_is_not_to_be_used_is_left_out_and_the_others_stay(string name)
    {
        var set = TestKey.Parse($"{{{Unusable[name]},\"kid\":\"bad\"}}", TestKey.P384.Jwk());

        Assert.Equal("p384", Assert.Single(set.Keys).KeyId);
        // Known, and so no reason to ask the provider again.
        Assert.Equal(JwtRefusal.KeyDoesNotFit, (await Pool.VerifyAsync(TestKey.Rsa.Sign("""{"alg":"RS256","kid":"bad"}""", Pool.Claims(), "RS256"), set)).Refusal);
    }

    [Theory]
    [InlineData("\"kid\":1")]
    [InlineData("\"kid\":null")]
    [InlineData("\"kid\":[\"rsa\"]")]
    public void A_key_whose_kid_is_no_text_is_left_out(string kid) => Assert.Empty(TestKey.Parse($"{{{TestKey.Rsa.Members()},{kid}}}").Keys);

    [Theory]
    [InlineData("")]
    [InlineData(""","use":"sig","alg":"RS256","x5t":"AAAA","x5c":["MIIB"],"issuer":"https://issuer.example/{tenantid}/v2.0" """)]
    [InlineData(""","key_ops":["verify"],"ext":true""")]
    [InlineData(""","key_ops":["sign","verify"]""")]
    [InlineData(""","a":{"b":[{"c":[]}]}""")]
    public async Task Members_that_mean_nothing_here_do_no_harm(string more)
    {
        var set = TestKey.Parse($"{{{TestKey.Rsa.Members()},\"kid\":\"rsa\"{more}}}");

        Assert.True((await Pool.VerifyAsync(TestKey.Rsa.Sign(Pool.Claims(), "RS256"), set)).IsValid);
    }

    [Fact]
    public async Task A_zero_before_the_modulus_is_borne()
    {
        var set = TestKey.Parse($"{{\"kty\":\"RSA\",\"kid\":\"rsa\",\"n\":\"{TestKey.Text([0, .. Rsa.Modulus!])}\",\"e\":\"AQAB\"}}");

        Assert.True((await Pool.VerifyAsync(TestKey.Rsa.Sign(Pool.Claims(), "RS256"), set)).IsValid);
    }

    [Fact]
    public void A_key_knows_its_id_and_its_only_algorithm()
    {
        var set = TestKey.Parse(TestKey.Rsa.Jwk("\"alg\":\"PS384\""), $"{{{TestKey.P256.Members()}}}");

        Assert.Equal([("rsa", JwsAlgorithm.PS384), (null, null)], set.Keys.Select(key => (key.KeyId, key.Algorithm)));
    }

    [Fact]
    public async Task Of_one_kid_the_key_that_can_be_used_is_meant_and_of_two_such_none()
    {
        var token = TestKey.P256.Sign("""{"alg":"ES256","kid":"k"}""", Pool.Claims(), "ES256");
        var weak = $"{{{Unusable["1024 bits"]},\"kid\":\"k\"}}";
        var good = $"{{{TestKey.P256.Members()},\"kid\":\"k\"}}";

        Assert.Equal(JwtRefusal.None, (await Pool.VerifyAsync(token, TestKey.Parse(weak, good))).Refusal);
        Assert.Equal(JwtRefusal.AmbiguousKey, (await Pool.VerifyAsync(token, TestKey.Parse(good, weak, good))).Refusal);
        Assert.Equal(JwtRefusal.AmbiguousKey, (await Pool.VerifyAsync(token, TestKey.Parse(good, good, good))).Refusal);
    }

    [Theory]
    [InlineData("", "It is not a JSON object in which every name stands once.")]
    [InlineData("null", "It is not a JSON object in which every name stands once.")]
    [InlineData("[]", "It is not a JSON object in which every name stands once.")]
    [InlineData("{\"keys\":[]", "It is not a JSON object in which every name stands once.")]
    [InlineData("{\"keys\":[]}x", "It is not a JSON object in which every name stands once.")]
    [InlineData("{\"keys\":[],}", "It is not a JSON object in which every name stands once.")]
    [InlineData("{\"keys\":[]/**/}", "It is not a JSON object in which every name stands once.")]
    [InlineData("{\"keys\":[],\"keys\":[]}", "It is not a JSON object in which every name stands once.")]
    [InlineData("{\"keys\":[],\"k\\u0065ys\":[]}", "It is not a JSON object in which every name stands once.")]
    [InlineData("{\"keys\":[{\"kid\":\"a\",\"kid\":\"b\"}]}", "It is not a JSON object in which every name stands once.")]
    [InlineData("{\"keys\":[{\"kid\":\"\\ud800\"}]}", "It is not a JSON object in which every name stands once.")]
    [InlineData("{}", "It has no list named keys.")]
    [InlineData("{\"Keys\":[]}", "It has no list named keys.")]
    [InlineData("{\"keys\":null}", "It has no list named keys.")]
    [InlineData("{\"keys\":{}}", "It has no list named keys.")]
    [InlineData("{\"keys\":[[]]}", "An element of keys is not an object.")]
    [InlineData("{\"keys\":[{},null]}", "An element of keys is not an object.")]
    public void A_damaged_set_is_refused_as_a_whole(string text, string flaw) => AssertRefused(Encoding.UTF8.GetBytes(text), flaw);

    [Fact]
    public void A_set_that_is_not_utf8_is_refused()
    {
        AssertRefused([.. "{\"keys\":[],\"a\":\""u8, 0xFF, .. "\"}"u8], "It is not a JSON object in which every name stands once.");
        AssertRefused(Encoding.Unicode.GetBytes("{\"keys\":[]}"), "It is not a JSON object in which every name stands once.");
    }

    [Fact]
    public void A_set_of_a_hundred_keys_is_read_and_one_of_more_is_not()
    {
        Assert.Empty(TestKey.Parse([.. Enumerable.Repeat("{}", 99)]).Keys);
        Assert.Single(TestKey.Parse([.. Enumerable.Repeat("{}", 99), TestKey.Rsa.Jwk()]).Keys);
        AssertRefused(Encoding.UTF8.GetBytes(TestKey.SetOf([.. Enumerable.Repeat("{}", 101)])), "It has more than 100 keys.");
    }

    [Fact]
    public void A_set_that_is_too_long_is_refused()
    {
        var text = TestKey.SetOf(TestKey.Rsa.Jwk());

        Assert.True(JsonWebKeySet.TryParse(Encoding.UTF8.GetBytes(text.PadRight(JsonWebKeySet.MaximumBytes)), out _, out _));
        AssertRefused(Encoding.UTF8.GetBytes(text.PadRight(JsonWebKeySet.MaximumBytes + 1)), "It has more than 262144 bytes.");
    }

    [Fact]
    public void A_set_that_is_nested_deep_is_refused() => AssertRefused(
        Encoding.UTF8.GetBytes($"{{\"keys\":[],\"a\":{new string('[', 60_000)}{new string(']', 60_000)}}}"), "It is not a JSON object in which every name stands once.");

    [Fact]
    public void Any_change_of_a_set_is_read_or_refused_without_an_exception()
    {
        var good = Encoding.UTF8.GetBytes(TestKey.SetOf(TestKey.P256.Jwk(), TestKey.P521.Jwk()));
        var changes = Gen.Choose(0, good.Length - 1).Zip(Gen.Choose(0, 255));

        RandomCases.AllSatisfy(changes.ToArbitrary(), change =>
        {
            byte[] changed = [.. good];
            changed[change.Item1] = (byte)change.Item2;
            Assert.Equal(JsonWebKeySet.TryParse(changed, out var set, out var flaw), set is not null);
            Assert.Equal(set is null, flaw is not null);
            return Task.CompletedTask;
        }, 2000);
    }

    [Fact]
    public void A_key_of_ones_own_is_as_strong_as_others_must_be()
    {
        using var weak = RSA.Create(1024);
        var key = (RSA)TestKey.Rsa.Key;

        Assert.Throws<ArgumentException>("key", () => JsonWebKey.FromRsa(weak, "k", JwsAlgorithm.RS256));
        Assert.Throws<ArgumentException>("algorithm", () => JsonWebKey.FromRsa(key, "k", JwsAlgorithm.ES256));
        Assert.Throws<ArgumentException>("keyId", () => JsonWebKey.FromRsa(key, string.Empty, JwsAlgorithm.RS256));
        Assert.Throws<ArgumentNullException>("key", () => JsonWebKey.FromRsa(null!, "k", JwsAlgorithm.RS256));
        Assert.Throws<ArgumentNullException>("algorithm", () => JsonWebKey.FromRsa(key, "k", null!));
    }

    [Fact]
    public async Task A_key_of_ones_own_verifies_by_its_algorithm_alone_and_after_the_original_is_gone()
    {
        var original = RSA.Create(2048);
        var set = JsonWebKeySet.Of(JsonWebKey.FromRsa(original, "k", JwsAlgorithm.RS256));
        var signed = $"{TestKey.Text("""{"alg":"RS256","kid":"k"}""")}.{TestKey.Text(Pool.Claims())}";
        var token = $"{signed}.{TestKey.Text(original.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
        original.Dispose();

        Assert.True((await Pool.VerifyAsync(token, set)).IsValid);
        Assert.Equal(JwtRefusal.KeyDoesNotFit, (await Pool.VerifyAsync(TestKey.Rsa.Sign("""{"alg":"RS384","kid":"k"}""", Pool.Claims(), "RS384"), set)).Refusal);
    }

    private static void AssertRefused(byte[] utf8, string expected)
    {
        Assert.False(JsonWebKeySet.TryParse(utf8, out var set, out var flaw));
        Assert.Null(set);
        Assert.Equal(expected, flaw);
    }

    private static string Curve(string name, byte[] x, byte[] y) => $"\"kty\":\"EC\",\"crv\":\"{name}\",\"x\":\"{TestKey.Text(x)}\",\"y\":\"{TestKey.Text(y)}\"";

    private static byte[] Odd(int length) => [.. Enumerable.Repeat((byte)0xFF, length)];

    private static byte[] Flipped(byte[] number) => [.. number.AsSpan(..^1), (byte)(number[^1] ^ 1)];
}
