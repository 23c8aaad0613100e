namespace DcvAdmin.Aws;

public class AwsRegionTests
{
    [Theory]
    [InlineData("eu-west-1", "eu-west-1")]
    [InlineData(" EU-West-1 ", "eu-west-1")]
    [InlineData("us-gov-east-1", "us-gov-east-1")]
    [InlineData("us-isob-east-1", "us-isob-east-1")]
    [InlineData("eusc-de-east-1", "eusc-de-east-1")]
    [InlineData("cn-northwest-1", "cn-northwest-1")]
    public void Names_of_all_partitions_are_read(string text, string expected)
    {
        Assert.True(AwsRegion.TryParse(text, out var region));
        Assert.Equal(expected, region);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("eu-west-1a")]
    [InlineData("Ireland")]
    [InlineData("eu_west_1")]
    [InlineData("eu-west-1.evil.example")]
    [InlineData("eu-west-1/")]
    [InlineData("eu-west-123")]
    public void Anything_else_is_refused(string? text) => Assert.False(AwsRegion.TryParse(text, out _));

    [Fact]
    public void Every_known_region_has_the_form_of_one() => Assert.All(AwsRegion.Known.Keys, name => Assert.True(AwsRegion.TryParse(name, out _), name));
}
