using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace DcvAdmin.Aws.Wire;

/// <summary>
/// Host names as the endpoint rules of most regional services have them: prefix, region, and the suffix of the region's partition. An address that the caller,
/// the environment or the profile names wins.
/// </summary>
internal sealed class WireEndpoints(string prefix) : IEndpointProvider
{
    public static EndpointParameters ParametersOf(IClientConfig config)
    {
        var parameters = new EndpointParameters();
        parameters["Region"] = config.RegionEndpoint?.SystemName ?? config.AuthenticationRegion;
        parameters["UseDualStack"] = config.UseDualstackEndpoint;
        parameters["UseFIPS"] = config.UseFIPSEndpoint;
        parameters["Endpoint"] = config.ServiceURL;
        return parameters;
    }

    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        if (parameters["Endpoint"] is string { Length: > 0 } named) return new Endpoint(named);
        if (parameters["Region"] is not string { Length: > 0 } region) throw new AmazonClientException("No region is configured.");

        var partition = Fn.Partition(region);
        var dualStack = true.Equals(parameters["UseDualStack"]);
        var suffix = (string)partition[dualStack ? "dualStackDnsSuffix" : "dnsSuffix"];
        // In GovCloud the plain host names are the validated ones.
        var validated = true.Equals(parameters["UseFIPS"]) && (dualStack || (string)partition["name"] != "aws-us-gov");
        return new Endpoint($"https://{prefix}{(validated ? "-fips" : string.Empty)}.{region}.{suffix}");
    }
}
