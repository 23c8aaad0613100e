using DcvAdmin.Aws.Ssm;

namespace DcvAdmin.Core.Tests.Aws.Ssm;

public sealed class ManagedInstanceIdTests
{
    [Theory]
    [InlineData("i-0123456789abcdef0", "i-0123456789abcdef0")]
    [InlineData(" I-0123ABCD\t", "i-0123abcd")]
    [InlineData("mi-0123456789abcdef0", "mi-0123456789abcdef0")]
    public void An_id_is_read_in_any_case(string text, string expected)
    {
        Assert.True(ManagedInstanceId.TryParse(text, out var id));
        Assert.Equal(expected, id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("i-")]
    [InlineData("i-0123456789abcdef")]
    [InlineData("i-0123456789abcdefg")]
    [InlineData("mi-0123abcd")]
    [InlineData("i-0123abcd,i-0123abce")]
    [InlineData("i-0123abcd\ni-0123abce")]
    [InlineData("xi-0123abcd")]
    public void Anything_else_is_none(string? text) => Assert.False(ManagedInstanceId.TryParse(text, out _));

    [Fact]
    public void Ids_are_found_in_the_words_of_AWS()
    {
        Assert.Equal(
            ["i-0123456789abcdef0", "mi-0123456789abcdef1"],
            ManagedInstanceId.FindIn("Instances [[i-0123456789abcdef0, mi-0123456789abcdef1]] not in a valid state for account 123456789012"));
        Assert.Empty(ManagedInstanceId.FindIn("i-0123456789abcdef00 ami-0123abcd"));
        Assert.Empty(ManagedInstanceId.FindIn(null));
    }
}
