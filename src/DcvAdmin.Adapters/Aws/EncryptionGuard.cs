using System;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace DcvAdmin.Aws;

/// <summary>
/// Sends nothing unencrypted but to this machine. It stands in the pipeline, because the address may also come from AWS_ENDPOINT_URL or the profile's endpoint_url.
/// </summary>
internal sealed class EncryptionGuard : PipelineHandler
{
    /// <summary>Why an address is not asked.</summary>
    public static AwsException Refuse(Uri address) => new(
        AwsFault.InsecureEndpoint,
        $"{address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)} would be asked without encryption.",
        "Use an https address; http is taken on this machine only. It comes from -EndpointUrl, AWS_ENDPOINT_URL or the profile's endpoint_url.");

    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var address = executionContext.RequestContext.Request.Endpoint;
        return address.Scheme == Uri.UriSchemeHttps || address.IsLoopback ? base.InvokeAsync<T>(executionContext) : throw Refuse(address);
    }
}
