using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Broker.Hosting;

/// <summary>Which of the broker's two ports a connection came in by, and an endpoint is served on.</summary>
internal enum BrokerPort
{
    /// <summary>The client API, 8443 by default.</summary>
    Client,

    /// <summary>What DCV servers ask, 8445 by default.</summary>
    Agent,
}

/// <summary>Marks a connection with its port.</summary>
internal sealed record BrokerPortFeature(BrokerPort Port);

/// <summary>
/// Keeps endpoints on their port: by the connection's own mark and not by the Host header, which a caller writes as it likes.
/// </summary>
internal static class BrokerPortRouting
{
    public static TBuilder OnPort<TBuilder>(this TBuilder endpoints, BrokerPort port)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new BrokerPortFeature(port));

    /// <summary>Answers 404 for endpoints of the other port.</summary>
    public static void UseBrokerPorts(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<BrokerPortFeature>() is not { } wanted || wanted == context.Features.Get<BrokerPortFeature>()) return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return System.Threading.Tasks.Task.CompletedTask;
    });
}
