using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using DcvAdmin.Aws.Wire;
using DcvAdmin.Reporting;

namespace DcvAdmin.Aws;

/// <summary>
/// What we put into the pipeline of every client: a guard, a report of every attempt, retries and their cause included, and a look at the service's clock. The SDK builds a client's
/// pipeline before the client's own constructor runs, so the report is found by the client's configuration.
/// </summary>
internal sealed class RequestPipeline : IRuntimePipelineCustomizer
{
    private static readonly ConditionalWeakTable<IClientConfig, IWorkReport> Reports = new();
    private static readonly ConditionalWeakTable<IClientConfig, ServiceClock> Clocks = new();

    public string UniqueName => "DcvAdmin";

    /// <summary>From here on every client of this SDK is made so, also those that the SDK makes itself to obtain credentials.</summary>
    public static void Install() => RuntimePipelineCustomizerRegistry.Instance.Register(new RequestPipeline());

    /// <summary>Names who is told of the requests of the client that gets this configuration.</summary>
    public static TConfig Attach<TConfig>(TConfig config, IWorkReport report)
        where TConfig : ClientConfig
    {
        Reports.Add(config, report);
        return config;
    }

    /// <summary>Names who is told of the time at which answers to the client that gets this configuration were given.</summary>
    public static void Attach(ClientConfig config, ServiceClock clock) => Clocks.Add(config, clock);

    public void Customize(Type type, RuntimePipeline pipeline)
    {
        pipeline.AddHandlerAfter<RetryHandler>(new AttemptReporter());
        pipeline.AddHandlerAfter<RetryHandler>(new EncryptionGuard());
        // Only where they have work to do.
        if (type == typeof(WireClient)) pipeline.AddHandlerAfter<RetryHandler>(new OnceOnly());
        if (type == typeof(WireClient)) pipeline.AddHandlerAfter<RetryHandler>(new AbsentService());
        if (type == typeof(WireClient)) pipeline.AddHandlerAfter<RetryHandler>(new Pace());
        if (type == typeof(AmazonDynamoDBClient)) pipeline.AddHandlerAfter<RetryHandler>(new DateReader());
    }

    private sealed class DateReader : PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            if (!Clocks.TryGetValue(executionContext.RequestContext.ClientConfig, out var clock)) return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            try
            {
                var result = await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
                clock.Observe(executionContext.ResponseContext.HttpResponse?.GetHeaderValue("Date"));
                return result;
            }
            catch (AmazonServiceException refusal) when (refusal.InnerException is HttpErrorResponseException answer)
            {
                // A condition that was not met is an answer too.
                clock.Observe(answer.Response.GetHeaderValue("Date"));
                throw;
            }
        }
    }

    private sealed class AttemptReporter : PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            var request = executionContext.RequestContext;
            if (!Reports.TryGetValue(request.ClientConfig, out var report)) return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);

            // The SDK names a request after its class, which is one for all operations whose package we do not carry.
            var operation = request.OriginalRequest is Call ours ? ours.Operation : request.RequestName.Replace("Request", string.Empty);
            var call = $"{operation} in {request.ClientConfig.AuthenticationRegion}";
            report.Decide(request.Retries == 0 ? $"Calling {call}." : $"Calling {call} again, attempt {request.Retries + 1}.");
            try
            {
                return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            }
            catch (AmazonServiceException failure) when (!string.IsNullOrEmpty(failure.ErrorCode))
            {
                report.Decide($"{call} was answered with {failure.ErrorCode}.");
                throw;
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or WebException or TimeoutException)
            {
                report.Decide($"{call} failed: {failure.GetBaseException().Message}");
                throw;
            }
        }
    }
}
