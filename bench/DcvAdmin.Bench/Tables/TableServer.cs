using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Bench.Tables;

/// <summary>
/// A table in memory that speaks DynamoDB's protocol and counts what DynamoDB would charge. It is there because the emulator takes minutes to hold
/// 100,000 items and makes its figures up; conditions, item sizes and the size of a page are honest, everything else is left out.
/// </summary>
internal sealed class TableServer : IAsyncDisposable
{
    // "A single Scan reads up to 1 MB of data."
    private const int PageBytes = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, JsonObject> _items = new(StringComparer.Ordinal);
    private readonly WebApplication _application;

    private TableServer(WebApplication application) => _application = application;

    public Uri Address { get; private set; } = null!;

    /// <summary>Requests since the last reset, by operation.</summary>
    public Dictionary<string, int> Requests { get; } = new(StringComparer.Ordinal);

    public double ReadUnits { get; private set; }

    public double WriteUnits { get; private set; }

    public static async Task<TableServer> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new TableServer(builder.Build());
        server._application.Run(server.AnswerAsync);
        await server._application.StartAsync(cancellationToken);
        server.Address = new Uri(server._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    /// <summary>Puts an item there without being asked over the wire: filling is not what is measured.</summary>
    public void Fill(JsonObject item) => _items[KeyOf(item)] = item;

    public void ResetCounts()
    {
        lock (_gate)
        {
            Requests.Clear();
            (ReadUnits, WriteUnits) = (0, 0);
        }
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static string KeyOf(JsonObject keyOrItem) => keyOrItem["AuthToken"]!["S"]!.GetValue<string>();

    private async Task AnswerAsync(HttpContext context)
    {
        var operation = context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
        using var reader = new StreamReader(context.Request.Body);
        var request = (JsonObject)JsonNode.Parse(await reader.ReadToEndAsync(context.RequestAborted))!;
        JsonObject reply;
        lock (_gate)
        {
            Requests[operation] = Requests.GetValueOrDefault(operation) + 1;
            reply = operation switch
            {
                "GetItem" => Get(request),
                "BatchGetItem" => BatchGet(request),
                "PutItem" => Put(request),
                "UpdateItem" => Update(request),
                "Scan" => Scan(request),
                "Query" => QueryPending(),
                _ => throw new NotSupportedException(operation),
            };
        }

        if (reply.ContainsKey("__type")) context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "application/x-amz-json-1.0";
        await context.Response.WriteAsync(reply.ToJsonString());
    }

    private JsonObject Get(JsonObject request)
    {
        var item = _items.GetValueOrDefault(KeyOf((JsonObject)request["Key"]!));
        ReadUnits += ItemSize.ReadUnits(ItemSize.Of(item), request["ConsistentRead"]?.GetValue<bool>() ?? false);
        return item is null ? [] : new JsonObject { ["Item"] = item.DeepClone() };
    }

    private JsonObject BatchGet(JsonObject request)
    {
        var (table, wanted) = ((JsonObject)request["RequestItems"]!).Select(pair => (pair.Key, (JsonObject)pair.Value!)).Single();
        var found = new JsonArray();
        foreach (var key in (JsonArray)wanted["Keys"]!)
        {
            var item = _items.GetValueOrDefault(KeyOf((JsonObject)key!));
            ReadUnits += ItemSize.ReadUnits(ItemSize.Of(item), wanted["ConsistentRead"]?.GetValue<bool>() ?? false);
            if (item is not null) found.Add(item.DeepClone());
        }

        return new JsonObject { ["Responses"] = new JsonObject { [table] = found }, ["UnprocessedKeys"] = new JsonObject() };
    }

    private JsonObject Put(JsonObject request)
    {
        var item = (JsonObject)request["Item"]!.DeepClone();
        var before = _items.GetValueOrDefault(KeyOf(item));
        WriteUnits += ItemSize.WriteUnits(ItemSize.Of(before), ItemSize.Of(item));
        if (!TableExpression.IsMet(request["ConditionExpression"]?.GetValue<string>(), request, before)) return Refused(before);
        if ((before?.ContainsKey("AuditPending") ?? false) != item.ContainsKey("AuditPending")) WriteUnits++;
        _items[KeyOf(item)] = item;
        return [];
    }

    private JsonObject Update(JsonObject request)
    {
        var key = KeyOf((JsonObject)request["Key"]!);
        var before = _items.GetValueOrDefault(key);
        if (!TableExpression.IsMet(request["ConditionExpression"]?.GetValue<string>(), request, before))
        {
            WriteUnits += ItemSize.WriteUnits(ItemSize.Of(before), 0);
            return Refused(before);
        }

        var after = (JsonObject)(before ?? (JsonObject)request["Key"]!).DeepClone();
        TableExpression.Apply(request["UpdateExpression"]!.GetValue<string>(), request, after);
        WriteUnits += ItemSize.WriteUnits(ItemSize.Of(before), ItemSize.Of(after));
        // The pending index holds nothing but keys: an entry that comes or goes is one unit.
        if ((before?.ContainsKey("AuditPending") ?? false) != after.ContainsKey("AuditPending")) WriteUnits++;
        _items[key] = after;
        return new JsonObject { ["Attributes"] = request["ReturnValues"]?.GetValue<string>() == "ALL_OLD" ? before?.DeepClone() : after.DeepClone() };
    }

    // The index of pending records, which holds nothing but keys; no other is asked here.
    private JsonObject QueryPending()
    {
        var found = new JsonArray([.. _items.Where(pair => pair.Value.ContainsKey("AuditPending")).Select(pair => (JsonNode)new JsonObject { ["AuthToken"] = new JsonObject { ["S"] = pair.Key } })]);
        ReadUnits += ItemSize.ReadUnits(found.Count * 100, false);
        return new JsonObject { ["Items"] = found, ["Count"] = found.Count, ["ScannedCount"] = found.Count };
    }

    private JsonObject Scan(JsonObject request)
    {
        var found = new JsonArray();
        long bytes = 0;
        var scanned = 0;
        foreach (var item in _items.Values)
        {
            bytes += ItemSize.Of(item);
            if (bytes > PageBytes) break;
            scanned++;
            if (TableExpression.IsMet(request["FilterExpression"]?.GetValue<string>(), request, item)) found.Add(item.DeepClone());
        }

        // A scan is charged by the sum of what it read, not item by item.
        ReadUnits += ItemSize.ReadUnits(Math.Min(bytes, PageBytes), request["ConsistentRead"]?.GetValue<bool>() ?? false);
        return new JsonObject { ["Items"] = found, ["Count"] = found.Count, ["ScannedCount"] = scanned };
    }

    private static JsonObject Refused(JsonObject? item)
    {
        var refusal = new JsonObject { ["__type"] = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", ["message"] = "The conditional request failed" };
        if (item is not null) refusal["Item"] = item.DeepClone();
        return refusal;
    }
}
