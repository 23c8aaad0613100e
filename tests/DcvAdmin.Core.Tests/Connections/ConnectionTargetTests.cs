using System;
using System.Linq;
using DcvAdmin.Connections;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Tokens;

namespace DcvAdmin.Core.Tests.Connections;

public sealed class ConnectionTargetTests
{
    private static readonly ConnectionRequest Legal = new() { HostName = "dcv.example", SessionId = "console", Token = AuthToken.FromText("T") };

    [Theory]
    [InlineData("dcv01", "dcv01")]
    [InlineData("DCV-01.example.com", "DCV-01.example.com")]
    [InlineData("srv_1", "srv_1")]
    [InlineData("dcv01.example.com.", "dcv01.example.com")]
    [InlineData("büro.example", "xn--bro-hoa.example")]
    [InlineData("10.0.0.7", "10.0.0.7")]
    [InlineData("2001:0DB8::0001", "2001:db8::1")]
    [InlineData("[::1]", "::1")]
    public void A_host_has_one_form(string text, string value)
    {
        Assert.True(ServerHost.TryParse(text, out var host));
        Assert.Equal(value, host.Value);
        Assert.True(ServerHost.TryParse(host.InAddress, out var again));
        Assert.Equal(host, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" dcv")]
    [InlineData("dcv:8443")]
    [InlineData("dcv/")]
    [InlineData("user@dcv")]
    [InlineData("dcv\nsessionid=x")]
    [InlineData("-dcv")]
    [InlineData("dcv-.example")]
    [InlineData("dcv..example")]
    [InlineData("dcv.example..")]
    [InlineData(".")]
    [InlineData("dcv%2Fx")]
    [InlineData("127.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0x7f000001")]
    [InlineData("2130706433")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.07")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]:8443")]
    [InlineData("[::1")]
    [InlineData("[dcv]")]
    [InlineData("::1/64")]
    [InlineData("a／b")]
    public void What_is_no_host_is_refused(string text) => Assert.False(ServerHost.TryParse(text, out _));

    [Fact]
    public void A_host_that_passes_needs_no_escaping() => Always.Holds(Any.Text, text =>
    {
        if (ServerHost.TryParse(text, out var host)) Assert.All(host.Value, c => Assert.True(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':'));
    }, times: 2000);

    [Theory]
    [InlineData("gw", "gw:8443")]
    [InlineData("gw:443", "gw:443")]
    [InlineData("::1", "[::1]:8443")]
    [InlineData("[::1]", "[::1]:8443")]
    [InlineData("[::1]:443", "[::1]:443")]
    [InlineData("gw:", null)]
    [InlineData("gw:0", null)]
    [InlineData("gw:65536", null)]
    [InlineData("gw:99999999999", null)]
    [InlineData("gw:+1", null)]
    [InlineData(":", null)]
    [InlineData(":443", null)]
    [InlineData("https://gw", null)]
    public void An_address_is_a_host_and_a_port(string text, string? expected)
    {
        Assert.Equal(expected is not null, ServerAddress.TryParse(text, out var address));
        Assert.Equal(expected, address?.ToString());
    }

    [Fact]
    public void Nothing_is_wrong_with_a_legal_request() => Always.Holds(AnyConnection.Legal, request => Assert.Empty(ConnectionTarget.Check(request)));

    [Fact]
    public void Every_flaw_is_named()
    {
        var request = new ConnectionRequest
        {
            HostName = "a b", Port = 0, QuicPort = 65536, WebUrlPath = "dcv", SessionId = " s", Token = AuthToken.FromText("a\nb"), Transport = (ConnectionTransport)7, Gateway = "https://gw",
        };
        var flaws = ConnectionTarget.Check(request);
        Assert.Equal(10, flaws.Count);
        Assert.All(flaws, flaw => Assert.Matches(@"^[A-Z'].*\.$", flaw));
        Assert.Contains("The port 0 is outside 1 to 65535.", Assert.Throws<ArgumentException>(() => ConnectionTarget.Of(request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_flaw_shows_the_token() =>
        Assert.DoesNotContain("se\u0001cret", string.Concat(ConnectionTarget.Check(Legal with { Token = AuthToken.FromText("se\u0001cret") })), StringComparison.Ordinal);

    [Fact]
    public void What_belongs_together_is_asked_for_together()
    {
        Assert.Equal("No host name is given, and no gateway.", ConnectionTarget.Check(Legal with { HostName = null }).Single());
        Assert.Equal("A token opens one session; no session id is given.", ConnectionTarget.Check(Legal with { SessionId = null }).Single());
        Assert.Equal("A gateway lets nobody through without a token.", ConnectionTarget.Check(Legal with { Gateway = "gw", Token = null }).Single());
        Assert.Contains("A gateway needs the session id.", ConnectionTarget.Check(Legal with { Gateway = "gw", SessionId = null }));
    }

    [Fact]
    public void What_a_gateway_has_of_its_own_is_not_taken_from_the_server()
    {
        var through = Legal with { Gateway = "gw:443" };
        Assert.Empty(ConnectionTarget.Check(through));
        Assert.Contains("host:port", ConnectionTarget.Check(through with { Port = 443 }).Single(), StringComparison.Ordinal);
        Assert.Contains("path", ConnectionTarget.Check(through with { WebUrlPath = "/lab" }).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_refused_is_shown_without_what_a_terminal_acts_on()
    {
        var flaws = ConnectionTarget.Check(Legal with { HostName = "a\u001b[31m", Gateway = "b\u001b[31m" });
        Assert.Equal(2, flaws.Count);
        Assert.All(flaws, flaw => Assert.DoesNotContain('\u001b', flaw));
        Assert.All(flaws, flaw => Assert.Contains(@"\u001B[31m", flaw, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/a?b")]
    [InlineData("/a#b")]
    [InlineData("/a b")]
    [InlineData("/ü")]
    [InlineData("/a\\b")]
    [InlineData("/%4")]
    [InlineData("/../x")]
    [InlineData("/x/%2E.")]
    [InlineData("//evil.example/")]
    [InlineData("")]
    public void What_is_no_path_is_refused(string path) => Assert.NotEmpty(ConnectionTarget.Check(Legal with { WebUrlPath = path }));

    [Fact]
    public void A_target_as_text_holds_no_token() => Assert.Equal("console on dcv.example:8443", ConnectionTarget.Of(Legal with { Token = AuthToken.FromText("secret") }).ToString());
}
