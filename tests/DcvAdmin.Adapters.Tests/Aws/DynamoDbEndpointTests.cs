using System;
using System.IO;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using DcvAdmin.Aws;
using DcvAdmin.Aws.Signing;

namespace DcvAdmin.Adapters.Tests.Aws;

[Collection(AwsSurroundings.Name)]
public sealed class DynamoDbEndpointTests : IDisposable
{
    private readonly AwsSurroundings _surroundings = new();

    public static TheoryData<string, bool> Regions
    {
        get
        {
            var regions = new TheoryData<string, bool>();
            foreach (var region in AwsRegion.Known.Keys) regions.Add(region, !region.StartsWith("cn-", StringComparison.Ordinal) && !region.StartsWith("eusc-", StringComparison.Ordinal));
            regions.Add("mx-central-9", true);
            foreach (var region in new[] { "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1" }) regions.Add(region, false);
            return regions;
        }
    }

    public void Dispose()
    {
        _surroundings.Dispose();
        FallbackInternalConfigurationFactory.Reset();
    }

    [Theory]
    [MemberData(nameof(Regions))]
    public void A_region_has_the_address_that_the_SDK_would_ask(string region, bool isKnownToUs)
    {
        using var sdk = Sdk(region);
        var asked = 0;
        Assert.Equal(AddressOf(sdk), Find(region, null, null, () =>
        {
            asked++;
            return sdk;
        }));
        Assert.Equal(isKnownToUs ? 0 : 1, asked);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL", "https://vpce-1.example.com")]
    [InlineData("AWS_ENDPOINT_URL_DYNAMODB", "https://vpce-2.example.com/path")]
    public void An_address_of_the_environment_is_taken_without_asking_as_the_SDK_takes_it(string variable, string value)
    {
        Environment.SetEnvironmentVariable(variable, value);
        FallbackInternalConfigurationFactory.Reset();
        using var sdk = Sdk("eu-west-1");
        Assert.Equal(AddressOf(sdk), Find("eu-west-1", null, null, NotAsked));
    }

    [Theory]
    [InlineData("AWS_USE_FIPS_ENDPOINT", "true")]
    [InlineData("AWS_USE_DUALSTACK_ENDPOINT", "true")]
    [InlineData("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")]
    [InlineData("AWS_ACCOUNT_ID_ENDPOINT_MODE", "preferred")]
    [InlineData("AWS_CONFIG_FILE", "/nowhere")]
    [InlineData("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")]
    [InlineData("AWS_PROFILE", "default")]
    public void Where_the_environment_chooses_more_the_SDK_is_asked(string variable, string value)
    {
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", "https://vpce-1.example.com");
        Environment.SetEnvironmentVariable(variable, value);
        Assert.Equal("https://of-the-sdk.example.com/", Find("eu-west-1", null, null, OfTheSdk).AbsoluteUri);
    }

    [Theory]
    [InlineData("config")]
    [InlineData("credentials")]
    public void Where_there_are_files_the_SDK_is_asked(string file)
    {
        var home = Directory.CreateTempSubdirectory("dcvadmin");
        try
        {
            Environment.SetEnvironmentVariable("HOME", home.FullName);
            Assert.Equal("dynamodb.eu-west-1.amazonaws.com", Find("eu-west-1", null, null, NotAsked).Host);
            Directory.CreateDirectory(Path.Combine(home.FullName, ".aws"));
            File.WriteAllText(Path.Combine(home.FullName, ".aws", file), string.Empty);
            Assert.Equal("https://of-the-sdk.example.com/", Find("eu-west-1", null, null, OfTheSdk).AbsoluteUri);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    [Fact]
    public void An_address_that_is_named_wins_and_a_profile_is_the_SDK_s_to_read()
    {
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", "https://vpce-1.example.com");
        var named = new Uri("https://named.example.com/");
        Assert.Equal(named, Find("eu-west-1", named, "profile", NotAsked));
        Assert.Equal("of-the-sdk.example.com", Find("eu-west-1", null, "profile", OfTheSdk).Host);
    }

    [Fact]
    public void A_configuration_that_the_SDK_cannot_follow_is_a_fault_without_its_words()
    {
        var refusal = Assert.Throws<AwsException>(() => Find("eu-west-1", null, "profile", () => throw new InvalidDataException("aws_secret_access_key = hidden")));
        Assert.Equal(AwsFault.InvalidConfiguration, refusal.Fault);
        Assert.DoesNotContain("hidden", refusal.ToString(), StringComparison.Ordinal);
    }

    private static Uri Find(string region, Uri? named, string? profile, Func<IAmazonDynamoDB> sdk)
    {
        using var route = new DynamoDbRoute(DynamoDbEndpoint.Find(region, named, profile, sdk), null);
        return route.Address;
    }

    private static IAmazonDynamoDB NotAsked() => throw new InvalidOperationException("Not asked.");

    private static AmazonDynamoDBClient OfTheSdk() => new(new BasicAWSCredentials("AKIAEXAMPLE", "secret"), new AmazonDynamoDBConfig { ServiceURL = "https://of-the-sdk.example.com", AuthenticationRegion = "eu-west-1" });

    private static AmazonDynamoDBClient Sdk(string region) => new(new BasicAWSCredentials("AKIAEXAMPLE", "secret"), new AmazonDynamoDBConfig { RegionEndpoint = RegionEndpoint.GetBySystemName(region) });

    private static Uri AddressOf(AmazonDynamoDBClient sdk) => new(sdk.DetermineServiceOperationEndpoint(new GetItemRequest { TableName = "any" }).URL);
}
