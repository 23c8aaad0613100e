using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using DcvAdmin.Connections;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Tokens;

namespace DcvAdmin.Core.Tests.Connections;

public sealed class ConnectionFileTests
{
    [Fact]
    public void The_file_is_that_of_the_user_guide()
    {
        var target = ConnectionTarget.Of(new ConnectionRequest { HostName = "dcv.example", SessionId = "console", Token = AuthToken.FromText("T0k_en-") });
        Assert.Equal(
            "[version]\nformat=1.0\n\n[connect]\nhost=dcv.example\nport=8443\nwebport=8443\nsessionid=console\nauthtoken=T0k_en-\ncertificatevalidationpolicy=strict\n",
            ConnectionFile.Write(target, CertificateValidationPolicy.Strict));
    }

    [Fact]
    public void What_is_asked_for_stands_in_it()
    {
        var target = ConnectionTarget.Of(new ConnectionRequest { HostName = "::1", Port = 443, WebUrlPath = "/lab", QuicPort = 8444, Transport = ConnectionTransport.Quic });
        var file = ConnectionFileReader.Read(ConnectionFile.Write(target, CertificateValidationPolicy.AskUser));
        Assert.Equal(("::1", "443", "443", "/lab"), (file["connect.host"], file["connect.port"], file["connect.webport"], file["connect.weburlpath"]));
        Assert.Equal(("8444", "quic", "ask-user"), (file["connect.quicport"], file["connect.transport"], file["connect.certificatevalidationpolicy"]));
        Assert.Equal(8, file.Count);
    }

    [Fact]
    public void It_reads_back_as_what_went_in() => Always.Holds(AnyConnection.Legal, AssertSame, times: 1000);

    [Fact]
    public void A_hostile_value_is_refused_or_stays_in_its_line() => Always.Holds(AnyConnection.Hostile, AssertSame, times: 3000);

    [Theory]
    [InlineData("a\nhost=evil.example")]
    [InlineData("a\r[options]")]
    [InlineData(" a")]
    [InlineData("a\t")]
    [InlineData("a\u2028b")]
    [InlineData("a\0b")]
    public void No_target_has_a_session_that_breaks_out(string sessionId) => Assert.False(ConnectionTarget.TryCreate(new ConnectionRequest { HostName = "dcv.example", SessionId = sessionId }, out _));

    [Fact]
    public void A_backslash_is_refused()
    {
        var target = ConnectionTarget.Of(new ConnectionRequest { HostName = "dcv.example", SessionId = @"a\nb", Token = AuthToken.FromText(@"se\cret") });
        Assert.Equal(["The session id holds a backslash, which a connection file cannot.", "The token holds a backslash, which a connection file cannot."], ConnectionFile.Check(target));
        Assert.Throws<ArgumentException>(() => ConnectionFile.Write(target, CertificateValidationPolicy.Strict));
    }

    private static void AssertSame(ConnectionRequest request)
    {
        if (!ConnectionTarget.TryCreate(request, out var target) || ConnectionFile.Check(target).Count > 0) return;
        var file = ConnectionFileReader.Read(ConnectionFile.Write(target, CertificateValidationPolicy.Strict));
        Assert.Equal(target.Address.Host.Value, file["connect.host"]);
        Assert.Equal(target.Address.Port.ToString(CultureInfo.InvariantCulture), file["connect.port"]);
        Assert.Equal(file["connect.port"], file["connect.webport"]);
        Assert.Equal(request.SessionId, file["connect.sessionid"]);
        Assert.Equal(request.Token!.Reveal(), file["connect.authtoken"]);
        Assert.Equal(request.WebUrlPath ?? "/", file.GetValueOrDefault("connect.weburlpath", "/"));
        Assert.Equal("strict", file["connect.certificatevalidationpolicy"]);
        string[] optional = ["connect.weburlpath", "connect.quicport", "connect.transport"];
        Assert.Equal(7, file.Keys.Except(optional).Count());
    }
}
