using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using DcvAdmin.Broker.Authorization;
using DcvAdmin.Broker.Hosting;
using DcvAdmin.Broker.RateLimits;
using DcvAdmin.Reporting;
using DcvAdmin.Tokens;
using DcvAdmin.Tokens.BrokerApi;
using DcvAdmin.Verification;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Broker.Tokens;

/// <summary>The JSON API under <c>/auth-tokens</c>: issue, list, test, revoke.</summary>
internal sealed partial class TokenEndpoints(TokenAuthenticator authenticator, ILogger<TokenEndpoints> logger)
{
    /// <summary>Longest body the API reads: 10,000 tokens with names of ordinary length.</summary>
    public const int MaximumBodyBytes = 8 * 1024 * 1024;

    private const int MaximumTestBytes = 16 * 1024;

    private static readonly string[] ListParameters = ["Id", "UserName", "SessionId", "Label", "State", "MaxResults", "NextToken"];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/auth-tokens")
            .OnPort(BrokerPort.Client)
            .RequireAuthorization(BearerHandler.SchemeName)
            .RequireRateLimiting(RateLimitPolicies.Api);
        group.MapPost("", ((RequestDelegate)IssueAsync).Answered(logger));
        group.MapGet("", ((RequestDelegate)ListAsync).Answered(logger));
        group.MapPost("/test", ((RequestDelegate)TestAsync).Answered(logger)).WithMetadata(new BodyLimit(MaximumTestBytes));
        group.MapPost("/revoke", ((RequestDelegate)RevokeAsync).Answered(logger));
    }

    private static ApiRefusal Refused(string message) => new(StatusCodes.Status400BadRequest, message);

    private static TokenGrantId ReadId(string text) => TokenGrantId.TryParse(text, out var id) ? id : throw Refused($"'{text}' is not a token grant id");

    private static TokenFilter ReadFilter(ApiQuery query)
    {
        TokenGrantState? state = null;
        if (query.Single("State") is { } text)
        {
            if (char.IsAsciiDigit(text.FirstOrDefault()) || !Enum.TryParse<TokenGrantState>(text, ignoreCase: true, out var parsed))
                throw Refused($"State is one of {string.Join(", ", Enum.GetNames<TokenGrantState>())}");
            state = parsed;
        }

        return new TokenFilter
        {
            Id = query.Single("Id") is { } id ? ReadId(id) : null,
            UserName = query.Single("UserName"),
            SessionId = query.Single("SessionId"),
            Label = query.Single("Label"),
            State = state,
        };
    }

    private async Task IssueAsync(HttpContext context)
    {
        var body = await ApiReplies.ReadAsync(context, ApiReplies.Json.IssueTokensRequest);
        if (body.Tokens.Count is 0 or > TokenAuthenticator.MaximumBatch) throw Refused($"Tokens has 1 to {TokenAuthenticator.MaximumBatch} entries");
        if (body.Tokens.Any(token => token is null)) throw Refused("Tokens holds null");

        var requests = body.Tokens.Select(token => token.ToRequest()).ToArray();
        var results = await authenticator.AsAdministrator(ApiReplies.Actor(context)).IssueAsync(requests, context.RequestAborted);
        var issued = new List<IssuedTokenBody>();
        var refused = new List<RefusedTokenBody>();
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].Token is { } token) issued.Add(new IssuedTokenBody { Index = i, AuthToken = token.Reveal(), Grant = results[i].Grant! });
            else refused.Add(new RefusedTokenBody { Index = i, FailureReasons = results[i].Flaws });
        }

        var requestId = ApiReplies.NewRequestId();
        LogIssued(logger, requestId, ApiReplies.Actor(context), issued.Count, refused.Count);
        context.Response.Headers.CacheControl = "no-store";
        await ApiReplies.WriteAsync(context, new IssueTokensReply { RequestId = requestId, SuccessfulList = issued, UnsuccessfulList = refused }, BrokerApiJson.Default.IssueTokensReply);
    }

    private async Task ListAsync(HttpContext context)
    {
        var query = new ApiQuery(context.Request.Query, ListParameters);
        var filter = ReadFilter(query);
        var pageSize = query.PageSize();
        try
        {
            var page = await authenticator.AsAdministrator(ApiReplies.Actor(context)).FindAsync(filter, query.Single("NextToken"), pageSize, context.RequestAborted);
            var reply = new ListTokensReply { RequestId = ApiReplies.NewRequestId(), Grants = page.Items, NextToken = page.NextCursor };
            await ApiReplies.WriteAsync(context, reply, BrokerApiJson.Default.ListTokensReply);
        }
        catch (ArgumentException)
        {
            throw Refused("NextToken is not one that a page ended with");
        }
    }

    private async Task TestAsync(HttpContext context)
    {
        var body = await ApiReplies.ReadAsync(context, ApiReplies.Json.TestTokenRequest);
        if (body.AuthToken.Length == 0) throw Refused("AuthToken is empty");
        if (!ClientAddress.TryParse(body.ClientAddress, out var client)) throw Refused("ClientAddress is too long or holds control characters");

        var result = await authenticator.AsAdministrator(ApiReplies.Actor(context))
            .TestAsync(new VerificationRequest(body.SessionId, AuthToken.FromText(body.AuthToken), client), context.RequestAborted);
        var reply = new TestTokenReply
        {
            RequestId = ApiReplies.NewRequestId(),
            IsGranted = result.IsGranted,
            Denial = result.Denial,
            Grant = result.Grant,
        };
        await ApiReplies.WriteAsync(context, reply, BrokerApiJson.Default.TestTokenReply);
    }

    private async Task RevokeAsync(HttpContext context)
    {
        var body = await ApiReplies.ReadAsync(context, ApiReplies.Json.RevokeTokensRequest);
        var filter = new TokenFilter { UserName = body.UserName, SessionId = body.SessionId, Label = body.Label };
        if (body.Ids is null == filter.IsEmpty) throw Refused("Name either Ids, or at least one of UserName, SessionId and Label");

        var administration = authenticator.AsAdministrator(ApiReplies.Actor(context));
        var requestId = ApiReplies.NewRequestId();
        RevokeTokensReply reply;
        if (body.Ids is { } texts)
        {
            if (texts.Count is 0 or > TokenAuthenticator.MaximumBatch) throw Refused($"Ids has 1 to {TokenAuthenticator.MaximumBatch} entries");
            var revocations = await administration.RevokeAsync([.. texts.Select(ReadId)], context.RequestAborted);
            reply = new RevokeTokensReply
            {
                RequestId = requestId,
                RevokedCount = revocations.Count(revocation => revocation.Outcome == RevocationOutcome.Revoked),
                Revocations = [.. revocations.Select(revocation => new RevocationBody
                {
                    Id = revocation.Id.Value,
                    Outcome = revocation.Outcome,
                    Grant = revocation.Grant,
                })],
            };
        }
        else
        {
            reply = new RevokeTokensReply { RequestId = requestId, RevokedCount = await administration.RevokeMatchingAsync(filter, context.RequestAborted) };
        }

        LogRevoked(logger, requestId, ApiReplies.Actor(context), reply.RevokedCount);
        await ApiReplies.WriteAsync(context, reply, BrokerApiJson.Default.RevokeTokensReply);
    }

    [LoggerMessage(TokenEvents.Issued, LogLevel.Information, "{RequestId}: {Actor} issued {Issued} tokens, {Refused} requests were refused")]
    private static partial void LogIssued(ILogger logger, string requestId, string actor, int issued, int refused);

    [LoggerMessage(1102, LogLevel.Information, "{RequestId}: {Actor} revoked {Revoked} grants")]
    private static partial void LogRevoked(ILogger logger, string requestId, string actor, int revoked);
}
