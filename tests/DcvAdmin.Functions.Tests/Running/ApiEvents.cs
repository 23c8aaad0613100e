using System;
using System.Text;
using System.Text.Json.Nodes;

namespace DcvAdmin.Functions.Tests.Running;

/// <summary>Events as API Gateway makes them, with a selection of the members that no function of ours looks at.</summary>
internal static class ApiEvents
{
    public const string Source = "10.1.2.3";

    public static string Form(string token, string session = "console", string? client = "192.0.2.7") =>
        $"sessionId={Uri.EscapeDataString(session)}&authenticationToken={Uri.EscapeDataString(token)}{(client is null ? string.Empty : $"&clientAddress={Uri.EscapeDataString(client)}")}";

    /// <summary>Payload 1.0, of a REST API.</summary>
    public static JsonObject Rest(string? body, string? contentType = "application/x-www-form-urlencoded", bool isBase64 = false, string method = "POST")
    {
        var headers = new JsonObject { ["Host"] = "abc.execute-api.eu-west-1.amazonaws.com", ["content-type"] = contentType };
        var all = new JsonObject { ["Host"] = new JsonArray("abc.execute-api.eu-west-1.amazonaws.com") };
        if (contentType is not null) all["content-type"] = new JsonArray(contentType);
        return new JsonObject
        {
            ["resource"] = "/",
            ["path"] = "/",
            ["httpMethod"] = method,
            ["headers"] = headers,
            ["multiValueHeaders"] = all,
            ["queryStringParameters"] = null,
            ["stageVariables"] = null,
            ["requestContext"] = new JsonObject
            {
                ["resourceId"] = "abc",
                ["protocol"] = "HTTP/1.1",
                ["identity"] = new JsonObject { ["cognitoIdentityPoolId"] = null, ["sourceIp"] = Source, ["userArn"] = null, ["vpceId"] = "vpce-1" },
                ["stage"] = "Beta",
            },
            ["body"] = body is null || !isBase64 ? body : Convert.ToBase64String(Encoding.UTF8.GetBytes(body)),
            ["isBase64Encoded"] = isBase64,
        };
    }

    /// <summary>Payload 2.0, of an HTTP API.</summary>
    public static JsonObject Http(string body, string contentType = "application/x-www-form-urlencoded") => new()
    {
        ["version"] = "2.0",
        ["routeKey"] = "$default",
        ["rawPath"] = "/",
        ["headers"] = new JsonObject { ["content-type"] = contentType },
        ["requestContext"] = new JsonObject { ["accountId"] = "123456789012", ["http"] = new JsonObject { ["method"] = "POST", ["sourceIp"] = Source }, ["timeEpoch"] = 1 },
        ["body"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(body)),
        ["isBase64Encoded"] = true,
    };

    public static JsonObject WithAuthorizer(this JsonObject call, JsonNode? authorizer)
    {
        call["requestContext"]!["authorizer"] = authorizer;
        return call;
    }
}
