using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace DcvAdmin.Aws.Wire;

/// <summary>
/// Holds back the attempts of a client, first ones and retries, as its <see cref="AdaptiveRate"/> says, and tells it. The SDK's own adaptive mode gives up where its
/// bucket is empty: two throttled calls in a row ended a region.
/// </summary>
internal sealed class Pace : PipelineHandler
{
    private static readonly Stopwatch Clock = Stopwatch.StartNew();

    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var context = executionContext.RequestContext;
        if (context.ClientConfig is not WireConfig { Rate: { } rate, Report: var report }) return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);

        var wait = rate.Take(Clock.Elapsed);
        if (wait > TimeSpan.Zero)
        {
            report.Decide($"Waiting {Number(wait.TotalSeconds)} s before the next call in {context.ClientConfig.AuthenticationRegion}.");
            await Task.Delay(wait, context.CancellationToken).ConfigureAwait(false);
        }

        var sent = Clock.Elapsed;
        try
        {
            var result = await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            rate.Succeeded();
            return result;
        }
        catch (AmazonServiceException refusal) when (AwsFaults.Classify(refusal.ErrorCode ?? string.Empty, (int)refusal.StatusCode).Fault == AwsFault.Throttled)
        {
            if (rate.Throttled(sent, Clock.Elapsed)) report.Decide($"AWS throttles {context.ClientConfig.AuthenticationRegion}: slowing down to {Number(rate.PerSecond ?? 0)} calls a second.");
            throw;
        }
    }

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
