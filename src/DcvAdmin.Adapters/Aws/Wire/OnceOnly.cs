using System;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace DcvAdmin.Aws.Wire;

/// <summary>
/// Keeps the pipeline from sending again what must not be done twice. The SDK takes a lost answer, a time-out and a fault of the service for reasons to ask again;
/// a command that restarts a server would then run as often.
/// </summary>
internal sealed class OnceOnly : PipelineHandler
{
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        try
        {
            return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
        }
        catch (Exception failure) when (executionContext.RequestContext.OriginalRequest is Call { MayBeRepeated: false } && MayHaveBeenDone(failure, executionContext))
        {
            var context = executionContext.RequestContext;
            // Without the cause behind it: the SDK's retries look for connections that were lost behind every exception.
            throw new AwsException(
                AwsFault.Unavailable,
                $"{((Call)context.OriginalRequest).Operation} in {context.ClientConfig.AuthenticationRegion} was sent, and its answer was lost: {failure.GetBaseException().Message.TrimEnd('.')}.",
                "It may have been carried out all the same: look before you try again.");
        }
    }

    private static bool MayHaveBeenDone(Exception failure, IExecutionContext context) => failure switch
    {
        // Nothing is sent before the handshake is over.
        _ when HasCause<AuthenticationException>(failure) => false,
        OperationCanceledException => !context.RequestContext.CancellationToken.IsCancellationRequested,
        // With an HTTP status below 500 AWS says that it refused, throttling included.
        AmazonServiceException { StatusCode: > 0 and < System.Net.HttpStatusCode.InternalServerError } => false,
        _ => AwsFaults.IsAws(failure) && failure.GetBaseException() is not SocketException
        {
            // No connection came about, so nothing was sent.
            SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.HostUnreachable or SocketError.NetworkUnreachable,
        },
    };

    private static bool HasCause<T>(Exception? failure)
        where T : Exception
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is T) return true;
        }

        return false;
    }
}
