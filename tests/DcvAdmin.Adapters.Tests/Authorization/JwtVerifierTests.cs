using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Authorization;

namespace DcvAdmin.Adapters.Tests.Authorization;

public sealed class JwtVerifierTests
{
    private static readonly JsonWebKeySet Keys = TestKey.Parse(TestKey.Rsa.Jwk(), TestKey.P256.Jwk(), TestKey.P384.Jwk(), TestKey.P521.Jwk());

    [Theory]
    [InlineData("RS256", "rsa")]
    [InlineData("RS384", "rsa")]
    [InlineData("RS512", "rsa")]
    [InlineData("PS256", "rsa")]
    [InlineData("PS384", "rsa")]
    [InlineData("PS512", "rsa")]
    [InlineData("ES256", "p256")]
    [InlineData("ES384", "p384")]
    [InlineData("ES512", "p521")]
    public async Task Each_algorithm_verifies_and_only_where_it_is_allowed(string algorithm, string keyId)
    {
        var token = KeyOf(keyId).Sign(Pool.Claims(), algorithm);
        var others = Pool.Requirements with { Algorithms = [.. JwsAlgorithm.All.Where(other => other.Name != algorithm)] };

        var verdict = await Pool.VerifyAsync(token, Keys);
        Assert.True(verdict.IsValid);
        Assert.Equal((JwtRefusal.None, "alice"), (verdict.Refusal, verdict.Claims.Subject));
        Assert.Equal(JwtRefusal.AlgorithmNotAllowed, (await Pool.VerifyAsync(token, Keys, others)).Refusal);
    }

    [Fact]
    public async Task A_token_without_kid_is_for_the_one_key_that_fits()
    {
        var token = TestKey.P384.Sign("""{"alg":"ES384"}""", Pool.Claims(), "ES384");

        Assert.True((await Pool.VerifyAsync(token, Keys)).IsValid);
        Assert.Equal(JwtRefusal.UnknownKey, (await Pool.VerifyAsync(token, TestKey.Parse(TestKey.Rsa.Jwk()))).Refusal);
        Assert.Equal(JwtRefusal.AmbiguousKey, (await Pool.VerifyAsync(token, TestKey.Parse(TestKey.P384.Jwk(), TestKey.P384.Jwk()))).Refusal);
    }

    [Theory]
    [InlineData("", JwtRefusal.NoKeyId)]
    [InlineData(""","kid":"" """, JwtRefusal.UnknownKey)]
    [InlineData(""","kid":"p384" """, JwtRefusal.None)]
    public async Task A_kid_that_is_required_is_required(string kid, JwtRefusal refusal) => Assert.Equal(refusal, (await Pool.VerifyAsync(
        TestKey.P384.Sign($"{{\"alg\":\"ES384\"{kid}}}", Pool.Claims(), "ES384"), Keys, Pool.Requirements with { RequiresKeyId = true })).Refusal);

    [Fact]
    public async Task Keys_of_one_kid_are_told_apart_by_type_and_algorithm()
    {
        var keys = TestKey.Parse($"{{{TestKey.Rsa.Members()},\"kid\":\"k\",\"alg\":\"RS256\"}}", $"{{{TestKey.Rsa.Members()},\"kid\":\"k\",\"alg\":\"PS256\"}}", $"{{{TestKey.P256.Members()},\"kid\":\"k\"}}");
        foreach (var (key, algorithm) in new[] { (TestKey.Rsa, "RS256"), (TestKey.Rsa, "PS256"), (TestKey.P256, "ES256") })
            Assert.True((await Pool.VerifyAsync(key.Sign($"{{\"alg\":\"{algorithm}\",\"kid\":\"k\"}}", Pool.Claims(), algorithm), keys)).IsValid, algorithm);
    }

    [Theory]
    [InlineData("-59.5", true)]
    [InlineData("-59", true)]
    [InlineData("-60", false)]
    [InlineData("-60.5", false)]
    public async Task A_token_ends_a_skew_after_exp(string seconds, bool isValid)
    {
        var end = decimal.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture) + Pool.Seconds;
        var verdict = await Pool.VerifyAsync(Sign(Pool.ClaimsWith(FormattableString.Invariant($"\"exp\":{end}"))), Keys);

        Assert.Equal(isValid ? JwtRefusal.None : JwtRefusal.Expired, verdict.Refusal);
        if (verdict.IsValid) Assert.Equal((double)end, (verdict.Claims.ExpiresAt - DateTimeOffset.UnixEpoch).TotalSeconds, 3);
    }

    [Theory]
    [InlineData("nbf", 0)]
    [InlineData("iat", 0)]
    [InlineData("nbf", 300)]
    [InlineData("iat", 300)]
    public async Task A_token_begins_a_skew_before_nbf_and_iat(string claim, int skew)
    {
        var requirements = Pool.Requirements with { ClockSkew = TimeSpan.FromSeconds(skew) };

        Assert.True((await Pool.VerifyAsync(Sign(Pool.Claims($",\"{claim}\":{Pool.Seconds + skew}")), Keys, requirements)).IsValid);
        Assert.Equal(JwtRefusal.NotYetValid, (await Pool.VerifyAsync(Sign(Pool.Claims($",\"{claim}\":{Pool.Seconds + skew}.001")), Keys, requirements)).Refusal);
    }

    [Theory]
    [InlineData("1.7740944E+9")]
    [InlineData("1774094400.123456789123456789")]
    [InlineData("253402300799")]
    public async Task Dates_may_have_fractions_and_exponents(string end) => Assert.True((await Pool.VerifyAsync(Sign(Pool.ClaimsWith($"\"exp\":{end}")), Keys)).IsValid);

    [Fact]
    public async Task An_audience_may_be_one_of_several_on_both_sides()
    {
        var requirements = Pool.Requirements with { Audiences = ["api", "portal"] };

        Assert.True((await Pool.VerifyAsync(Sign(Audience("[\"x\",\"portal\"]")), Keys, requirements)).IsValid);
        Assert.True((await Pool.VerifyAsync(Sign(Audience("\"api\"")), Keys, requirements)).IsValid);
        Assert.Equal(JwtRefusal.WrongAudience, (await Pool.VerifyAsync(Sign(Audience("\"x\"")), Keys, requirements)).Refusal);
    }

    [Fact]
    public async Task Access_tokens_of_cognito_name_the_client_and_id_tokens_are_told_from_them()
    {
        var requirements = Pool.Requirements with { AudienceClaim = JwtAudienceClaim.ClientId, TokenUse = "access" };
        string Access(string rest) => Sign($"{{\"iss\":\"{Pool.Issuer}\",\"exp\":{Pool.Seconds + 60},{rest}}}");

        Assert.True((await Pool.VerifyAsync(Access("\"client_id\":\"portal\",\"token_use\":\"access\""), Keys, requirements)).IsValid);
        Assert.Equal(JwtRefusal.WrongAudience, (await Pool.VerifyAsync(Access("\"aud\":\"portal\",\"token_use\":\"access\""), Keys, requirements)).Refusal);
        Assert.Equal(JwtRefusal.WrongAudience, (await Pool.VerifyAsync(Access("\"client_id\":[\"portal\"],\"token_use\":\"access\""), Keys, requirements)).Refusal);
        Assert.Equal(JwtRefusal.WrongTokenUse, (await Pool.VerifyAsync(Access("\"client_id\":\"portal\",\"token_use\":\"id\""), Keys, requirements)).Refusal);
        Assert.Equal(JwtRefusal.WrongTokenUse, (await Pool.VerifyAsync(Access("\"client_id\":\"portal\""), Keys, requirements)).Refusal);
    }

    [Theory]
    [InlineData(""","typ":"at+jwt" """, JwtRefusal.None)]
    [InlineData(""","typ":"JWT" """, JwtRefusal.WrongType)]
    [InlineData(""","typ":"AT+JWT" """, JwtRefusal.WrongType)]
    [InlineData("", JwtRefusal.WrongType)]
    public async Task A_type_that_is_required_is_required(string typ, JwtRefusal refusal) => Assert.Equal(refusal, (await Pool.VerifyAsync(
        TestKey.Rsa.Sign($"{{\"alg\":\"RS256\",\"kid\":\"rsa\"{typ}}}", Pool.Claims(), "RS256"), Keys, Pool.Requirements with { TokenType = "at+jwt" })).Refusal);

    [Fact]
    public async Task A_lifetime_may_be_limited()
    {
        var requirements = Pool.Requirements with { MaximumLifetime = TimeSpan.FromHours(1) };

        Assert.True((await Pool.VerifyAsync(Sign(Pool.Claims($",\"iat\":{Pool.Seconds}")), Keys, requirements)).IsValid);
        Assert.Equal(JwtRefusal.LivesTooLong, (await Pool.VerifyAsync(Sign(Pool.Claims($",\"iat\":{Pool.Seconds - 1}")), Keys, requirements)).Refusal);
        Assert.Equal(JwtRefusal.LivesTooLong, (await Pool.VerifyAsync(Sign(Pool.Claims()), Keys, requirements)).Refusal);
    }

    [Fact]
    public async Task The_length_may_be_limited()
    {
        var token = Sign(Pool.Claims());

        Assert.True((await Pool.VerifyAsync(token, Keys, Pool.Requirements with { MaximumLength = token.Length })).IsValid);
        Assert.Equal(JwtRefusal.TooLong, (await Pool.VerifyAsync(token, Keys, Pool.Requirements with { MaximumLength = token.Length - 1 })).Refusal);
    }

    [Fact]
    public async Task A_key_verifies_for_many_threads_at_once()
    {
        string[] good = [Sign(Pool.Claims()), TestKey.P256.Sign(Pool.Claims(), "ES256"), TestKey.P521.Sign(Pool.Claims(), "ES512")];
        var verifier = new JwtVerifier(new ConstantKeySource(Keys), Pool.Requirements, new SteppedTime(Pool.Now));
        var wrong = 0;

        await Parallel.ForAsync(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (i, cancel) =>
        {
            var token = good[i % good.Length];
            if (i % 2 == 1) token = token[..^20] + (token[^20] == 'A' ? 'B' : 'A') + token[^19..];
            if ((await verifier.VerifyAsync(token, cancel)).IsValid != (i % 2 == 0)) Interlocked.Increment(ref wrong);
        });

        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Requirements_that_are_none_are_told_all_at_once()
    {
        var none = new JwtRequirements
        {
            Issuer = "", Audiences = [], Algorithms = [], ClockSkew = TimeSpan.FromSeconds(301), TokenType = "", MaximumLifetime = TimeSpan.Zero, MaximumLength = 1, AudienceClaim = (JwtAudienceClaim)7,
        };

        var failure = Assert.Throws<ArgumentException>(() => new JwtVerifier(new ConstantKeySource(Keys), none, TimeProvider.System));
        Assert.Equal(8, failure.Message.Split(". ").Length);
    }

    [Fact]
    public async Task A_verdict_shows_nothing_of_a_token_when_it_is_printed()
    {
        var verdict = await Pool.VerifyAsync(Sign(Pool.Claims()), Keys);

        Assert.DoesNotContain("alice", verdict.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("portal", verdict.ToString(), StringComparison.Ordinal);
    }

    private static string Sign(string claims) => TestKey.Rsa.Sign(claims, "RS256");

    private static string Audience(string json) => $"{{\"iss\":\"{Pool.Issuer}\",\"aud\":{json},\"exp\":{Pool.Seconds + 60}}}";

    private static TestKey KeyOf(string id) => id switch { "rsa" => TestKey.Rsa, "p256" => TestKey.P256, "p384" => TestKey.P384, _ => TestKey.P521 };
}
