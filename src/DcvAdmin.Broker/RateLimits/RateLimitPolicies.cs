using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.RateLimiting;
using System.Threading.Tasks;
using DcvAdmin.Broker.Hosting;
using DcvAdmin.Broker.Options;
using DcvAdmin.Broker.Tokens;
using DcvAdmin.Broker.Verification;
using DcvAdmin.Broker.Workspaces;
using DcvAdmin.Reporting;
using DcvAdmin.Verification;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Broker.RateLimits;

/// <summary>How often one caller, known by its address, may ask: token buckets of twice the rate.</summary>
internal static partial class RateLimitPolicies
{
    public const string Verification = "verification";

    public const string Api = "api";

    public const string Portal = "portal";

    public static void AddRateLimits(this IServiceCollection services, BrokerOptions options) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = RejectAsync;
        limiter.AddPolicy(Verification, context => RateLimitPartition.GetTokenBucketLimiter(Network(context), _ => Bucket(options.VerificationRate)));
        limiter.AddPolicy(Portal, context => RateLimitPartition.GetTokenBucketLimiter(Network(context), _ => Bucket(options.PortalRate)));
        limiter.AddPolicy(Api, context => RateLimitPartition.GetTokenBucketLimiter(Network(context), _ => Bucket(options.ApiRate)));
    });

    private static TokenBucketRateLimiterOptions Bucket(int rate) => new()
    {
        TokenLimit = 2 * rate,
        TokensPerPeriod = rate,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    };

    /// <summary>Whoever has one IPv6 address has all of its /64: they count as one caller.</summary>
    private static IPAddress Network(HttpContext context)
    {
        var address = Caller.Of(context);
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }

    private static async ValueTask RejectAsync(OnRejectedContext rejection, CancellationToken cancellationToken)
    {
        var context = rejection.HttpContext;
        var seconds = rejection.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        LogRejected(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RateLimitPolicies)), context.Request.Path.Value.Visible(), Caller.Of(context).ToString());

        if (context.Request.Path == VerificationEndpoint.Path)
        {
            // What a DCV server makes of the status is not documented; the body says no in its own words.
            context.Response.ContentType = AuthReply.ContentType;
            await context.Response.Body.WriteAsync(AuthReply.Deny(), cancellationToken);
            return;
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<PortalEndpoint>() is { } portal) await portal.RejectAsync(context, cancellationToken);
        else await ApiReplies.WriteErrorAsync(context, "Too many requests");
    }

    [LoggerMessage(1401, LogLevel.Warning, "{Path} was asked too often by {Caller}")]
    private static partial void LogRejected(ILogger logger, string? path, string caller);
}
