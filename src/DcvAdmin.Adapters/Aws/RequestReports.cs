using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using DcvAdmin.Reporting;

namespace DcvAdmin.Aws;

/// <summary>
/// Tells of every attempt of every request, retries and their cause included. The SDK builds a client's pipeline before the client's own constructor runs,
/// so the report is found by the client's configuration.
/// </summary>
internal sealed class RequestReports : IRuntimePipelineCustomizer
{
    private static readonly ConditionalWeakTable<IClientConfig, IWorkReport> Reports = new();

    static RequestReports() => RuntimePipelineCustomizerRegistry.Instance.Register(new RequestReports());

    public string UniqueName => "DcvAdmin request reports";

    public static TConfig Attach<TConfig>(TConfig config, IWorkReport report)
        where TConfig : ClientConfig
    {
        Reports.Add(config, report);
        return config;
    }

    public void Customize(System.Type type, RuntimePipeline pipeline) => pipeline.AddHandlerAfter<RetryHandler>(new AttemptReporter());

    private sealed class AttemptReporter : PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            var request = executionContext.RequestContext;
            if (!Reports.TryGetValue(request.ClientConfig, out var report)) return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);

            var call = $"{request.RequestName.Replace("Request", string.Empty)} in {request.ClientConfig.AuthenticationRegion}";
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
        }
    }
}
