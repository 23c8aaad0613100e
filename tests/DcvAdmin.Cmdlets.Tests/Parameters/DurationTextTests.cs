using System;
using System.Globalization;

namespace DcvAdmin.Parameters;

public class DurationTextTests
{
    [Theory]
    [InlineData("90", "00:01:30")]
    [InlineData("0", "00:00:00")]
    [InlineData("86400", "1.00:00:00")]
    [InlineData("45s", "00:00:45")]
    [InlineData("90m", "01:30:00")]
    [InlineData("3h", "03:00:00")]
    [InlineData("2d", "2.00:00:00")]
    [InlineData("3H", "03:00:00")]
    [InlineData("1h30m", "01:30:00")]
    [InlineData("1d 2h 3m 4s", "1.02:03:04")]
    [InlineData(" 5m ", "00:05:00")]
    [InlineData("0s", "00:00:00")]
    [InlineData("1:00:00", "01:00:00")]
    [InlineData("00:15:00", "00:15:00")]
    [InlineData("1.12:00:00", "1.12:00:00")]
    public void Seconds_units_and_three_parts_are_read(string text, string expected)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.Parse(expected, CultureInfo.InvariantCulture), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("1.5")]
    [InlineData("-5")]
    [InlineData("99999999999")]
    [InlineData("1.5h")]
    [InlineData("-5m")]
    [InlineData("5m3h")]
    [InlineData("90 minutes")]
    [InlineData("1:30")]
    [InlineData("-1:00:00")]
    [InlineData("25:00:00")]
    [InlineData("99999999d")]
    [InlineData("٣h")]
    public void Anything_else_is_refused(string text) => Assert.False(DurationText.TryParse(text, out _));
}
