using System;
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
