using System;
using DcvAdmin.Connections;
using DcvAdmin.Core.Tests.Properties;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Connections;

public sealed class ConnectionLinkTests
{
    private static readonly Uri Server = new("https://dcv.example:8443/");

    [Theory]
    [InlineData("https://dcv.example:8443", "https://dcv.example:8443/?authToken=T0k_en-#console")]
    [InlineData("https://dcv.example:8443/", "https://dcv.example:8443/?authToken=T0k_en-#console")]
    [InlineData("https://dcv.example:8443/lab/dcv", "https://dcv.example:8443/lab/dcv?authToken=T0k_en-#console")]
    [InlineData("https://dcv.example/", "https://dcv.example/?authToken=T0k_en-#console")]
    [InlineData("https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443/?authToken=T0k_en-#console")]
    [InlineData("https://dcv.example:8443/?authToken=old#other", "https://dcv.example:8443/?authToken=T0k_en-#console")]
    public void The_link_is_that_of_the_user_guide(string server, string link) =>
        Assert.Equal(link, ConnectionLink.ForBrowser(new Uri(server), "console", "T0k_en-"));

    [Theory]
    [InlineData("a b", "a%20b")]
    [InlineData("#x", "%23x")]
    [InlineData("a?b&authToken=c", "a%3Fb%26authToken%3Dc")]
    [InlineData("../../x", "..%2F..%2Fx")]
    [InlineData("100%", "100%25")]
    [InlineData("%41", "%2541")]
    [InlineData("a+b", "a%2Bb")]
    [InlineData("<script>\"'", "%3Cscript%3E%22%27")]
    [InlineData("ü🖥", "%C3%BC%F0%9F%96%A5")]
    public void Session_and_token_are_percent_encoded(string hostile, string encoded) =>
        Assert.Equal($"https://dcv.example:8443/?authToken={encoded}#{encoded}", ConnectionLink.ForBrowser(Server, hostile, hostile));

    [Fact]
    public void Nothing_hostile_leaves_its_place() => Always.Holds(Any.Name().Zip(Any.TokenText), pair =>
    {
        var (sessionId, token) = pair;

        var link = ConnectionLink.ForBrowser(Server, sessionId, token);

        const string Start = "https://dcv.example:8443/?authToken=";
        Assert.StartsWith(Start, link, StringComparison.Ordinal);
        var parts = link[Start.Length..].Split('#');
        Assert.Equal(2, parts.Length);
        Assert.Equal((token, sessionId), (Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1])));
        Assert.DoesNotContain('&', link);
    }, times: 1000);

    [Fact]
    public void Nothing_may_be_null()
    {
        Assert.Throws<ArgumentNullException>(() => ConnectionLink.ForBrowser(null!, "console", "T"));
        Assert.Throws<ArgumentNullException>(() => ConnectionLink.ForBrowser(Server, null!, "T"));
        Assert.Throws<ArgumentNullException>(() => ConnectionLink.ForBrowser(Server, "console", null!));
    }
}
