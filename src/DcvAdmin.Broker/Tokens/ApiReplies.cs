using System;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using DcvAdmin.Tokens.BrokerApi;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Broker.Tokens;

/// <summary>How the JSON API reads requests and answers.</summary>
internal static class ApiReplies
{
    /// <summary>The API's shapes, read strictly: unknown and repeated members are refused.</summary>
    public static BrokerApiJson Json { get; } = new(new JsonSerializerOptions(BrokerApiJson.Default.Options) { AllowDuplicateProperties = false, RespectNullableAnnotations = true });

    /// <summary>Who calls, for audit records.</summary>
    public static string Actor(HttpContext context) => $"API client {context.User.FindFirstValue(ClaimTypes.NameIdentifier)}";

    public static string NewRequestId() => Guid.NewGuid().ToString();

    /// <summary>Writes <c>{"error":"text"}</c>; the status is the caller's to set.</summary>
    public static Task WriteErrorAsync(HttpContext context, string error, string? description = null) =>
        context.Response.WriteAsJsonAsync(new ErrorBody { Error = error, Description = description }, BrokerApiJson.Default.ErrorBody, contentType: null, context.RequestAborted);

    public static Task WriteErrorAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        return WriteErrorAsync(context, error);
    }

    public static Task WriteAsync<T>(HttpContext context, T reply, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(reply, type, contentType: null, context.RequestAborted);

    /// <summary>Reads a JSON body.</summary>
    /// <exception cref="ApiRefusal">It is not JSON, or not of this shape.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
    {
        if (!context.Request.HasJsonContentType()) throw new ApiRefusal(StatusCodes.Status415UnsupportedMediaType, "The body must be application/json");
        try
        {
            return await context.Request.ReadFromJsonAsync(type, context.RequestAborted) ?? throw new ApiRefusal(StatusCodes.Status400BadRequest, "The body is null");
        }
        catch (JsonException failure)
        {
            throw new ApiRefusal(StatusCodes.Status400BadRequest, BodyFlaw.Explain(failure));
        }
        catch (BadHttpRequestException failure)
        {
            throw new ApiRefusal(failure.StatusCode, failure.Message);
        }
    }
}

/// <summary>A request the API refuses, with the status to answer.</summary>
internal sealed class ApiRefusal(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}