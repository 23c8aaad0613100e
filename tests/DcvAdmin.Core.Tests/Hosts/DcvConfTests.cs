using System;
using System.Linq;
using System.Text;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Hosts;
using FsCheck;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Hosts;

public sealed class DcvConfTests
{
    // As a fresh installation has it, shortened.
    private const string Stock = """
        # DCV server configuration

        [license]
        #license-file="/usr/share/dcv/license/license.lic"

        [session-management]
        # Whether a console session is created.
        #create-session = true

        [security]
        # Property "authentication"
        #authentication="none"
        # Property "auth-token-verifier"
        #auth-token-verifier="https://127.0.0.1:8444"

        [connectivity]
        #web-port=8443

        """;

    private static readonly SettingValue Verifier = SettingValue.Of("https://broker:8445/x");

    private static Gen<string> LineEnd { get; } = Gen.Elements("\n", "\r\n");

    private static Gen<string> Content { get; } = Gen.Frequency(
        (3, Gen.Elements("[security]", "[connectivity]", "[session-management/defaults]", "  [security]  ", "[x", "[]", "[ security ]")),
        (4, Gen.Elements("authentication=\"none\"", "authentication = 'system' ", "\tauthentication=\"none\"", "auth-token-verifier=\"u\"", "no-tls-strict=true", "no-tls-strict=1", "no-tls-strict=true # ticket", "authentication=none", "web-port=8443", "=x", "a=b=c")),
        (3, Gen.Elements("#authentication=\"none\"", "# authentication = \"x\"", "## authentication=1", "#", "# prose = with an equals sign")),
        (2, Gen.Elements(string.Empty, "   ", "junk", "; other comment", "\uFEFF")),
        (1, Any.Scalar.Where(text => text is not ("\n" or "\r"))));

    private static Gen<string> Text { get; } =
        from mark in Gen.Elements(string.Empty, string.Empty, "\uFEFF")
        from lines in Content.Zip(LineEnd, (line, end) => line + end).ListOf()
        from last in Content
        select mark + string.Concat(lines) + last;

    private static Gen<(string Section, string Name)> Key { get; } =
        Gen.Elements("security", "connectivity", "session-management/defaults", "absent").Zip(Gen.Elements("authentication", "auth-token-verifier", "no-tls-strict", "absent"));

    private static Gen<SettingValue> Value { get; } = Gen.OneOf(
        Any.Text.Select(SettingValue.Of),
        Gen.Choose(int.MinValue, int.MaxValue).Select(number => SettingValue.Of(number)),
        Gen.Elements(true, false).Select(isOn => SettingValue.Of(isOn)),
        Any.Text.ListOf().Select(texts => SettingValue.Of(texts)),
        Gen.Elements("(4096, 2160)", "0.5", "[1, 2]", "none # 'x'").Select(text => SettingValue.Of(new VerbatimText(text))));

    [Fact]
    public void What_is_read_is_written_again() => Always.Holds(Text, text => Assert.Equal(text, DcvConf.Parse(text).ToString()), times: 1000);

    [Fact]
    public void Any_text_at_all_is_written_again() => Always.Holds(Any.Text, text => Assert.Equal(text, DcvConf.Parse(text).ToString()), times: 1000);

    [Fact]
    public void What_is_set_is_found_and_nothing_else_has_changed() => Always.Holds(Text.Zip(Key).Zip(Value, (pair, value) => (pair.Item1, pair.Item2, value)), one =>
    {
        var (text, (section, name), value) = one;
        var before = DcvConf.Parse(text);

        var after = DcvConf.Parse(before.Set(section, name, value).ToString());

        Assert.Equal(value, DcvConfValue.Read(after.Find(section, name)!, value.Type));
        Assert.Equal(Others(before, section, name), Others(after, section, name));
        Assert.Equal(text.EndsWith('\n') || text is "" or "\uFEFF", after.ToString().EndsWith('\n'));
        // Every line that was there is there, in its order; at most one of them has another value.
        Assert.InRange(Lost(text, after.ToString()), 0, 1);
    }, times: 1000);

    [Fact]
    public void Setting_a_second_time_changes_nothing() => Always.Holds(Text.Zip(Key).Zip(Value, (pair, value) => (pair.Item1, pair.Item2, value)), one =>
    {
        var (text, (section, name), value) = one;
        var set = DcvConf.Parse(DcvConf.Parse(text).Set(section, name, value).ToString());
        Assert.Same(set, set.Set(section, name, value));
    }, times: 1000);

    [Fact]
    public void What_is_removed_is_gone_and_nothing_else_has_changed() => Always.Holds(Text.Zip(Key), pair =>
    {
        var (text, (section, name)) = pair;
        var before = DcvConf.Parse(text);

        var after = before.Remove(section, name);

        Assert.Null(after.Find(section, name));
        Assert.Equal(before.Find(section, name) is null, ReferenceEquals(before, after));
        Assert.Equal(Others(before, section, name), Others(DcvConf.Parse(after.ToString()), section, name));
        Assert.Equal(Comments(text), Comments(after.ToString()).Where(line => !IsMade(line)));
    }, times: 1000);

    [Fact]
    public void A_commented_key_gets_a_line_of_its_own_below()
    {
        var text = DcvConf.Parse(Stock).Set("security", "auth-token-verifier", Verifier).ToString();
        Assert.Equal(Stock.Replace("8444\"\n", "8444\"\nauth-token-verifier=\"https://broker:8445/x\"\n", StringComparison.Ordinal), text);
    }

    [Fact]
    public void A_key_of_another_section_is_another_key()
    {
        var conf = DcvConf.Parse("[a]\nowner='x'\n[session-management/automatic-console-session]\n#owner=''\n");
        Assert.Equal("[a]\nowner='x'\n[session-management/automatic-console-session]\n#owner=''\nowner=\"y\"\n",
            conf.Set("session-management/automatic-console-session", "owner", SettingValue.Of("y")).ToString());
    }

    [Theory]
    [InlineData("", "[security]\nk=1\n")]
    [InlineData("\uFEFF", "\uFEFF[security]\nk=1\n")]
    [InlineData("[security]", "[security]\nk=1")]
    [InlineData("[security]\r\n", "[security]\r\nk=1\r\n")]
    [InlineData("[security]\r\na=1", "[security]\r\na=1\r\nk=1")]
    [InlineData("[security]\r\na=1\n[z]\n", "[security]\r\na=1\nk=1\n[z]\n")]
    [InlineData("[security]\n\n# about z\n[z]\n", "[security]\nk=1\n\n# about z\n[z]\n")]
    [InlineData("[z]\n", "[z]\n\n[security]\nk=1\n")]
    [InlineData("[z]\n\n", "[z]\n\n[security]\nk=1\n")]
    [InlineData("[z]\r\na=1", "[z]\r\na=1\r\n\r\n[security]\r\nk=1")]
    [InlineData("[security]\nk=2\n[z]\n[security]\n", "[security]\nk=1\n[z]\n[security]\n")]
    [InlineData("[security]\na=1\n[z]\n[security]\nb=1\n", "[security]\na=1\n[z]\n[security]\nb=1\nk=1\n")]
    [InlineData("[security]\nk=2\nk=3\n", "[security]\nk=2\nk=1\n")]
    [InlineData("[security]\n  k\t= 2  \n", "[security]\n  k\t= 1\n")]
    [InlineData("k=2\n", "k=2\n\n[security]\nk=1\n")]
    [InlineData("[security]\nk=2 # ticket\n", "[security]\n#k=2 # ticket\nk=1\n")]
    [InlineData("[security]\nk=2 # ticket", "[security]\n#k=2 # ticket\nk=1")]
    [InlineData("[security]\r\nk=(1, 2)\r\n", "[security]\r\nk=1\r\n")]
    [InlineData("[security]\nk=\n", "[security]\nk=1\n")]
    [InlineData("[security] # mine\nk=2\n", "[security] # mine\nk=1\n")]
    [InlineData("[Security]\nK=2\n", "[Security]\nK=2\n\n[security]\nk=1\n")]
    public void A_key_comes_where_a_person_would_write_it(string before, string after) =>
        Assert.Equal(after, DcvConf.Parse(before).Set("security", "k", SettingValue.Of(1)).ToString());

    [Theory]
    [InlineData("[security]\nk=1\n", "[security]\n")]
    [InlineData("[security]\n#k=1\nk=2\n[z]\nk=3\n[security]\nk=4\n", "[security]\n#k=1\n[z]\nk=3\n[security]\n")]
    [InlineData("[security]\nk=1", "[security]")]
    [InlineData("[security]\nk=1 # ticket\nk=2\n", "[security]\n#k=1 # ticket\n")]
    [InlineData("[security]\na=1\nk=1 # ticket", "[security]\na=1\n#k=1 # ticket")]
    [InlineData("[security]\r\nk=1\r\na=1", "[security]\r\na=1")]
    public void Every_line_of_a_removed_key_goes(string before, string after) => Assert.Equal(after, DcvConf.Parse(before).Remove("security", "k").ToString());

    [Theory]
    [InlineData("k='a'", "a")]
    [InlineData("k=\"a\"", "a")]
    [InlineData("k = \"\\u0061\"  ", "a")]
    public void A_value_that_is_written_in_another_way_is_the_same(string line, string value)
    {
        var conf = DcvConf.Parse("[security]\n" + line + "\n");
        Assert.Same(conf, conf.Set("security", "k", SettingValue.Of(value)));
    }

    [Fact]
    public void Of_several_lines_the_last_one_counts()
    {
        var conf = DcvConf.Parse("[a]\nk=1\n[b]\nk=5\n[a]\nk=2\n");
        Assert.Equal("2", conf.Find("a", "k"));
        Assert.Equal([("b", "k", "5"), ("a", "k", "2")], conf.Entries);
    }

    [Fact]
    public void A_huge_text_is_no_trouble()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 200_000; i++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"# line {i}\n[s{i % 100}]\nkey-{i}={i}\n");
        var conf = DcvConf.Parse(text.ToString());
        Assert.Equal(200_000, conf.Entries.Count());
        Assert.EndsWith("[security]\nk=1\n", conf.Set("security", "k", SettingValue.Of(1)).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a]\n[b", "k")]
    [InlineData("", "k")]
    [InlineData("a", "k=1\nx")]
    [InlineData("a", "")]
    [InlineData("a//b", "k")]
    [InlineData("a/../b", "k")]
    [InlineData(@"a\b", "k")]
    public void A_name_that_would_be_more_than_a_name_is_refused(string section, string name)
    {
        Assert.Throws<ArgumentException>(() => DcvConf.Parse(Stock).Set(section, name, Verifier));
        Assert.Throws<ArgumentException>(() => DcvConf.Parse(Stock).Remove(section, name));
        Assert.Throws<ArgumentException>(() => new SettingChange(section, name, null));
    }

    /// <summary>Whether a comment was a line with a comment, which no text above has behind a comment sign.</summary>
    private static bool IsMade(string line) => line == "#no-tls-strict=true # ticket";

    private static string[] Comments(string text) => [.. text.Split('\n').Where(line => line.TrimStart().StartsWith('#')).Select(line => line.TrimEnd('\r'))];

    private static (string, string, string)[] Others(DcvConf conf, string section, string name) =>
        [.. conf.Entries.Where(entry => (entry.Section, entry.Name) != (section, name))];

    /// <summary>How many lines of the text before are not in the one after, where it changed in one place.</summary>
    private static int Lost(string before, string after)
    {
        var (old, changed) = (before.Split('\n').Select(line => line.TrimEnd('\r')).ToArray(), after.Split('\n').Select(line => line.TrimEnd('\r')).ToArray());
        var shorter = Math.Min(old.Length, changed.Length);
        var same = Enumerable.Range(0, shorter).TakeWhile(i => old[i] == changed[i]).Count();
        var sameBehind = Enumerable.Range(1, shorter - same).TakeWhile(i => old[^i] == changed[^i]).Count();
        return old.Length - same - sameBehind;
    }
}
