using System;
using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DcvAdmin.Bench.Functions;

/// <summary>A table that answers at once, as DynamoDB does for a token that was issued and not yet used: what is left to measure is the function.</summary>
internal sealed class TableStub : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, (string Hash, string At, string Client)> _redeemed = new();
    private readonly WebApplication _app;
    private ListenOptions? _listener;

    private TableStub()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener =>
        {
            _listener = listener;
            listener.Protocols = HttpProtocols.Http1;
        }));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Address => $"http://{_listener!.IPEndPoint}";

    public static async Task<TableStub> StartAsync()
    {
        var stub = new TableStub();
        await stub._app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static JsonObject ItemOf(string hash) => new()
    {
        ["AuthToken"] = new JsonObject { ["S"] = "x" },
        ["TokenHash"] = new JsonObject { ["B"] = hash },
        ["SessionId"] = new JsonObject { ["S"] = "console" },
        // The same in a grant of ours.
        ["ForSession"] = new JsonObject { ["S"] = "console" },
        ["UserName"] = new JsonObject { ["S"] = "anna" },
        ["ExpirationTime"] = new JsonObject { ["N"] = "4102531200" },
        ["IssuedAt"] = new JsonObject { ["N"] = "1577836800000" },
        ["NotBefore"] = new JsonObject { ["N"] = "1577836800000" },
        ["ExpiresAt"] = new JsonObject { ["N"] = "4102444800000" },
        ["UsePolicy"] = new JsonObject { ["N"] = "0" },
        ["Issuer"] = new JsonObject { ["S"] = "bench" },
        ["Position"] = new JsonObject { ["N"] = "1" },
        ["WriteId"] = new JsonObject { ["S"] = "a" },
    };

    private async Task AnswerAsync(HttpContext context)
    {
        var request = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var answer = context.Request.Headers["X-Amz-Target"].ToString() switch
        {
            "DynamoDB_20120810.GetItem" => Read((string?)request!["Key"]!["AuthToken"]!["S"]),
            "DynamoDB_20120810.UpdateItem" => Redeem(request!),
            "DynamoDB_20120810.PutItem" => new JsonObject(),
            "DynamoDB_20120810.BatchGetItem" => new JsonObject { ["Responses"] = new JsonObject(), ["UnprocessedKeys"] = new JsonObject() },
            _ => null,
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(answer ?? new JsonObject());
        context.Response.StatusCode = answer is null ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        context.Response.ContentType = "application/x-amz-json-1.0";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private JsonObject Read(string? key)
    {
        // The function in Python asks for a key of 64 digits, which no table of ours has; there an item of the published table lies.
        if (key is { Length: 64 }) return new JsonObject { ["Item"] = ItemOf(string.Empty) };
        if (key is null || !_redeemed.TryGetValue(key, out var redeemed)) return new JsonObject();
        var item = ItemOf(redeemed.Hash);
        item["RedeemedAt"] = new JsonObject { ["N"] = redeemed.At };
        item["BoundClientAddress"] = new JsonObject { ["S"] = redeemed.Client };
        return new JsonObject { ["Item"] = item };
    }

    /// <summary>Every process finds the grant as it was issued: its first question is the one for a first yes.</summary>
    private JsonObject Redeem(JsonNode request)
    {
        var values = request["ExpressionAttributeValues"]!;
        var hash = (string)values[":hash"]!["B"]!;
        _redeemed[(string)request["Key"]!["AuthToken"]!["S"]!] = (hash, (string)values[":now"]!["N"]!, (string)values[":address"]!["S"]!);
        return new JsonObject { ["Attributes"] = ItemOf(hash) };
    }
}
