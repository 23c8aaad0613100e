using System;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using DcvAdmin.Connections;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Tokens;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Connections;

public sealed partial class ConnectionFileNameTests
{
    private static readonly TokenGrantId Id = TokenGrantId.Parse("0123456789abcdef");

    [Theory]
    [InlineData("anna", "console", "anna_console_0123456789abcdef.dcv")]
    [InlineData(@"EXAMPLE\anna", "lab-1", "EXAMPLE_anna_lab-1_0123456789abcdef.dcv")]
    [InlineData("anna@example.com", "s", "anna_example_com_s_0123456789abcdef.dcv")]
    [InlineData("CON", "s", "CON_s_0123456789abcdef.dcv")]
    [InlineData("con.txt", "s", "con_txt_s_0123456789abcdef.dcv")]
    [InlineData("../../etc/passwd", "..", "etc_passwd_0123456789abcdef.dcv")]
    [InlineData("--help", "-x", "help_x_0123456789abcdef.dcv")]
    [InlineData("a. ", "b:c*d?", "a_b_c_d_0123456789abcdef.dcv")]
    [InlineData("Ju\u0308rgen", "s", "Jürgen_s_0123456789abcdef.dcv")]
    [InlineData("***", "???", "0123456789abcdef.dcv")]
    public void It_names_user_session_and_token(string user, string session, string name) => Assert.Equal(name, ConnectionFileName.Of(user, session, Id));

    [Fact]
    public void Every_file_system_takes_it() => Always.Holds(Any.Name(256).Zip(Any.Name()), names =>
    {
        var name = ConnectionFileName.Of(names.Item1, names.Item2, Id);
        Assert.Matches(Legal(), name);
        Assert.True(Encoding.UTF8.GetByteCount(name) <= 255, name);
        Assert.True(name.IsNormalized(NormalizationForm.FormC));
    }, times: 2000);

    [Fact]
    public void Two_tokens_never_share_a_name() => Always.Holds(Any.Name().Zip(Any.Hash.Two()), drawn =>
    {
        var (name, (one, other)) = drawn;
        if (one.Equals(other)) return;
        Assert.NotEqual(ConnectionFileName.Of(name, name, one.ToGrantId()), ConnectionFileName.Of(name.ToUpperInvariant(), name, other.ToGrantId()), StringComparer.OrdinalIgnoreCase);
    });

    [GeneratedRegex(@"^([\p{L}\p{Nd}][\p{L}\p{Nd}_-]*_)?0123456789abcdef\.dcv\z")]
    private static partial Regex Legal();
}
