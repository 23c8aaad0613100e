using System;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace DcvAdmin.Aws.Wire;

/// <summary>
/// Tells a region without the service from a service that does not answer: its host name does not exist, which no further attempt changes. An address that somebody
/// named is another matter: there it is a slip.
/// </summary>
internal sealed class AbsentService : PipelineHandler
{
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        try
        {
            return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
        }
        catch (Exception failure) when (executionContext.RequestContext.ClientConfig is WireConfig { Service.IsEverywhere: false, ServiceURL: null or "" } && IsUnknownHost(failure))
        {
            var config = (WireConfig)executionContext.RequestContext.ClientConfig;
            throw new AwsException(
                AwsFault.NotOffered,
                $"{config.AuthenticationRegion} does not offer {config.Service.Id}: {executionContext.RequestContext.Request.Endpoint.Host} does not exist.",
                "Name a region that offers it; where it should, check this machine's name resolution.");
        }
    }

    /// <summary>Whether name resolution said that there is no such host; that it could not say is not enough.</summary>
    internal static bool IsUnknownHost(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } or WebException { Status: WebExceptionStatus.NameResolutionFailure }) return true;
        }

        return false;
    }
}
