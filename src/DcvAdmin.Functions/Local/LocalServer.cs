using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using DcvAdmin.Functions.Hosting;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Functions.Tokens;
using DcvAdmin.Functions.Verification;
using DcvAdmin.Functions.Workspaces;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces.Portal;

namespace DcvAdmin.Functions.Local;

/// <summary>
/// The functions over HTTP on loopback: as a DCV server and a caller meet them, and as <c>aws lambda invoke</c> does. HttpListener is in the box and is
/// not touched in Lambda; a web framework would be in every function's package.
/// </summary>
internal sealed class LocalServer : IDisposable
{
    public const string VerificationPath = "/agent/validate-authentication-token";

    public const string GetTokenPath = "/get-token";

    private const string InvokePrefix = "/2015-03-31/functions/";
    private const string InvokeSuffix = "/invocations";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly HttpListener _listener;
    private readonly int _port;
    private readonly Dictionary<string, IFunction> _functions;
    private readonly JsonLog _log;
    private readonly TimeProvider _time;

    private LocalServer(HttpListener listener, int port, FunctionStore store, IssuerRule rule, IReadOnlyDictionary<string, IFunction> workspaces, JsonLog log, TimeProvider time)
    {
        _listener = listener;
        _port = port;
        _log = log;
        _time = time;
        _functions = new()
        {
            [GetTokenFunction.Name] = new GetTokenFunction(store, log),
            [GetTokenApiFunction.Name] = new GetTokenApiFunction(store, log, rule),
            [ValidateTokenFunction.Name] = new ValidateTokenFunction(store, log),
            [PurgeGrantsFunction.Name] = new PurgeGrantsFunction(store, log),
        };
        foreach (var (name, function) in workspaces) _functions[name] = function;
    }

    /// <param name="port">0 for a free one.</param>
    /// <param name="store">The store of all functions.</param>
    /// <param name="rule">For callers of an API, whose events a developer may write himself.</param>
    /// <param name="workspaces">The functions for WorkSpaces that there are, by name.</param>
    /// <param name="log">Where the functions log.</param>
    /// <param name="time">For deadlines.</param>
    /// <exception cref="HttpListenerException">The port is taken.</exception>
    public static LocalServer Start(int port, FunctionStore store, IssuerRule rule, IReadOnlyDictionary<string, IFunction> workspaces, JsonLog log, TimeProvider time)
    {
        for (var tries = 0; ; tries++)
        {
            var chosen = port == 0 ? FreePort() : port;
            var listener = new HttpListener();
            // By name, not "+": what comes under another Host header is some other site's, led here by its DNS.
            listener.Prefixes.Add($"http://127.0.0.1:{chosen}/");
            listener.Prefixes.Add($"http://localhost:{chosen}/");
            try
            {
                listener.Start();
                return new LocalServer(listener, chosen, store, rule, workspaces, log, time);
            }
            catch (HttpListenerException) when (port == 0 && tries < 10)
            {
                // Somebody else was given the port in between.
            }
        }
    }

    public string Report(StoreUri store) => $"""
        DcvAdmin functions are ready; store: {store}
          auth-token-verifier  http://127.0.0.1:{_port}{VerificationPath}
          get-token            http://127.0.0.1:{_port}{GetTokenPath}
          aws lambda invoke    --endpoint-url http://127.0.0.1:{_port} --function-name {GetTokenFunction.Name}
        """ + (HasPortal ? $"{Environment.NewLine}  portal               http://127.0.0.1:{_port}{PortalApi.Root}" : string.Empty);

    private bool HasPortal => _functions.ContainsKey(PortalFunction.ListName);

    /// <summary>Serves until <see cref="Stop"/>.</summary>
    public async Task RunAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            _ = ServeAsync(context);
        }
    }

    public void Stop() => _listener.Stop();

    public void Dispose() => ((IDisposable)_listener).Dispose();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<byte[]?> ReadAsync(HttpListenerRequest request)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.InputStream.ReadAsync(buffer)) > 0)
        {
            if (body.Length + read > RuntimeApi.MaximumPayload) return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    /// <summary>The event that API Gateway would make of a request.</summary>
    private static byte[] AsApiEvent(HttpListenerRequest request, byte[] body)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("httpMethod"u8, request.HttpMethod);
            json.WriteString("path"u8, request.Url!.AbsolutePath);
            json.WriteStartObject("multiValueQueryStringParameters"u8);
            foreach (var name in request.QueryString.AllKeys.OfType<string>())
            {
                json.WriteStartArray(name);
                foreach (var value in request.QueryString.GetValues(name) ?? []) json.WriteStringValue(value);
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteStartObject("multiValueHeaders"u8);
            foreach (var name in request.Headers.AllKeys)
            {
                json.WriteStartArray(name!);
                foreach (var value in request.Headers.GetValues(name) ?? []) json.WriteStringValue(value);
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteStartObject("requestContext"u8);
            json.WriteStartObject("identity"u8);
            json.WriteString("sourceIp"u8, request.RemoteEndPoint.Address.ToString());
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteBase64String("body"u8, body);
            json.WriteBoolean("isBase64Encoded"u8, true);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        try
        {
            if (HasPortal && context.Request.Url!.AbsolutePath is var path && (path == PortalApi.Root || path.StartsWith(PortalApi.Root + "/", StringComparison.Ordinal)))
            {
                // Of a page as of anyone else: who may call, the portal decides itself.
                var body = await ReadAsync(context.Request) ?? new byte[PortalApi.MaximumBodyBytes + 1];
                await ServeApiAsync(context, context.Request.HttpMethod == "POST" ? PortalFunction.ActName : PortalFunction.ListName, AsApiEvent(context.Request, body));
                return;
            }

            // A web page must not issue tokens on the laptop of whoever reads it.
            if (context.Request.Headers["Origin"] is not null) await WriteAsync(context, 403, "text/plain", "Browsers are not served."u8.ToArray());
            else if (context.Request.HttpMethod != "POST") await WriteAsync(context, 405, "text/plain", "The functions take POST."u8.ToArray());
            else if (await ReadAsync(context.Request) is { } invocation) await ServeAsync(context, invocation);
            else await WriteAsync(context, 413, "text/plain", "The request is longer than an event may be."u8.ToArray());
        }
        catch (Exception failure) when (failure is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The caller has gone.
            context.Response.Abort();
        }
    }

    private Task ServeAsync(HttpListenerContext context, byte[] body)
    {
        var path = context.Request.Url!.AbsolutePath;
        if (path == VerificationPath) return ServeApiAsync(context, ValidateTokenFunction.Name, AsApiEvent(context.Request, body));
        if (path == GetTokenPath) return InvokeAsync(context, GetTokenFunction.Name, body);
        return path.StartsWith(InvokePrefix, StringComparison.Ordinal) && path.EndsWith(InvokeSuffix, StringComparison.Ordinal) && path.Length > InvokePrefix.Length + InvokeSuffix.Length
            ? InvokeAsync(context, path[InvokePrefix.Length..^InvokeSuffix.Length], body)
            : WriteAsync(context, 404, "text/plain", Encoding.UTF8.GetBytes($"There are {VerificationPath}, {GetTokenPath} and {InvokePrefix}NAME{InvokeSuffix}."));
    }

    private async Task ServeApiAsync(HttpListenerContext context, string name, byte[] invocation)
    {
        using var reply = JsonDocument.Parse(await AnswerAsync(name, invocation));
        var contentType = "text/plain";
        foreach (var header in reply.RootElement.GetProperty("headers").EnumerateObject())
        {
            if (header.NameEquals("Content-Type"u8)) contentType = header.Value.GetString()!;
            else context.Response.Headers[header.Name] = header.Value.GetString();
        }

        await WriteAsync(context, reply.RootElement.GetProperty("statusCode").GetInt32(), contentType, Encoding.UTF8.GetBytes(reply.RootElement.GetProperty("body").GetString()!));
    }

    private async Task InvokeAsync(HttpListenerContext context, string name, byte[] invocation)
    {
        if (!_functions.ContainsKey(name))
        {
            await WriteAsync(context, 404, "text/plain", Encoding.UTF8.GetBytes($"There is no function of this name; there are {string.Join(", ", _functions.Keys)}."));
            return;
        }

        try
        {
            await WriteAsync(context, 200, "application/json", (await AnswerAsync(name, invocation)).ToArray());
        }
        // As Lambda does: the invocation went well, the function did not.
        catch (Exception failure) when (failure is not (HttpListenerException or IOException or ObjectDisposedException))
        {
            context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
            await WriteAsync(context, 200, "application/json", FunctionFailure.Of(failure).ToJson());
        }
    }

    private async Task<ReadOnlyMemory<byte>> AnswerAsync(string name, byte[] invocation)
    {
        var deadline = _time.GetUtcNow() + Timeout;
        using var stop = Deadline.Begin(deadline, _time);
        var requestId = Guid.NewGuid().ToString();
        try
        {
            return await _functions[name].AnswerAsync(new Invocation { RequestId = requestId, Deadline = deadline, Event = invocation, FunctionArn = $"{name} on this machine" }, stop.Token);
        }
        catch (Exception failure)
        {
            _log.InvocationFailed(requestId, FunctionFailure.Of(failure).Type, failure);
            throw;
        }
    }

    private static async Task WriteAsync(HttpListenerContext context, int status, string contentType, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength64 = body.Length;
        await context.Response.OutputStream.WriteAsync(body);
        context.Response.Close();
    }
}
