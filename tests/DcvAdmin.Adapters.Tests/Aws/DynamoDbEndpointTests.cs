using System;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using DcvAdmin.Aws;

namespace DcvAdmin.Adapters.Tests.Aws;

[Collection(AwsSurroundings.Name)]
public sealed class DynamoDbEndpointTests : IDisposable
{
    private readonly AwsSurroundings _surroundings = new();

    public static TheoryData<string> Regions => [.. AwsRegion.Known.Keys, "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "mx-central-9"];

    public void Dispose()
    {
        _surroundings.Dispose();
        FallbackInternalConfigurationFactory.Reset();
    }

    [Theory]
    [MemberData(nameof(Regions))]
    public void A_region_has_the_address_that_the_SDK_would_ask(string region)
    {
        using var sdk = Sdk(region);
        Assert.Equal(AddressOf(sdk), DynamoDbEndpoint.Find(region, null, null, () => sdk));
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL", "https://vpce-1.example.com")]
    [InlineData("AWS_ENDPOINT_URL_DYNAMODB", "https://vpce-2.example.com/path")]
    [InlineData("AWS_USE_FIPS_ENDPOINT", "true")]
    [InlineData("AWS_USE_DUALSTACK_ENDPOINT", "true")]
    public void What_the_environment_chooses_is_heeded_as_the_SDK_heeds_it(string variable, string value)
    {
        Environment.SetEnvironmentVariable(variable, value);
        FallbackInternalConfigurationFactory.Reset();
        using var sdk = Sdk("eu-west-1");
        var found = DynamoDbEndpoint.Find("eu-west-1", null, null, () => sdk);
        Assert.Equal(AddressOf(sdk), found);
        Assert.NotEqual("dynamodb.eu-west-1.amazonaws.com", found.Host);
    }

    [Fact]
    public void An_address_that_is_named_wins_and_a_profile_is_the_SDK_s_to_read()
    {
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", "https://vpce-1.example.com");
        var named = new Uri("https://named.example.com/");
        Assert.Equal(named, DynamoDbEndpoint.Find("eu-west-1", named, "profile", () => throw new InvalidOperationException("Not asked.")));

        using var sdk = new AmazonDynamoDBClient(new BasicAWSCredentials("AKIAEXAMPLE", "secret"), new AmazonDynamoDBConfig { ServiceURL = "https://of-the-profile.example.com", AuthenticationRegion = "eu-west-1" });
        Assert.Equal("of-the-profile.example.com", DynamoDbEndpoint.Find("eu-west-1", null, "profile", () => sdk).Host);
    }

    private static AmazonDynamoDBClient Sdk(string region) => new(new BasicAWSCredentials("AKIAEXAMPLE", "secret"), new AmazonDynamoDBConfig { RegionEndpoint = RegionEndpoint.GetBySystemName(region) });

    private static Uri AddressOf(AmazonDynamoDBClient sdk) => new(sdk.DetermineServiceOperationEndpoint(new GetItemRequest { TableName = "any" }).URL);
}
