using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace DcvAdmin.Aws.Wire;

/// <summary>
/// A client for a service whose package we do not carry, on the pipeline of the SDK's own clients: its credentials, retries, signatures and clock correction,
/// and what <see cref="RequestPipeline"/> adds. A wire protocol gives it marshallers.
/// </summary>
internal sealed class WireClient : AmazonServiceClient
{
    public WireClient(AWSCredentials credentials, WireConfig config)
        : base(credentials, config) => Service = config.Service;

    public WireService Service { get; }

    protected override IServiceMetadata ServiceMetadata { get; } = new Metadata();

    public Task<TResponse> CallAsync<TResponse>(AmazonWebServiceRequest request, InvokeOptions options, CancellationToken cancellationToken)
        where TResponse : AmazonWebServiceResponse, new() => InvokeAsync<TResponse>(request, options, cancellationToken);

    // The same two handlers at the same places as in generated clients.
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new EndpointChoice());
        pipeline.AddHandlerAfter<EndpointChoice>(new SignatureChoice());
    }

    private sealed class EndpointChoice : BaseEndpointResolver
    {
        protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) => WireEndpoints.ParametersOf(requestContext.ClientConfig);
    }

    private sealed class SignatureChoice : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }

    private sealed class Metadata : IServiceMetadata
    {
        // Feeds the SDK's own monitoring alone, which nobody switches on for us.
        public string ServiceId => "DcvAdmin";

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
    }
}
