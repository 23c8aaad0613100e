using System;
using System.Net;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DcvAdmin.Bench.Functions;

/// <summary>A table that answers every GetItem with one and the same item, at once: what is left to measure is the function.</summary>
internal sealed class TableStub : IAsyncDisposable
{
    private static readonly byte[] Item = """{"Item":{"AuthToken":{"S":"x"},"SessionId":{"S":"console"},"UserName":{"S":"anna"},"ExpirationTime":{"N":"4102444800"}}}"""u8.ToArray();

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

    private static Task AnswerAsync(HttpContext context)
    {
        var isRead = context.Request.Headers["X-Amz-Target"] == "DynamoDB_20120810.GetItem";
        context.Response.StatusCode = isRead ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        context.Response.ContentType = "application/x-amz-json-1.0";
        context.Response.ContentLength = isRead ? Item.Length : 0;
        return isRead ? context.Response.Body.WriteAsync(Item).AsTask() : Task.CompletedTask;
    }
}
