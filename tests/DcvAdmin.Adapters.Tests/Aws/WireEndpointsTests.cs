using System;
using Amazon;
using DcvAdmin.Aws.Ssm;
using DcvAdmin.Aws.Wire;

namespace DcvAdmin.Adapters.Tests.Aws;

[Collection(AwsSurroundings.Name)]
public sealed class WireEndpointsTests : IDisposable
{
    private readonly AwsSurroundings _surroundings = new();

    public void Dispose() => _surroundings.Dispose();

    // The addresses that the SDKs' endpoint tests for Systems Manager expect.
    [Theory]
    [InlineData("eu-west-1", false, false, "https://ssm.eu-west-1.amazonaws.com")]
    [InlineData("cn-north-1", false, false, "https://ssm.cn-north-1.amazonaws.com.cn")]
    [InlineData("us-east-1", true, false, "https://ssm-fips.us-east-1.amazonaws.com")]
    [InlineData("us-gov-west-1", true, false, "https://ssm.us-gov-west-1.amazonaws.com")]
    [InlineData("us-east-1", false, true, "https://ssm.us-east-1.api.aws")]
    [InlineData("us-east-1", true, true, "https://ssm-fips.us-east-1.api.aws")]
    public void A_region_has_the_address_that_the_SDK_would_ask(string region, bool fips, bool dualStack, string address)
    {
        var config = new WireConfig(SystemsManager.Service) { RegionEndpoint = RegionEndpoint.GetBySystemName(region), UseFIPSEndpoint = fips, UseDualstackEndpoint = dualStack };
        Assert.Equal(address, config.EndpointProvider.ResolveEndpoint(WireEndpoints.ParametersOf(config)).URL.TrimEnd('/'));
    }
}
