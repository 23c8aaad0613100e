using System;
using DcvAdmin.Aws;

namespace DcvAdmin.Core.Tests.Aws;

public sealed class RegionListTests
{
    [Theory]
    [InlineData("eu-west-1", "eu-west-1")]
    [InlineData("us-east-1, EU-WEST-1;us-east-1\n", "eu-west-1 us-east-1")]
    public void Names_stand_with_commas_semicolons_or_blanks(string text, string regions) => Assert.Equal(regions, string.Join(" ", RegionList.Read(text)!));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" , ")]
    public void Nothing_is_no_list(string? text) => Assert.Null(RegionList.Read(text));

    [Fact]
    public void What_is_no_region_is_named_and_cannot_touch_the_terminal()
    {
        var failure = Assert.Throws<AwsException>(() => RegionList.Read("eu-west-1,Ireland\u001b[2J"));
        Assert.Equal(AwsFault.InvalidConfiguration, failure.Fault);
        Assert.StartsWith("The environment variable REGIONLIST holds 'Ireland\\u001B[2J', which is no region's name.", failure.Message, StringComparison.Ordinal);
    }
}
