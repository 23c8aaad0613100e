using System;
using System.Text.Json.Serialization;
using System.Threading.Tasks;
using DcvAdmin.Broker.Tls;
using DcvAdmin.Broker.Tokens;
using DcvAdmin.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DcvAdmin.Broker.Health;

/// <summary>What health is read from.</summary>
internal sealed record HealthSources(IOpenStore Store, ServerCertificate? Certificate);

/// <summary>Answer to <c>GET /health</c>.</summary>
internal sealed record HealthReply
{
    /// <summary><c>Healthy</c> with status 200, <c>Unhealthy</c> with 503.</summary>
    public required string Status { get; init; }

    /// <summary>The broker's version.</summary>
    public required string Version { get; init; }

    /// <summary>When its certificate ends; absent without TLS.</summary>
    public DateTimeOffset? CertificateExpiresAt { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(DcvAdmin.Tokens.BrokerApi.UtcInstantConverter)])]
[JsonSerializable(typeof(HealthReply))]
internal sealed partial class HealthJson : JsonSerializerContext;

/// <summary><c>GET /health</c> on both ports, for load balancers: no authorization, so no details of a fault; those are in the log.</summary>
internal static class HealthEndpoints
{
    private static readonly string Version = typeof(HealthEndpoints).Assembly.GetName().Version!.ToString(3);

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var sources = endpoints.ServiceProvider.GetRequiredService<HealthSources>();
        endpoints.MapGet("/health", (RequestDelegate)(context => AnswerAsync(context, sources)));
    }

    private static async Task AnswerAsync(HttpContext context, HealthSources sources)
    {
        var isHealthy = await sources.Store.FindFaultAsync(context.RequestAborted) is null;
        if (!isHealthy) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        await ApiReplies.WriteAsync(
            context,
            new HealthReply { Status = isHealthy ? "Healthy" : "Unhealthy", Version = Version, CertificateExpiresAt = sources.Certificate?.ExpiresAt },
            HealthJson.Default.HealthReply);
    }
}
