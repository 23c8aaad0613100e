using System;
using DcvAdmin.Reporting;
using DcvAdmin.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Broker.Tokens;

/// <summary>Answers what handlers of the JSON API throw: refusals with their status, store faults with 503.</summary>
internal static partial class ApiFaults
{
    public static RequestDelegate Answered(this RequestDelegate handler, ILogger logger) => async context =>
    {
        try
        {
            await handler(context);
        }
        catch (ApiRefusal refusal)
        {
            await ApiReplies.WriteErrorAsync(context, refusal.Status, refusal.Message);
        }
        catch (StoreException failure)
        {
            LogStoreFault(logger, context.Request.Path.Value, failure);
            await ApiReplies.WriteErrorAsync(context, StatusCodes.Status503ServiceUnavailable, failure.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is no one to answer.
        }
    };

    [LoggerMessage(TokenEvents.CallFailed, LogLevel.Error, "{Path} " + TokenEvents.CallFailedWords)]
    private static partial void LogStoreFault(ILogger logger, string? path, Exception failure);
}
