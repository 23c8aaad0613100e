using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Net;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DcvAdmin.LambdaEmulator;

/// <summary>
/// The runtime API of one sandbox (2018-06-01) on a free loopback port: hands out events one at a time, in order, and takes the answers. What it is
/// asked in another way than the documentation has it, it refuses as the real one does.
/// </summary>
public sealed class LambdaSandbox : IAsyncDisposable
{
    public const string FunctionArn = "arn:aws:lambda:eu-west-1:123456789012:function:under-test";

    private const string Root = "/2018-06-01/runtime";

    private readonly WebApplication _app;
    private readonly Channel<LambdaEvent> _events = Channel.CreateUnbounded<LambdaEvent>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<LambdaAnswer>> _waiting = new();
    private readonly TaskCompletionSource<LambdaAnswer> _initError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _firstAsk = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private volatile TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ListenOptions? _listener;

    private LambdaSandbox()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
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

    /// <summary>Host and port, for <c>AWS_LAMBDA_RUNTIME_API</c>.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_listener!.IPEndPoint!.Port}");

    /// <summary>What the runtime says to answers; null for the 202 of ordinary times.</summary>
    public int? StatusForAnswers { get; set; }

    /// <summary>What the runtime says to the request for an event; null for an event.</summary>
    public int? StatusForNext { get; set; }

    /// <summary>Leaves the request id out of events.</summary>
    public bool HidesRequestId { get; set; }

    /// <summary>Completes when a function asks for its first event.</summary>
    public Task FirstAsk => _firstAsk.Task;

    /// <summary>Completes when the function has done with the last event that it was given, and asks for the next: from then on the sandbox may be frozen.</summary>
    public Task Idle => _idle.Task;

    /// <summary>Completes when a function says that it cannot start.</summary>
    public Task<LambdaAnswer> InitError => _initError.Task;

    public static async Task<LambdaSandbox> StartAsync()
    {
        var sandbox = new LambdaSandbox();
        await sandbox._app.StartAsync();
        return sandbox;
    }

    /// <summary>Hands an event to the function and waits for its answer.</summary>
    public Task<LambdaAnswer> InvokeAsync(LambdaEvent invocation)
    {
        var answer = new TaskCompletionSource<LambdaAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[invocation.RequestId] = answer;
        _events.Writer.TryWrite(invocation);
        return answer.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _app.DisposeAsync();
        _end.Dispose();
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer);
        return buffer.ToArray();
    }

    private Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (context.Request.Method == "GET" && path == $"{Root}/invocation/next") return HandOutAsync(context);
        if (context.Request.Method != "POST") return Refuse(context, StatusCodes.Status404NotFound);
        if (path == $"{Root}/init/error") return TakeInitErrorAsync(context);
        return path.Split('/') is ["", "2018-06-01", "runtime", "invocation", var id, var kind and ("response" or "error")]
            ? TakeAsync(context, id, kind == "response" ? LambdaAnswerKind.Response : LambdaAnswerKind.Error)
            : Refuse(context, StatusCodes.Status404NotFound);
    }

    private async Task HandOutAsync(HttpContext context)
    {
        _firstAsk.TrySetResult();
        _idle.TrySetResult();
        if (StatusForNext is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _end.Token);
        LambdaEvent invocation;
        try
        {
            invocation = await _events.Reader.ReadAsync(gone.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
            return;
        }

        _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var headers = context.Response.Headers;
        if (!HidesRequestId) headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        var deadline = invocation.DeadlineText ?? (DateTimeOffset.UtcNow + invocation.Timeout).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        if (deadline.Length > 0) headers["Lambda-Runtime-Deadline-Ms"] = deadline;
        headers["Lambda-Runtime-Invoked-Function-Arn"] = FunctionArn;
        if (invocation.TraceId is not null) headers["Lambda-Runtime-Trace-Id"] = invocation.TraceId;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = invocation.Body.Length;
        await context.Response.Body.WriteAsync(invocation.Body);
    }

    private async Task TakeAsync(HttpContext context, string id, LambdaAnswerKind kind)
    {
        var answer = new LambdaAnswer(kind, await ReadAsync(context.Request), context.Request.Headers["Lambda-Runtime-Function-Error-Type"]);
        if (!_waiting.TryRemove(id, out var waiting))
        {
            await Refuse(context, StatusCodes.Status400BadRequest);
            return;
        }

        context.Response.StatusCode = StatusForAnswers ?? StatusCodes.Status202Accepted;
        waiting.TrySetResult(answer);
    }

    private async Task TakeInitErrorAsync(HttpContext context)
    {
        var answer = new LambdaAnswer(LambdaAnswerKind.InitError, await ReadAsync(context.Request), context.Request.Headers["Lambda-Runtime-Function-Error-Type"]);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        _initError.TrySetResult(answer);
    }

    private static Task Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
