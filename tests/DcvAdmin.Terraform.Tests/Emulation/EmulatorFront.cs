using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Emulators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DcvAdmin.Terraform.Tests.Emulation;

/// <summary>
/// An emulator of a test's own, and what stands before it: puts right the answers in which the emulator differs from AWS so that the provider cannot read
/// them, and plays EC2 Image Builder, which the emulator does not know.
/// </summary>
internal sealed class EmulatorFront : IAsyncDisposable
{
    private static readonly string[] PerConnection = ["Host", "Connection", "Transfer-Encoding", "Content-Length", "Keep-Alive"];

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None });
    private readonly MotoServer _emulator = new();
    private readonly ConcurrentQueue<string> _unsupported = new();
    private readonly ConcurrentDictionary<string, byte[]> _uploads = new();
    private readonly WebApplication _app;
    private ListenOptions? _listener;
    private Uri? _address;

    private EmulatorFront()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listener =>
            {
                _listener = listener;
                listener.Protocols = HttpProtocols.Http1;
            });
        });
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    /// <summary>What Terraform and the AWS CLI are given as the address of everything.</summary>
    public string Address => $"http://{_listener!.IPEndPoint}";

    public ImageBuilderDouble ImageBuilder { get; } = new();

    /// <summary>The zips that functions were made of, by the functions' names: the bytes that were uploaded.</summary>
    public IReadOnlyDictionary<string, byte[]> Uploads => _uploads;

    /// <summary>What the emulator did not know; a failed apply is often that.</summary>
    public IReadOnlyCollection<string> Unsupported => _unsupported;

    public static async Task<EmulatorFront> StartAsync()
    {
        MotoServer.SkipWhereMissing();
        var front = new EmulatorFront();
        try
        {
            front._address = await front._emulator.GetAddressAsync(TestContext.Current.CancellationToken);
            await front._app.StartAsync(TestContext.Current.CancellationToken);
            return front;
        }
        catch
        {
            await front.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
        _emulator.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, CancellationToken.None);
        if (context.Request.Headers.Authorization.ToString().Contains("/imagebuilder/", StringComparison.Ordinal))
        {
            var (status, text) = ImageBuilder.Answer(context.Request.Method, context.Request.Path, key => context.Request.Query[key].ToString(), body.ToArray());
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(text, CancellationToken.None);
            return;
        }

        if (context.Request.Method == "POST" && context.Request.Path == "/2015-03-31/functions" && JsonNode.Parse(body.ToArray()) is JsonObject function && function["Code"]?["ZipFile"] is { } zip)
            _uploads[function["FunctionName"]!.GetValue<string>()] = Convert.FromBase64String(zip.GetValue<string>());

        using var response = await AskAsync(context.Request, body.ToArray());
        var answer = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
        if ((int)response.StatusCode >= 500) _unsupported.Enqueue($"{(int)response.StatusCode} {context.Request.Method} {context.Request.Path} {context.Request.Headers["X-Amz-Target"]}");
        if (context.Request.Path.StartsWithSegments("/restapis", StringComparison.Ordinal)) answer = EscapePolicy(answer);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => !PerConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase))) context.Response.Headers[name] = values.ToArray();
        if (context.Request.Method != "HEAD" && response.StatusCode != HttpStatusCode.NoContent) await context.Response.Body.WriteAsync(answer, CancellationToken.None);
    }

    private async Task<HttpResponseMessage> AskAsync(HttpRequest call, byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(call.Method), new Uri(_address!, call.Path.ToUriComponent() + call.QueryString.ToUriComponent())) { Content = body.Length > 0 ? new ByteArrayContent(body) : null };
        foreach (var (name, values) in call.Headers.Where(header => !PerConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)) request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        // The emulator closes connections as it likes; one that is used again may be gone.
        request.Headers.ConnectionClose = true;
        return await _client.SendAsync(request, CancellationToken.None);
    }

    // API Gateway returns the policy of an API as a JSON text within a JSON text, without its outer quotes; the emulator returns it plain.
    private static byte[] EscapePolicy(byte[] answer)
    {
        if (answer.Length == 0 || answer[0] != '{' || JsonNode.Parse(answer) is not JsonObject api || api["policy"]?.GetValue<string>() is not { Length: > 0 } policy || policy.StartsWith("{\\", StringComparison.Ordinal)) return answer;
        api["policy"] = JsonValue.Create(policy).ToJsonString(Plain)[1..^1];
        return System.Text.Encoding.UTF8.GetBytes(api.ToJsonString(Plain));
    }

    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
