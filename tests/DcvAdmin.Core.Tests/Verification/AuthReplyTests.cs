using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml.Linq;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Verification;

public sealed class AuthReplyTests
{
    [Theory]
    [InlineData("alice", "<auth result=\"yes\"><username>alice</username></auth>")]
    [InlineData("CORP\\alice", "<auth result=\"yes\"><username>CORP\\alice</username></auth>")]
    [InlineData("alice@corp.example", "<auth result=\"yes\"><username>alice@corp.example</username></auth>")]
    [InlineData("müller 🖥", "<auth result=\"yes\"><username>müller 🖥</username></auth>")]
    [InlineData("a<b>&\"']]>", "<auth result=\"yes\"><username>a&lt;b&gt;&amp;\"']]&gt;</username></auth>")]
    public void A_yes_is_the_compact_form_to_the_byte(string userName, string reply) =>
        Assert.Equal(Encoding.UTF8.GetBytes(reply), AuthReply.Grant(userName));

    [Fact]
    public void A_no_is_the_compact_form_to_the_byte() =>
        Assert.Equal("<auth result=\"no\"><message>The authentication token was not accepted</message></auth>"u8.ToArray(), AuthReply.Deny());

    [Fact]
    public void Each_no_is_a_copy()
    {
        AuthReply.Deny()[0] = 0;

        Assert.Equal((byte)'<', AuthReply.Deny()[0]);
    }

    [Fact]
    public void Every_legal_user_name_reads_back_equal() => Always.Holds(Any.Name(TokenRequestRules.MaximumUserNameLength), userName =>
    {
        // The generator must not be wider than the rules.
        Assert.Empty(TokenRequestRules.Check(new TokenRequest { SessionId = "console", UserName = userName }, Any.Noon));

        var bytes = AuthReply.Grant(userName);

        var document = XDocument.Load(new MemoryStream(bytes), LoadOptions.PreserveWhitespace);
        Assert.Equal("yes", document.Root!.Attribute("result")!.Value);
        Assert.Equal(userName, Assert.Single(document.Root.Elements()).Value);
        Assert.True(AuthReply.TryRead(Encoding.UTF8.GetString(bytes), out var reply));
        Assert.True(reply.IsGranted);
        Assert.Equal(userName, reply.Text);
    }, times: 1000);

    [Fact]
    public void Every_single_character_that_the_rules_allow_can_be_written()
    {
        // All of the basic plane; beyond it the rules and XML make no difference between one character and the next, so a sample is enough.
        for (var value = 0; value <= 0x10FFFF; value += value < 0x10000 ? 1 : 257)
        {
            if (value is >= 0xD800 and <= 0xDFFF) continue;
            var userName = "a" + char.ConvertFromUtf32(value) + "b";
            if (TokenRequestRules.Check(new TokenRequest { SessionId = "console", UserName = userName }, Any.Noon).Count > 0) continue;

            Assert.Contains(userName, value is '<' or '>' or '&' ? userName : Encoding.UTF8.GetString(AuthReply.Grant(userName)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_name_that_xml_cannot_carry_throws_rather_than_being_altered()
    {
        // Not a theory: an attribute's argument is kept as UTF-8, where half of a surrogate pair cannot stand.
        foreach (var userName in new[] { "a\0", "a\uFFFE", "\uD800", "\uDC00a" }) Assert.ThrowsAny<ArgumentException>(() => AuthReply.Grant(userName));
    }

    [Theory]
    [InlineData("<auth result=\"yes\"><username>alice</username></auth>", true, "alice")]
    [InlineData("<auth result='no'><message>Token expired</message></auth>", false, "Token expired")]
    [InlineData("\r\n <?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- x --><auth result=\"yes\">\n  <username>alice</username>\n</auth>\n", true, "alice")]
    [InlineData("<auth result=\"yes\"><extra><deep/></extra><username>alice</username></auth>", true, "alice")]
    [InlineData("<auth result=\"yes\"><message>hello</message><username>alice</username></auth>", true, "alice")]
    [InlineData("<auth result=\"yes\"><username>&#97;l<![CDATA[ice & co]]></username></auth>", true, "alice & co")]
    [InlineData("<auth result=\"no\"><message/></auth>", false, "")]
    public void Replies_of_other_verifiers_are_read(string xml, bool isGranted, string text)
    {
        Assert.True(AuthReply.TryRead(xml, out var reply));
        Assert.Equal((isGranted, text), (reply.IsGranted, reply.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("yes")]
    [InlineData("<auth result=\"yes\"/>")]
    [InlineData("<auth result=\"yes\"><username/></auth>")]
    [InlineData("<auth result=\"yes\"><username>alice</username><username>bob</username></auth>")]
    [InlineData("<auth result=\"yes\"></auth>")]
    [InlineData("<auth result=\"yes\"><message>alice</message></auth>")]
    [InlineData("<auth result=\"no\"><username>alice</username></auth>")]
    [InlineData("<auth result=\"Yes\"><username>alice</username></auth>")]
    [InlineData("<auth result=\"\"><username>alice</username></auth>")]
    [InlineData("<auth><username>alice</username></auth>")]
    [InlineData("<Auth result=\"yes\"><username>alice</username></Auth>")]
    [InlineData("<html><auth result=\"yes\"><username>alice</username></auth></html>")]
    [InlineData("<auth result=\"yes\"><username>alice</username>")]
    [InlineData("<auth result=\"yes\"><username>alice</username></auth><auth/>")]
    [InlineData("<auth result=\"yes\"><username>alice</username></auth>trailing")]
    [InlineData("<auth result=\"yes\" result=\"no\"><username>alice</username></auth>")]
    [InlineData("<auth result=\"yes\"><username>a<b/>c</username></auth>")]
    [InlineData("<auth result=\"yes\"><username>&undefined;</username></auth>")]
    [InlineData("<auth result=\"yes\"><username>&#0;</username></auth>")]
    [InlineData("<!DOCTYPE auth><auth result=\"yes\"><username>alice</username></auth>")]
    [InlineData("<!DOCTYPE auth [<!ENTITY u \"alice\">]><auth result=\"yes\"><username>&u;</username></auth>")]
    [InlineData("<!DOCTYPE auth [<!ENTITY u SYSTEM \"file:///etc/passwd\">]><auth result=\"yes\"><username>&u;</username></auth>")]
    public void Anything_else_is_no_reply(string xml)
    {
        Assert.False(AuthReply.TryRead(xml, out var reply));
        Assert.Null(reply);
    }

    [Fact]
    public void A_reply_may_be_as_long_as_the_limit_and_no_longer()
    {
        const string Reply = "<auth result=\"yes\"><username>alice</username></auth>";
        var longest = Reply + new string(' ', AuthReply.MaximumCharacters - Reply.Length);

        Assert.True(AuthReply.TryRead(longest, out _));
        Assert.False(AuthReply.TryRead(longest + " ", out _));
    }

    [Fact]
    public void Arbitrary_text_never_throws()
    {
        var pieces = Gen.Elements(
            "<auth", " result=", "\"yes\"", "'no'", ">", "/>", "<username>", "</username>", "<message>", "</message>", "</auth>", "alice", "&amp;", "&#x0;", "&x;", "<!--", "-->",
            "<![CDATA[", "]]>", "<?pi", "?>", "<!DOCTYPE auth", " xmlns=\"u\"", "<x:y/>", " ", "\uFEFF", "\0", "\uD800", "<?xml version=\"1.0\" encoding=\"utf-16\"?>",
            "<auth result=\"yes\">", "<username>alice</username>");
        Always.Holds(Gen.OneOf(Any.Text, pieces.ListOf().Select(string.Concat)), text => Assert.Equal(AuthReply.TryRead(text, out var reply), reply is not null), times: 3000);
    }
}
