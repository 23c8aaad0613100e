using DcvAdmin.Reporting;

namespace DcvAdmin.Core.Tests.Reporting;

public class VisibleTextTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("EXAMPLE\\anna", "EXAMPLE\\anna")]
    [InlineData("Jürgen 日本 😀", "Jürgen 日本 😀")]
    [InlineData("a\u001b[31mb", "a\\u001B[31mb")]
    [InlineData("a\r\nb\tc", "a\\u000D\\u000Ab\\u0009c")]
    [InlineData("\u202egnp", "\\u202Egnp")]
    [InlineData("a\u2028b\u0085c\u200b", "a\\u2028b\\u0085c\\u200B")]
    public void What_a_terminal_would_act_on_is_written_out(string? text, string expected) => Assert.Equal(expected, text.Visible());
}
