using System;
using System.IO;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using DcvAdmin.Broker.Hosting;
using DcvAdmin.Broker.RateLimits;
using DcvAdmin.Broker.Tokens;
using DcvAdmin.Tokens.BrokerApi;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Broker.Authorization;

/// <summary>
/// <c>POST /oauth2/token</c>: client credentials (RFC 6749 4.4) with Basic authentication. Known clients send <c>grant_type</c> in the query; the
/// RFC wants it in the form: both are taken.
/// </summary>
internal static partial class AccessTokenEndpoint
{
    private const string BasicPrefix = "Basic ";
    private const int MaximumBodyBytes = 4096;

    public static void AddApiAuthorization(this IServiceCollection services, ApiClients clients, AccessTokens accessTokens)
    {
        services.AddSingleton(clients);
        services.AddSingleton(_ => accessTokens);
        // Not AddAuthentication: it also adds data protection, which writes a key ring to the account's home for cookies nobody sets.
        services.AddWebEncoders();
        services.AddAuthenticationCore(authentication => authentication.AddScheme<BearerHandler>(BearerHandler.SchemeName, displayName: null));
        services.AddTransient<BearerHandler>();
        services.AddAuthorizationBuilder().AddPolicy(BearerHandler.SchemeName, policy => policy.AddAuthenticationSchemes(BearerHandler.SchemeName).RequireAuthenticatedUser());
    }

    public static void MapAccessTokens(this IEndpointRouteBuilder endpoints) => endpoints
        .MapPost("/oauth2/token", (RequestDelegate)IssueAsync)
        .OnPort(BrokerPort.Client)
        .RequireRateLimiting(RateLimitPolicies.Api)
        .WithMetadata(new AllowAnonymousAttribute(), new BodyLimit(MaximumBodyBytes));

    private static async Task IssueAsync(HttpContext context)
    {
        var response = context.Response;
        // RFC 6749 5.1.
        response.Headers.CacheControl = "no-store";

        var grantType = await ReadGrantTypeAsync(context);
        if (grantType != "client_credentials")
        {
            response.StatusCode = StatusCodes.Status400BadRequest;
            await ApiReplies.WriteErrorAsync(context, string.IsNullOrEmpty(grantType) ? "invalid_request" : "unsupported_grant_type", "This endpoint takes grant_type=client_credentials");
            return;
        }

        var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(AccessTokenEndpoint));
        var clients = context.RequestServices.GetRequiredService<ApiClients>();
        if (ReadBasic(context.Request.Headers.Authorization.ToString()) is not var (clientId, secret) || !clients.Authenticate(clientId, secret))
        {
            LogRefused(log, Caller.Of(context));
            response.StatusCode = StatusCodes.Status401Unauthorized;
            response.Headers.WWWAuthenticate = "Basic realm=\"DcvAdmin\"";
            await ApiReplies.WriteErrorAsync(context, "invalid_client", "Client id or secret is wrong");
            return;
        }

        var accessTokens = context.RequestServices.GetRequiredService<AccessTokens>();
        var reply = new AccessTokenReply { AccessToken = accessTokens.Issue(clientId), TokenType = "Bearer", ExpiresIn = accessTokens.LifetimeSeconds };
        LogIssued(log, clientId, Caller.Of(context));
        await response.WriteAsJsonAsync(reply, BrokerApiJson.Default.AccessTokenReply, contentType: null, context.RequestAborted);
    }

    private static async Task<string?> ReadGrantTypeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Query["grant_type"].ToString() is { Length: > 0 } inQuery) return inQuery;
        if (!string.Equals(request.ContentType?.Split(';')[0].Trim(), "application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)) return null;
        try
        {
            return (await request.ReadFormAsync(context.RequestAborted))["grant_type"].ToString();
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            return null;
        }
    }

    private static (string ClientId, string Secret)? ReadBasic(string header)
    {
        if (!header.StartsWith(BasicPrefix, StringComparison.OrdinalIgnoreCase)) return null;
        var buffer = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[BasicPrefix.Length..].Trim(), buffer, out var length)) return null;
        var pair = Encoding.UTF8.GetString(buffer, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        // RFC 6749 2.3.1: both are form-encoded before they are joined.
        return colon < 0 ? null : (Uri.UnescapeDataString(pair[..colon]), Uri.UnescapeDataString(pair[(colon + 1)..]));
    }

    [LoggerMessage(1201, LogLevel.Information, "API client {ClientId} logged in from {Caller}")]
    private static partial void LogIssued(ILogger logger, string clientId, IPAddress caller);

    [LoggerMessage(1202, LogLevel.Warning, "A login of an API client from {Caller} was refused")]
    private static partial void LogRefused(ILogger logger, IPAddress caller);
}
