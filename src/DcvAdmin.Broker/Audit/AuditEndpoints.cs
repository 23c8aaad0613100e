using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Broker.Authorization;
using DcvAdmin.Broker.Hosting;
using DcvAdmin.Broker.RateLimits;
using DcvAdmin.Broker.Tokens;
using DcvAdmin.Tokens;
using DcvAdmin.Tokens.BrokerApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Broker.Audit;

/// <summary>One audit record in a JSON reply.</summary>
internal sealed record AuditRecordBody
{
    public required long Sequence { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required AuditEvent Event { get; init; }

    public required string Actor { get; init; }

    public string? GrantId { get; init; }

    public string? SessionId { get; init; }

    public string? UserName { get; init; }

    public string? ClientAddress { get; init; }

    public DenialReason? Denial { get; init; }

    public string? Detail { get; init; }

    public required string Hash { get; init; }

    public static AuditRecordBody Of(AuditRecord record) => new()
    {
        Sequence = record.Sequence,
        Time = record.Entry.Time,
        Event = record.Entry.Event,
        Actor = record.Entry.Actor,
        GrantId = record.Entry.GrantId?.Value,
        SessionId = record.Entry.SessionId,
        UserName = record.Entry.UserName,
        ClientAddress = record.Entry.ClientAddress,
        Denial = record.Entry.Denial,
        Detail = record.Entry.Detail,
        Hash = record.HashText,
    };
}

/// <summary>Answer to <c>GET /audit-records</c>.</summary>
internal sealed record AuditRecordsReply
{
    public required string RequestId { get; init; }

    public required IReadOnlyList<AuditRecordBody> Records { get; init; }

    public string? NextToken { get; init; }
}

/// <summary>Answer to <c>POST /audit-records/verify</c>.</summary>
internal sealed record AuditVerificationReply
{
    public required string RequestId { get; init; }

    public required bool IsIntact { get; init; }

    public required long RecordsChecked { get; init; }

    public string? Flaw { get; init; }

    /// <summary>The end of the chain: note it elsewhere, and a chain that was rebuilt since can be told.</summary>
    public required long HeadSequence { get; init; }

    public required string HeadHash { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true, Converters = [typeof(UtcInstantConverter)])]
[JsonSerializable(typeof(AuditRecordsReply))]
[JsonSerializable(typeof(AuditVerificationReply))]
internal sealed partial class AuditJson : JsonSerializerContext;

/// <summary>Reads and checks the audit chain over the JSON API.</summary>
internal sealed class AuditEndpoints(IAuditLog audit)
{
    // A walk reads every record: side by side they would only take each other's disk, and the logons'.
    private int _isWalking;

    public async Task ListAsync(HttpContext context)
    {
        var query = new ApiQuery(context.Request.Query, "MaxResults", "NextToken");
        var size = query.PageSize();
        try
        {
            var page = await audit.ReadAsync(query.Single("NextToken"), size, context.RequestAborted);
            var reply = new AuditRecordsReply { RequestId = ApiReplies.NewRequestId(), Records = [.. page.Items.Select(AuditRecordBody.Of)], NextToken = page.NextCursor };
            await ApiReplies.WriteAsync(context, reply, AuditJson.Default.AuditRecordsReply);
        }
        catch (ArgumentException)
        {
            throw new ApiRefusal(StatusCodes.Status400BadRequest, "NextToken is not one that a page ended with");
        }
    }

    public async Task VerifyAsync(HttpContext context)
    {
        if (Interlocked.Exchange(ref _isWalking, 1) != 0) throw new ApiRefusal(StatusCodes.Status409Conflict, "The audit records are being verified; ask again when that has ended");
        AuditVerification verification;
        try
        {
            verification = await audit.VerifyAsync(context.RequestAborted);
        }
        finally
        {
            Volatile.Write(ref _isWalking, 0);
        }

        var reply = new AuditVerificationReply
        {
            RequestId = ApiReplies.NewRequestId(),
            IsIntact = verification.IsIntact,
            RecordsChecked = verification.RecordsChecked,
            Flaw = verification.Flaw,
            HeadSequence = verification.Head.Sequence,
            HeadHash = Convert.ToHexStringLower(verification.Head.Hash),
        };
        await ApiReplies.WriteAsync(context, reply, AuditJson.Default.AuditVerificationReply);
    }
}

/// <summary>Maps the audit API.</summary>
internal static class AuditFeature
{
    public static void MapAudit(this IEndpointRouteBuilder endpoints)
    {
        var api = new AuditEndpoints(endpoints.ServiceProvider.GetRequiredService<IAuditLog>());
        var logger = endpoints.ServiceProvider.GetRequiredService<ILogger<AuditEndpoints>>();
        var group = endpoints.MapGroup("/audit-records")
            .OnPort(BrokerPort.Client)
            .RequireAuthorization(BearerHandler.SchemeName)
            .RequireRateLimiting(RateLimitPolicies.Api);
        group.MapGet("", ((RequestDelegate)api.ListAsync).Answered(logger));
        group.MapPost("/verify", ((RequestDelegate)api.VerifyAsync).Answered(logger)).WithMetadata(new BodyLimit(0));
    }
}
