using System;
using System.Threading.Tasks;
using DcvAdmin.Authorization;

namespace DcvAdmin.Adapters.Tests.Authorization;

/// <summary>An issuer that tests play, what is required of its tokens, and claims that meet it at <see cref="Now"/>.</summary>
internal static class Pool
{
    public const string Issuer = "https://issuer.example/pool";
    public const string Audience = "portal";

    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly JwtRequirements Requirements = new() { Issuer = Issuer, Audiences = [Audience] };

    public static long Seconds => Now.ToUnixTimeSeconds();

    /// <summary>Claims that are accepted; further ones as <c>,"a":1</c>.</summary>
    public static string Claims(string more = "") => $"{{\"iss\":\"{Issuer}\",\"aud\":\"{Audience}\",\"sub\":\"alice\",\"exp\":{Seconds + 3600}{more}}}";

    /// <summary>Claims without an end; further ones as <c>"exp":1</c>.</summary>
    public static string ClaimsWith(string rest) => $"{{\"iss\":\"{Issuer}\",\"aud\":\"{Audience}\",{rest}}}";

    public static async Task<JwtVerdict> VerifyAsync(string token, JsonWebKeySet keys, JwtRequirements? requirements = null) =>
        await new JwtVerifier(new ConstantKeySource(keys), requirements ?? Requirements, new SteppedTime(Now)).VerifyAsync(token, TestContext.Current.CancellationToken);
}
