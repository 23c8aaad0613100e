using System;
using System.Buffers;
using System.Threading.Tasks;
using DcvAdmin.Broker.Hosting;
using DcvAdmin.Broker.RateLimits;
using DcvAdmin.Reporting;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Broker.Verification;

/// <summary>
/// <c>POST /agent/validate-authentication-token</c>, what a DCV server's <c>auth-token-verifier</c> names. Every request that can be answered
/// gets status 200 and the XML of a yes or a no, as the vendor's own verifier does.
/// </summary>
internal sealed partial class VerificationEndpoint(TokenAuthenticator authenticator, ILogger<VerificationEndpoint> logger)
{
    public const string Path = "/agent/validate-authentication-token";

    public async Task HandleAsync(HttpContext context)
    {
        var verifier = Caller.Of(context).ToString();
        var buffer = ArrayPool<byte>.Shared.Rent(VerificationForm.MaximumBytes + 1);
        try
        {
            var result = await AnswerAsync(context, buffer, verifier);
            Log(result, verifier);
            var reply = result.ToReply();
            context.Response.ContentType = AuthReply.ContentType;
            context.Response.ContentLength = reply.Length;
            await context.Response.Body.WriteAsync(reply);
        }
        catch (Exception failure) when (failure is BadHttpRequestException or System.IO.IOException)
        {
            // The caller broke off in the middle of its request: there is no one to answer.
            LogBrokenOff(logger, verifier, failure);
            context.Abort();
        }
        finally
        {
            // It holds a token.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private async Task<VerificationResult> AnswerAsync(HttpContext context, byte[] buffer, string verifier)
    {
        if (VerificationForm.FlawOfHeaders(context.Request.ContentType, context.Request.Headers.ContentEncoding.Count > 0) is { } headerFlaw)
            return await authenticator.DenyMalformedAsync(headerFlaw, verifier, context.RequestAborted);

        var length = 0;
        int read;
        while (length <= VerificationForm.MaximumBytes && (read = await context.Request.Body.ReadAsync(buffer.AsMemory(length, VerificationForm.MaximumBytes + 1 - length))) > 0)
            length += read;

        // A caller that goes away does not undo what it asked: the answer is worked out to its end.
        return VerificationForm.TryRead(buffer, length, out var request, out var flaw)
            ? await authenticator.VerifyAsync(request, verifier, default)
            : await authenticator.DenyMalformedAsync(flaw, verifier, default);
    }

    private void Log(VerificationResult result, string verifier)
    {
        if (result.Failure is { } failure) LogStoreFault(logger, verifier, failure);
        else if (result.Denial is { } denial) LogDenied(logger, denial, result.GrantId, verifier);
        else LogGranted(logger, result.GrantId, verifier);
    }

    [LoggerMessage(TokenEvents.Granted, LogLevel.Debug, TokenEvents.GrantedWords + " for grant {GrantId}, asked by {Verifier}")]
    private static partial void LogGranted(ILogger logger, TokenGrantId? grantId, string verifier);

    [LoggerMessage(TokenEvents.Denied, LogLevel.Information, TokenEvents.DeniedWords + " ({Denial}) for grant {GrantId}, asked by {Verifier}")]
    private static partial void LogDenied(ILogger logger, DenialReason denial, TokenGrantId? grantId, string verifier);

    [LoggerMessage(TokenEvents.DeniedByFault, LogLevel.Error, TokenEvents.DeniedByFaultWords + "; asked by {Verifier}")]
    private static partial void LogStoreFault(ILogger logger, string verifier, Exception failure);

    [LoggerMessage(1004, LogLevel.Debug, "A request of {Verifier} broke off")]
    private static partial void LogBrokenOff(ILogger logger, string verifier, Exception failure);
}

/// <summary>Maps the verifier.</summary>
internal static class VerificationFeature
{
    public static void MapVerification(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var endpoint = new VerificationEndpoint(services.GetRequiredService<TokenAuthenticator>(), services.GetRequiredService<ILogger<VerificationEndpoint>>());
        endpoints.MapPost(VerificationEndpoint.Path, (RequestDelegate)endpoint.HandleAsync)
            .OnPort(BrokerPort.Agent)
            // Longer bodies are ours to deny, and are not read; the web server would break them off in its own way.
            .WithMetadata(new BodyLimit(null))
            .RequireRateLimiting(RateLimitPolicies.Verification);
    }
}
