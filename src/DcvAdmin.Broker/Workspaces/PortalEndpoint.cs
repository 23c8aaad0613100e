using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Broker.Hosting;
using DcvAdmin.Broker.RateLimits;
using DcvAdmin.Workspaces.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DcvAdmin.Broker.Workspaces;

/// <summary>Carries portal requests to the <see cref="PortalApi"/> and its replies back.</summary>
internal sealed class PortalEndpoint(PortalApi portal)
{
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.Map(PortalApi.Root + "/{**rest}", AnswerAsync)
        .OnPort(BrokerPort.Client)
        .RequireRateLimiting(RateLimitPolicies.Portal)
        // One more than is read, so that what is too long is known as such.
        .WithMetadata(new BodyLimit(PortalApi.MaximumBodyBytes + 1), this);

    /// <summary>Answers who asks too often.</summary>
    public Task RejectAsync(HttpContext context, CancellationToken cancellationToken) => WriteAsync(context, portal.RefuseTooMany(Read(context, default)), cancellationToken);

    private static PortalRequest Read(HttpContext context, ReadOnlyMemory<byte> body) => new()
    {
        Method = context.Request.Method,
        Path = context.Request.Path.Value ?? string.Empty,
        Query = [.. context.Request.Query.SelectMany(parameter => parameter.Value.Select(value => new KeyValuePair<string, string>(parameter.Key, value ?? string.Empty)))],
        Authorization = context.Request.Headers.Authorization is [var only] ? only : null,
        Origin = context.Request.Headers.Origin is [var origin] ? origin : null,
        ContentType = context.Request.ContentType,
        Body = body,
        SourceAddress = Caller.Of(context).ToString(),
    };

    private static async Task WriteAsync(HttpContext context, PortalReply reply, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers) context.Response.Headers[name] = value;
        if (reply.ContentType is null) return;
        context.Response.ContentType = reply.ContentType;
        context.Response.ContentLength = reply.Body.Length;
        await context.Response.Body.WriteAsync(reply.Body, cancellationToken);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        try
        {
            using var body = new MemoryStream();
            try
            {
                await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            }
            catch (BadHttpRequestException failure) when (failure.StatusCode == StatusCodes.Status413PayloadTooLarge)
            {
                await WriteAsync(context, portal.RefuseTooLarge(Read(context, default)), context.RequestAborted);
                return;
            }

            await WriteAsync(context, await portal.AnswerAsync(Read(context, body.ToArray()), context.RequestAborted), context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is no one to answer.
        }
    }
}
