using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Http;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Adapters.Tests.Stores.DynamoDb;

/// <summary>
/// Stands between a store and the emulator: it remembers every request, lets a test answer instead, and lets one request at a time through, because the
/// emulator looks at a condition and writes in two steps that other requests may come between, which DynamoDB does not.
/// </summary>
internal sealed class TableTap : IAsyncDisposable
{
    private readonly HttpClient _client = new();
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly ConcurrentQueue<(string Operation, string Body)> _requests = new();
    private readonly Uri _emulator;
    private string _authorization = string.Empty;
    private LoopbackServer _server = null!;

    private TableTap(Uri emulator) => _emulator = emulator;

    public Uri Address => _server.Address;

    /// <summary>Answers in the place of the emulator where it returns true; called before the emulator sees the request.</summary>
    public Func<string, HttpContext, Task<bool>>? Instead { get; set; }

    /// <summary>Changes what the emulator answered.</summary>
    public Func<string, string, (int Status, string Body)>? Afterwards { get; set; }

    /// <summary>What the answers say the time is.</summary>
    public DateTimeOffset? Date { get; set; }

    /// <summary>Operations in the order of their arrival.</summary>
    public IReadOnlyList<string> Operations => [.. _requests.Select(request => request.Operation)];

    public IReadOnlyList<(string Operation, string Body)> Requests => [.. _requests];

    public static async Task<TableTap> StartAsync(Uri emulator)
    {
        var tap = new TableTap(emulator);
        tap._server = await LoopbackServer.StartAsync(tap.PassAsync);
        return tap;
    }

    /// <summary>Forgets the requests so far.</summary>
    public void Forget() => _requests.Clear();

    /// <summary>Answers as DynamoDB refuses.</summary>
    public static async Task<bool> RefuseAsync(HttpContext context, string code, int status = 400, string message = "Words of AWS")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.0";
        await context.Response.WriteAsync(new JsonObject { ["__type"] = "com.amazonaws.dynamodb.v20120810#" + code, ["message"] = message }.ToJsonString());
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _client.Dispose();
        _oneAtATime.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var operation = context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        context.Items["body"] = body;
        _requests.Enqueue((operation, body));
        _authorization = context.Request.Headers.Authorization.ToString();
        if (Date is { } date) context.Response.Headers.Date = date.ToString("r", CultureInfo.InvariantCulture);
        if (Instead is { } instead && await instead(operation, context)) return;

        var (status, answer) = await ArriveAsync(operation, body);
        if (Afterwards is { } afterwards && status == 200) (status, answer) = afterwards(operation, answer);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.0";
        await context.Response.WriteAsync(answer);
    }

    /// <summary>A request reaches the emulator, perhaps long after its sender gave up.</summary>
    public async Task<(int Status, string Body)> ArriveAsync(string operation, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _emulator) { Content = new StringContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/x-amz-json-1.0");
        request.Headers.TryAddWithoutValidation("X-Amz-Target", "DynamoDB_20120810." + operation);
        request.Headers.TryAddWithoutValidation("Authorization", _authorization);
        // The emulator closes connections as it likes; one that is used again may be gone.
        request.Headers.ConnectionClose = true;
        // Also where the caller has gone away: what DynamoDB has taken it carries out.
        await _oneAtATime.WaitAsync();
        try
        {
            using var response = await _client.SendAsync(request);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        finally
        {
            _oneAtATime.Release();
        }
    }
}
