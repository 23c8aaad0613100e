using System;
using System.Linq;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Verification;
using FsCheck;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Verification;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData(" 192.0.2.7\t", "192.0.2.7")]
    [InlineData("192.0.2.7:51234", "192.0.2.7")]
    [InlineData("192.0.2.7:0", "192.0.2.7")]
    [InlineData("192.0.2.7:65535", "192.0.2.7")]
    [InlineData("[192.0.2.7]:51234", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("[::ffff:192.0.2.7]:51234", "192.0.2.7")]
    [InlineData("::FFFF:C000:207", "192.0.2.7")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("2001:DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData("[2001:db8::1]", "2001:db8::1")]
    [InlineData("[2001:db8::1]:51234", "2001:db8::1")]
    [InlineData("2001:db8::1:8443", "2001:db8::1:8443")]
    [InlineData("fe80::1%eth0", "fe80::1")]
    [InlineData("fe80::1%7", "fe80::1")]
    [InlineData("[fe80::1%eth0]:51234", "fe80::1")]
    [InlineData("::1", "::1")]
    public void An_ip_address_loses_port_brackets_zone_and_mapping(string reported, string value) => Assert.Equal(value, ClientAddress.Parse(reported).Value);

    [Theory]
    [InlineData("1", "1")]
    [InlineData("010.1.1.1", "010.1.1.1")]
    [InlineData("0x7f.1", "0x7f.1")]
    [InlineData("10.1", "10.1")]
    [InlineData("192.0.2.256", "192.0.2.256")]
    [InlineData("192.0.2.7:65536", "192.0.2.7:65536")]
    [InlineData("192.0.2.7:+80", "192.0.2.7:+80")]
    [InlineData("192.0.2.7:", "192.0.2.7:")]
    [InlineData(":8443", ":8443")]
    [InlineData("Laptop-7", "laptop-7")]
    [InlineData("LAPTOP-7.Corp.Example", "laptop-7.corp.example")]
    [InlineData("Laptop-7:8443", "laptop-7")]
    [InlineData("[Laptop-7]", "[laptop-7]")]
    [InlineData("[", "[")]
    [InlineData("[]", "[]")]
    [InlineData("100%", "100%")]
    [InlineData("BÜRO", "büro")]
    public void Other_text_is_kept_in_lower_case(string reported, string value) => Assert.Equal(value, ClientAddress.Parse(reported).Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  \t ")]
    public void Null_and_blank_are_none(string? reported)
    {
        Assert.True(ClientAddress.TryParse(reported, out var address));
        Assert.Same(ClientAddress.None, address);
        Assert.Equal(string.Empty, address.ToString());
    }

    [Theory]
    [InlineData("192.0.2.7\n192.0.2.8")]
    [InlineData("a\0b")]
    [InlineData("a\u0085b")]
    public void Control_characters_are_refused(string reported)
    {
        Assert.False(ClientAddress.TryParse(reported, out var address));
        Assert.Same(ClientAddress.None, address);
        Assert.Throws<FormatException>(() => ClientAddress.Parse(reported));
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused()
    {
        // An attribute's argument is kept as UTF-8, so a half cannot stand in a theory's data.
        Assert.False(ClientAddress.TryParse("a\uD800b", out _));
        Assert.False(ClientAddress.TryParse("\uDC00", out _));
    }

    [Fact]
    public void An_address_may_be_as_long_as_the_limit_and_no_longer()
    {
        Assert.True(ClientAddress.TryParse(new string('a', ClientAddress.MaximumLength), out _));
        Assert.False(ClientAddress.TryParse(new string('a', ClientAddress.MaximumLength + 1), out _));
    }

    [Fact]
    public void The_same_client_is_equal_however_it_is_spelt()
    {
        Assert.Equal(ClientAddress.Parse("[::ffff:192.0.2.7]:40001"), ClientAddress.Parse("192.0.2.7:40002"));
        Assert.NotEqual(ClientAddress.Parse("192.0.2.7"), ClientAddress.Parse("192.0.2.8"));
    }

    [Fact]
    public void The_normal_form_of_a_normal_form_is_itself() => Always.Holds(Reported, reported =>
    {
        if (!ClientAddress.TryParse(reported, out var once)) return;

        Assert.Equal(once, ClientAddress.Parse(once.Value));
    }, times: 3000);

    private static Gen<string> Reported { get; } = Gen.OneOf(
        Any.Text,
        Any.Address.Select(address => address.Value),
        Gen.Elements("1", "255", "0", "010", ".", ".", ":", "::", "[", "]", "%", "ffff", "FFFF", "eth0", "192.0.2.7", "fe80::1", "::ffff:", ":8443", "Host", "/", " ", "İ", "ẞ", "0x7f")
            .ListOf().Select(string.Concat));
}
