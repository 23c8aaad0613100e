using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;
using DcvAdmin.Reporting;

namespace DcvAdmin.Aws.Wire;

/// <summary>The configuration of a client whose package we do not carry; the counterpart of the SDK's generated ones.</summary>
internal sealed class WireConfig : ClientConfig
{
    // Standard mode as the SDK's own clients have it; what AwsConnection sets wins over it.
    private static readonly DefaultConfigurationProvider Defaults = new([new DefaultConfiguration { Name = DefaultConfigurationMode.Standard, RetryMode = RequestRetryMode.Standard }]);

    public WireConfig(WireService service)
        : base(Defaults)
    {
        Service = service;
        ServiceId = service.Id;
        AuthenticationServiceName = service.SigningName;
        EndpointProvider = new WireEndpoints(service.EndpointPrefix);
    }

    public WireService Service { get; }

    /// <summary>Holds the client back where AWS throttles; null leaves that to the retries.</summary>
    public AdaptiveRate? Rate { get; init; }

    /// <summary>Is told of it.</summary>
    public IWorkReport Report { get; init; } = SilentWorkReport.Instance;

    public override string ServiceVersion => Service.Version;

    public override string RegionEndpointServiceName => Service.EndpointPrefix;

    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString("4.0");

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => EndpointProvider.ResolveEndpoint(WireEndpoints.ParametersOf(this));
}
