using System;
using System.Collections;
using System.Linq;
using DcvAdmin.Hosts;

namespace DcvAdmin.Core.Tests.Hosts;

public sealed class HostSettingsTests
{
    [Fact]
    public void Every_setting_has_a_name_of_its_own_that_can_be_written() => Assert.All(HostSettings.All.GroupBy(setting => (setting.Section, setting.Name)), same =>
    {
        Assert.Single(same);
        Assert.NotNull(new SettingChange(same.Key.Section, same.Key.Name, null));
    });

    [Fact]
    public void Every_default_is_a_value_that_the_setting_takes() => Assert.All(HostSettings.All.Where(setting => setting.Default is not null), setting =>
    {
        Assert.Equal(setting.Type, setting.Default!.Type);
        Assert.True(setting.TryRead(setting.Default.Content, out var value, out var flaw), $"{setting.Name}: {flaw}");
        Assert.Equal(setting.Default, value);
    });

    [Fact]
    public void Every_setting_says_what_it_does_and_where_that_stands() => Assert.All(HostSettings.All, setting =>
    {
        Assert.EndsWith(".", setting.Summary, StringComparison.Ordinal);
        Assert.Contains("Administrator Guide", setting.Source, StringComparison.Ordinal);
    });

    [Fact]
    public void A_setting_is_found_in_any_case_and_has_its_own()
    {
        Assert.Same(HostSettings.CaFile, HostSettings.Find("Security", "CA-FILE"));
        Assert.Null(HostSettings.Find("connectivity", "ca-file"));
        Assert.Null(HostSettings.Find(null, null));
    }

    [Theory]
    [InlineData("connectivity", "web-port", "8443", "8443")]
    [InlineData("connectivity", "web-port", 1025, "1025")]
    [InlineData("connectivity", "web-port", 1024L, null)]
    [InlineData("connectivity", "web-port", 65536, null)]
    [InlineData("connectivity", "web-port", "many", null)]
    [InlineData("connectivity", "web-port", "8 443", null)]
    [InlineData("connectivity", "web-url-path", "/dcv", "/dcv")]
    [InlineData("connectivity", "web-url-path", "dcv", null)]
    [InlineData("connectivity", "enable-quic-frontend", true, "true")]
    [InlineData("connectivity", "enable-quic-frontend", "FALSE", "false")]
    [InlineData("connectivity", "enable-quic-frontend", 1, "true")]
    [InlineData("connectivity", "enable-quic-frontend", "yes", null)]
    [InlineData("session-management", "max-concurrent-clients", -1, "-1")]
    [InlineData("session-management", "max-concurrent-clients", -2, null)]
    [InlineData("security", "authentication", "none", "none")]
    [InlineData("security", "authentication", "None", null)]
    [InlineData("security", "pam-service-name", "a\nb", null)]
    [InlineData("security", "pam-service-name", "🖥", "🖥")]
    [InlineData("security", "administrators", "anna", "anna")]
    public void A_value_is_checked_as_it_is_documented(string section, string name, object input, string? expected)
    {
        var isTaken = HostSettings.Find(section, name)!.TryRead(input, out var value, out var flaw);
        Assert.Equal(expected is not null, isTaken);
        if (isTaken) Assert.Equal(expected, value!.ToString());
        else Assert.EndsWith(".", flaw, StringComparison.Ordinal);
    }

    // Not as an attribute's argument, which is stored as UTF-8 and would lose it.
    [Fact]
    public void Half_of_a_character_is_refused() => Assert.False(HostSettings.CaFile.TryRead("a\uD800", out _, out _));

    [Fact]
    public void Several_texts_are_a_list_and_no_text()
    {
        Assert.True(HostSettings.Find("security", "administrators")!.TryRead(new object[] { "a", "b" }, out var value, out _));
        Assert.Equal(SettingValue.Of(["a", "b"]), value);
        Assert.False(HostSettings.CaFile.TryRead(new object[] { "a", "b" }, out _, out _));
    }

    [Theory]
    [InlineData(0.5, "0.5")]
    [InlineData(2.0, "2.0")]
    [InlineData(4294967295u, "4294967295")]
    [InlineData(7L, "7")]
    [InlineData(double.NaN, null)]
    [InlineData("0.5", "\"0.5\"")]
    [InlineData(true, "true")]
    public void An_undocumented_setting_has_the_type_of_what_it_is_given(object given, string? written)
    {
        Assert.Equal(written is not null, HostSetting.Undocumented("display", "x", given).TryRead(given, out var value, out _));
        if (written is not null) Assert.Equal(written, DcvConfValue.Write(value!));
    }

    [Fact]
    public void What_is_more_than_one_value_is_none()
    {
        object[] slips = [new Hashtable { ["a"] = 1 }, new object?[] { "a", null }, new object(), new object[] { new[] { "a" } }, DBNull.Value, new UnreadableText("['a'")];
        foreach (var name in (string[])["administrators", "pam-service-name", "os-auto-lock", "authentication-threshold"])
            Assert.All(slips, slip => Assert.False(HostSettings.Find("security", name)!.TryRead(slip, out _, out _), $"{name} = {slip}"));
    }

    [Theory]
    [InlineData("https://b", null)]
    [InlineData("https://b:8445/agent/validate-authentication-token?x=%20", null)]
    [InlineData("http://127.0.0.1:8444/", null)]
    [InlineData("https://[2001:db8::1]:8445/", null)]
    [InlineData("ftp://nonsense", "http or https")]
    [InlineData("b:8445", "http or https")]
    [InlineData("https://h:0/", "port 0")]
    [InlineData("https://0.0.0.0/", "every address")]
    [InlineData("https://[::]:8445/", "every address")]
    [InlineData("https://h/#frag", "#")]
    [InlineData("https://h/a#", "#")]
    [InlineData("https://[fe80::1%25eth0]/", "zone")]
    [InlineData("https://[fe80::1%eth0]/", "zone")]
    [InlineData("https://h/%zz", "percent")]
    [InlineData("https://h/%4", "percent")]
    [InlineData("https://bücher.example/", "xn--bcher-kva.example")]
    [InlineData("https://h/ü", "percent")]
    [InlineData("https://u:p@h/", "password")]
    [InlineData("https://@h/", "password")]
    [InlineData("https://h/a b", "blanks")]
    [InlineData(" https://h/", "blanks")]
    public void An_address_that_cannot_work_is_refused_with_the_reason(string address, string? word)
    {
        Assert.Equal(word is null, HostSettings.AuthTokenVerifier.TryRead(address, out _, out var flaw));
        if (word is not null) Assert.Contains(word, flaw, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("web-listen-endpoints", "0.0.0.0", true)]
    [InlineData("web-listen-endpoints", "0.0.0.0:8443", true)]
    [InlineData("quic-listen-endpoints", "::", true)]
    [InlineData("quic-listen-endpoints", "[::1]:8443", true)]
    [InlineData("web-listen-endpoints", "not an address", false)]
    [InlineData("web-listen-endpoints", "", false)]
    [InlineData("web-listen-endpoints", "0.0.0.0, ::", false)]
    [InlineData("web-listen-endpoints", "1", false)]
    [InlineData("web-listen-endpoints", "010.0.0.1", false)]
    [InlineData("web-listen-endpoints", "0.0.0.0:0", false)]
    [InlineData("web-listen-endpoints", "0.0.0.0:65536", false)]
    [InlineData("web-listen-endpoints", "0.0.0.0:+1", false)]
    [InlineData("web-listen-endpoints", "[0.0.0.0]:1", false)]
    [InlineData("web-listen-endpoints", "[::]", false)]
    public void An_endpoint_is_an_address_with_or_without_a_port(string name, string endpoint, bool isTaken) =>
        Assert.Equal(isTaken, HostSettings.Find("connectivity", name)!.TryRead(new[] { endpoint }, out _, out _));

    [Fact]
    public void A_pattern_has_to_be_one()
    {
        Assert.False(HostSettings.Find("security", "allowed-http-host-regex")!.TryRead("((", out _, out _));
        Assert.False(HostSettings.Find("security", "allowed-ws-origin-regex")!.TryRead("[", out _, out _));
        Assert.True(HostSettings.Find("security", "allowed-http-host-regex")!.TryRead(@"^dcv\.example(:8443)?$", out _, out _));
    }

    [Fact]
    public void What_gives_up_security_is_named_and_nothing_else()
    {
        static bool IsRisk(string section, string name, object input) =>
            HostSettings.Find(section, name) is { } setting && setting.TryRead(input, out var value, out _) && setting.Risk?.Invoke(value) is not null;
        Assert.True(IsRisk("security", "no-tls-strict", true));
        Assert.True(IsRisk("security", "authentication", "none"));
        Assert.True(IsRisk("security", "auth-token-verifier", "http://b:8444/"));
        Assert.False(IsRisk("security", "no-tls-strict", false));
        Assert.False(IsRisk("security", "authentication", "system"));
        Assert.False(IsRisk("security", "auth-token-verifier", "http://127.0.0.1:8444/"));
        Assert.False(IsRisk("security", "auth-token-verifier", ""));
        Assert.All(HostSettings.All.Where(setting => setting.Default is not null), setting => Assert.Null(setting.Risk?.Invoke(setting.Default!)));
    }

    // As the interface document has it, row by row.
    [Fact]
    public void The_catalogue_is_that_of_the_document()
    {
        const string Document = """
            security auth-token-verifier Text '' Server
            security auth-token-verifier-timeout Number 100 Server
            security ca-file Text '' Server
            security no-tls-strict Switch false Server
            security authentication Text 'system' Server
            security authentication-threshold Number 3 Server
            security auth-connection-setup-timeout Number 120 Server
            security max-connections-per-user Number 10 Server
            security administrators List - Server
            security pam-service-name Text 'dcv' Server
            security passwd-file Text '' Server
            security os-auto-lock Switch true Session
            security ciphers Text - Server
            security allowed-http-host-regex Text '^.+$' Server
            security allowed-ws-origin-regex Text '^https://.+$' Server
            security supervision-control Text 'disabled' Custom
            connectivity web-port Number 8443 Server
            connectivity quic-port Number 8443 Server
            connectivity enable-quic-frontend Switch - Server
            connectivity web-listen-endpoints List ['0.0.0.0', '::'] Server
            connectivity quic-listen-endpoints List ['0.0.0.0', '::'] Server
            connectivity web-url-path Text '/' Server
            connectivity idle-timeout Number 60 Custom
            connectivity idle-timeout-warning Number 350 Custom
            connectivity ws-keepalive-interval Number 10 Server
            connectivity web-use-hsts Switch true Server
            session-management create-session Switch - Unknown
            session-management max-concurrent-clients Number -1 Unknown
            session-management max-concurrent-sessions Number 0 Unknown
            session-management max-sessions-per-user Number 0 Unknown
            session-management enable-gl-in-virtual-sessions Text 'default-on' Unknown
            session-management virtual-session-xdcv-args Text '' Unknown
            session-management/automatic-console-session owner Text - Unknown
            session-management/automatic-console-session permissions-file Text - Unknown
            session-management/automatic-console-session storage-root Text - Unknown
            session-management/automatic-console-session max-concurrent-clients Number - Unknown
            session-management/automatic-console-session client-eviction-policy Text - Unknown
            session-management/defaults permissions-file Text '' Unknown
            """;
        Assert.Equal(Document.Split('\n').Select(line => line.Trim()), HostSettings.All.Select(setting =>
            $"{setting.Section} {setting.Name} {setting.Type} {(setting.Default is null ? "-" : setting.Type == SettingType.Text ? $"'{setting.Default}'" : DcvConfValue.Write(setting.Default))} {setting.Reload}"));
    }

    [Fact]
    public void Bounds_and_releases_are_those_of_the_document()
    {
        Assert.Equal(
            ["auth-token-verifier-timeout 2023.0-14852", "web-listen-endpoints 2022.0", "quic-listen-endpoints 2022.0", "client-eviction-policy 2022.1"],
            HostSettings.All.Where(setting => setting.Since is not null).Select(setting => $"{setting.Name} {setting.Since}"));
        // What is counted or lasts is not negative. More than that is documented of ports alone.
        Assert.Equal(["web-port 1025", "quic-port 1025"], HostSettings.All.Where(setting => setting.Minimum is > 0).Select(setting => $"{setting.Name} {setting.Minimum}"));
    }

    [Theory]
    [InlineData("no-tls-strict", "1")]
    [InlineData("auth-token-verifier", "https://b/")]
    [InlineData("ca-file", "/ca.pem")]
    public void A_setting_of_the_verifier_that_cannot_be_read_is_told(string name, string text)
    {
        var settings = TokenVerifierSettings.Of([new("security", name, null, text), new("x", name, null, text)]);
        Assert.Contains($"security/{name} is {text},", Assert.Single(settings.Flaws), StringComparison.Ordinal);
        Assert.Equal(name == "no-tls-strict" ? null : false, settings.NoTlsStrict);
    }

    [Fact]
    public void A_verifier_that_is_not_set_has_the_defaults() =>
        Assert.Equal(new TokenVerifierSettings(string.Empty, TimeSpan.FromSeconds(100), null, false), TokenVerifierSettings.Of([]));

    [Fact]
    public void A_verifier_is_picked_out_of_the_settings() =>
        Assert.Equal(new TokenVerifierSettings("u", TimeSpan.FromSeconds(5), "/ca", true), TokenVerifierSettings.Of(
        [
            new("security", "auth-token-verifier", SettingValue.Of("u"), "'u'"), new("security", "auth-token-verifier-timeout", SettingValue.Of(5), "5"),
            new("security", "ca-file", SettingValue.Of("/ca"), "'/ca'"), new("security", "no-tls-strict", SettingValue.Of(true), "true"), new("x", "ca-file", null, "z"),
        ]));
}
