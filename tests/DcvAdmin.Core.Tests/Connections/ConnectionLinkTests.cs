using System;
using DcvAdmin.Connections;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Tokens;

namespace DcvAdmin.Core.Tests.Connections;

public sealed class ConnectionLinkTests
{
    [Theory]
    [InlineData("dcv.example", null, null, "dcv.example:8443/")]
    [InlineData("dcv.example", 443, "/lab/dcv", "dcv.example:443/lab/dcv")]
    [InlineData("2001:db8::1", null, null, "[2001:db8::1]:8443/")]
    [InlineData("[2001:DB8:0::1]", 9443, "/a%20b", "[2001:db8::1]:9443/a%20b")]
    [InlineData("10.0.0.7", 65535, null, "10.0.0.7:65535/")]
    public void The_links_are_those_of_the_user_guide(string host, int? port, string? path, string place)
    {
        var target = ConnectionTarget.Of(new ConnectionRequest { HostName = host, Port = port, WebUrlPath = path, SessionId = "console", Token = AuthToken.FromText("T0k_en-") });
        Assert.Equal($"https://{place}?authToken=T0k_en-#console", ConnectionLink.Of(target, ConnectionLinkForm.Browser));
        Assert.Equal($"{place}?authToken=T0k_en-#console", ConnectionLink.Of(target, ConnectionLinkForm.Native));
        Assert.Equal($"dcv://{place}?authToken=T0k_en-#console", ConnectionLink.Of(target, ConnectionLinkForm.Handler));
    }

    [Theory]
    [InlineData(ConnectionLinkForm.Browser, "https://dcv.example:8443/#console", "https://dcv.example:8443/")]
    [InlineData(ConnectionLinkForm.Native, "dcv.example:8443#console", "dcv.example:8443")]
    [InlineData(ConnectionLinkForm.Handler, "dcv://dcv.example:8443/#console", "dcv://dcv.example:8443/")]
    public void What_there_is_not_is_left_out(ConnectionLinkForm form, string withSession, string alone)
    {
        var request = new ConnectionRequest { HostName = "dcv.example" };
        Assert.Equal(withSession, ConnectionLink.Of(ConnectionTarget.Of(request with { SessionId = "console" }), form));
        Assert.Equal(alone, ConnectionLink.Of(ConnectionTarget.Of(request), form));
    }

    [Fact]
    public void A_gateway_takes_the_place_of_the_server()
    {
        var request = new ConnectionRequest { HostName = "dcv.example", Gateway = "gw.example:443", SessionId = "s", Token = AuthToken.FromText("T") };
        Assert.Equal("https://gw.example:443/?authToken=T#s", ConnectionLink.Of(ConnectionTarget.Of(request), ConnectionLinkForm.Browser));
        Assert.Equal("https://gw.example:443/?authToken=T#s", ConnectionLink.Of(ConnectionTarget.Of(request with { HostName = null }), ConnectionLinkForm.Browser));
    }

    [Theory]
    [InlineData("a b", "a%20b")]
    [InlineData("#x", "%23x")]
    [InlineData("a?b&authToken=c", "a%3Fb%26authToken%3Dc")]
    [InlineData("../../x", "..%2F..%2Fx")]
    [InlineData("100%", "100%25")]
    [InlineData("%41", "%2541")]
    [InlineData("a+b", "a%2Bb")]
    [InlineData("<script>\"'", "%3Cscript%3E%22%27")]
    [InlineData("\" --evil", "%22%20--evil")]
    [InlineData(@"EXAMPLE\anna", "EXAMPLE%5Canna")]
    [InlineData("ü🖥", "%C3%BC%F0%9F%96%A5")]
    public void Session_and_token_are_percent_encoded(string hostile, string encoded)
    {
        var target = ConnectionTarget.Of(new ConnectionRequest { HostName = "dcv.example", SessionId = hostile, Token = AuthToken.FromText(hostile) });
        Assert.Equal($"https://dcv.example:8443/?authToken={encoded}#{encoded}", ConnectionLink.Of(target, ConnectionLinkForm.Browser));
    }

    [Fact]
    public void Every_form_reads_back_as_what_went_in() => Always.Holds(AnyConnection.Legal, request =>
    {
        var target = ConnectionTarget.Of(request);
        foreach (var form in Enum.GetValues<ConnectionLinkForm>()) AssertSame(target, form, request);
    }, times: 1000);

    [Fact]
    public void A_hostile_part_is_refused_or_stays_in_its_place() => Always.Holds(AnyConnection.Hostile, request =>
    {
        Assert.Equal(ConnectionTarget.TryCreate(request, out var target), ConnectionTarget.Check(request).Count == 0);
        if (target is null) return;
        foreach (var form in Enum.GetValues<ConnectionLinkForm>()) AssertSame(target, form, request);
    }, times: 3000);

    [Fact]
    public void Browsers_and_handlers_see_the_same_parts() => Always.Holds(AnyConnection.Legal, request =>
    {
        // What .NET, and with it many a tool, takes a link for.
        var target = ConnectionTarget.Of(request);
        var uri = new Uri(ConnectionLink.Of(target, ConnectionLinkForm.Browser));
        Assert.Equal((target.Address.Host.InAddress.ToLowerInvariant(), target.Address.Port), (uri.Host.ToLowerInvariant(), uri.Port));
        Assert.Equal(request.SessionId, Uri.UnescapeDataString(uri.Fragment[1..]));
        Assert.Equal(request.Token!.Reveal(), Uri.UnescapeDataString(uri.Query["?authToken=".Length..]));
    }, times: 500);

    private static void AssertSame(ConnectionTarget target, ConnectionLinkForm form, ConnectionRequest request)
    {
        var link = LinkReader.Read(ConnectionLink.Of(target, form));
        var scheme = form switch { ConnectionLinkForm.Browser => "https", ConnectionLinkForm.Handler => "dcv", _ => string.Empty };
        Assert.Equal(new LinkReader(scheme, target.Address.Host.Value, target.Address.Port, request.WebUrlPath ?? "/", request.Token!.Reveal(), request.SessionId), link);
    }
}
