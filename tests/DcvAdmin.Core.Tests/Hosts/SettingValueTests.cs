using System.Linq;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Hosts;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Hosts;

public sealed class SettingValueTests
{
    [Fact]
    public void A_text_survives_dcv_conf_on_one_line() => Always.Holds(Any.Text, text =>
    {
        var written = DcvConfValue.Write(SettingValue.Of(text));
        Assert.DoesNotContain(written, c => char.IsControl(c));
        Assert.Equal(SettingValue.Of(text), DcvConfValue.Read(written, SettingType.Text));
        Assert.Equal(SettingValue.Of(text), DcvConfValue.Read(written, null));
    }, times: 1000);

    [Fact]
    public void A_list_survives_dcv_conf() => Always.Holds(Any.Text.ListOf(), texts =>
        Assert.Equal(SettingValue.Of(texts), DcvConfValue.Read(DcvConfValue.Write(SettingValue.Of(texts)), SettingType.List)), times: 1000);

    [Fact]
    public void Every_value_survives_the_registry_with_its_type() => Always.Holds(Any.Text.ListOf().Zip(Gen.Choose(int.MinValue, int.MaxValue)), pair =>
    {
        foreach (var value in (SettingValue[])[SettingValue.Of(pair.Item1), SettingValue.Of(string.Concat(pair.Item1)), SettingValue.Of(pair.Item2), SettingValue.Of(pair.Item2 % 2 == 0)])
            Assert.Equal(value, RegistryValue.Read(RegistryValue.Write(value), value.Type));
    });

    [Theory]
    [InlineData("none", SettingType.Text)]
    [InlineData("\"none", SettingType.Text)]
    [InlineData("'none\"", SettingType.Text)]
    [InlineData("\"none\" # comment", SettingType.Text)]
    [InlineData("\"\\", SettingType.Text)]
    [InlineData("\"\\u12\"", SettingType.Text)]
    [InlineData("\"\\UFFFFFFFF\"", SettingType.Text)]
    [InlineData("1", SettingType.Switch)]
    [InlineData("True", SettingType.Switch)]
    [InlineData("'true'", SettingType.Switch)]
    [InlineData("8443.0", SettingType.Number)]
    [InlineData("2147483648", SettingType.Number)]
    [InlineData("'8443'", SettingType.Number)]
    [InlineData("['a'", SettingType.List)]
    [InlineData("['a' 'b']", SettingType.List)]
    [InlineData("['a',]", SettingType.List)]
    [InlineData("[a]", SettingType.List)]
    [InlineData("", SettingType.List)]
    [InlineData("", null)]
    [InlineData("08", SettingType.Number)]
    [InlineData("0x", SettingType.Number)]
    [InlineData("0xG", SettingType.Number)]
    [InlineData("0x80000000", SettingType.Number)]
    [InlineData("--1", SettingType.Number)]
    [InlineData("", SettingType.Number)]
    [InlineData("-2147483649", SettingType.Number)]
    [InlineData("99999999999999999999", SettingType.Number)]
    [InlineData("", SettingType.Verbatim)]
    [InlineData("a\nb", SettingType.Verbatim)]
    public void What_is_no_value_is_none(string text, SettingType? type) => Assert.Null(DcvConfValue.Read(text, type));

    [Theory]
    [InlineData("['0.0.0.0','::']", "0.0.0.0|::")]
    [InlineData("[ \"dcvsmagent\" ]", "dcvsmagent")]
    [InlineData("[]", "")]
    [InlineData("@as []", "")]
    public void Lists_of_the_guide_are_read(string text, string items) =>
        Assert.Equal(SettingValue.Of(items.Split('|', System.StringSplitOptions.RemoveEmptyEntries)), DcvConfValue.Read(text, SettingType.List));

    [Theory]
    [InlineData("8443", 8443)]
    [InlineData("-1", -1)]
    [InlineData("+7", 7)]
    [InlineData("0", 0)]
    [InlineData("020000", 8192)]
    [InlineData("-010", -8)]
    [InlineData("0x1e", 30)]
    [InlineData("0X7FFFFFFF", int.MaxValue)]
    [InlineData("-2147483648", int.MinValue)]
    public void Numbers_are_read_as_GLib_reads_them(string text, int number) => Assert.Equal(SettingValue.Of(number), DcvConfValue.Read(text, SettingType.Number));

    [Theory]
    [InlineData("(4096, 2160)")]
    [InlineData("0.5")]
    [InlineData("4294967295")]
    [InlineData("none")]
    [InlineData("['0.0.0.0:1','::'")]
    [InlineData("'x' # comment")]
    public void What_is_of_another_type_is_kept_as_it_stands(string text)
    {
        var value = DcvConfValue.Read(" " + text + " ", null)!;
        Assert.Equal((SettingType.Verbatim, text, text), (value.Type, value.ToString(), DcvConfValue.Write(value)));
        Assert.Equal(value, RegistryValue.Read(RegistryValue.Write(value), SettingType.Verbatim));
        Assert.True(HostSetting.Undocumented("display", "x", value.Content).TryRead(value.Content, out var copied, out _));
        Assert.Equal(value, copied);
        Assert.False(HostSettings.CaFile.TryRead(value.Content, out _, out _));
        Assert.False(HostSettings.Find("security", "administrators")!.TryRead(value.Content, out _, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("a\n[security]")]
    public void What_is_more_than_a_value_is_not_kept_as_one(string text) => Assert.Throws<System.ArgumentException>(() => new VerbatimText(text));

    [Fact]
    public void What_looks_like_a_value_has_its_type()
    {
        Assert.Equal(SettingValue.Of("x"), DcvConfValue.Read("'x'", null));
        Assert.Equal(SettingValue.Of(7), DcvConfValue.Read("7", null));
        Assert.Equal(SettingValue.Of(true), DcvConfValue.Read("true", null));
        Assert.Equal(SettingValue.Of(["x"]), DcvConfValue.Read("['x']", null));
    }

    [Fact]
    public void A_registry_value_of_another_kind_is_none()
    {
        Assert.Null(RegistryValue.Read("8443", SettingType.Number));
        Assert.Null(RegistryValue.Read(1, SettingType.Text));
        Assert.Null(RegistryValue.Read(2, SettingType.Switch));
        Assert.Null(RegistryValue.Read(new byte[] { 1 }, null));
        Assert.Null(RegistryValue.Read(new[] { "a" }, SettingType.List));
        Assert.Equal("01-FF", RegistryValue.ToText(new byte[] { 1, 255 }));
    }

    [Fact]
    public void Lists_are_compared_by_what_they_hold()
    {
        Assert.True(SettingValue.Of(["a", "b"]).Equals((object)SettingValue.Of(["a", "b"])));
        Assert.False(SettingValue.Of(["a", "b"]).Equals(SettingValue.Of(["b", "a"])));
        Assert.False(SettingValue.Of("1").Equals(SettingValue.Of(1)));
    }

    [Fact]
    public void The_texts_of_a_list_cannot_be_changed_behind_it()
    {
        var texts = new[] { "a" };
        var value = SettingValue.Of(texts.AsEnumerable());
        texts[0] = "b";
        Assert.Equal("a", value.ToString());
    }
}
