using System.Threading.Tasks;
using DcvAdmin.Authorization;

namespace DcvAdmin.Adapters.Tests.Authorization;

public sealed class JwtClaimsTests
{
    [Theory]
    [InlineData("""["a","b c"]""", new[] { "a", "b c" })]
    [InlineData("""["a",1,null,{"b":1},"","c"]""", new[] { "a", "c" })]
    [InlineData("[]", new string[0])]
    [InlineData("\"[a, b]\"", new[] { "a", "b" })]
    [InlineData("\"[a,b c,CN=x]\"", new[] { "a", "b c", "CN=x" })]
    [InlineData("\"[a]\"", new[] { "a" })]
    [InlineData("\"[]\"", new string[0])]
    [InlineData("\"[a, , b,]\"", new[] { "a", "b" })]
    [InlineData("\"a\"", new[] { "a" })]
    [InlineData("\"a, b\"", new[] { "a, b" })]
    [InlineData("\"[a\"", new[] { "[a" })]
    [InlineData("\"[\"", new[] { "[" })]
    [InlineData("\"\"", new string[0])]
    [InlineData("7", new string[0])]
    [InlineData("null", new string[0])]
    [InlineData("""{"a":"b"}""", new string[0])]
    public async Task A_list_is_read_in_each_of_its_forms(string json, string[] expected) =>
        Assert.Equal(expected, (await ClaimsAsync($",\"custom:groups\":{json}")).GetList("custom:groups"));

    [Fact]
    public async Task A_text_is_a_string_or_nothing()
    {
        var claims = await ClaimsAsync(",\"a\":\"\\u00fc\",\"n\":1,\"l\":[\"x\"]");

        Assert.Equal(("ü", null, null, null), (claims.GetText("a"), claims.GetText("n"), claims.GetText("l"), claims.GetText("none")));
        Assert.Empty(claims.GetList("none"));
        Assert.Equal(["iss", "aud", "sub", "exp", "a", "n", "l"], claims.Names);
        Assert.Equal(Pool.Now.AddHours(1), claims.ExpiresAt);
    }

    private static async Task<JwtClaims> ClaimsAsync(string more) =>
        (await Pool.VerifyAsync(TestKey.Rsa.Sign(Pool.Claims(more), "RS256"), TestKey.Parse(TestKey.Rsa.Jwk()))).Claims!;
}
