using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;

namespace DcvAdmin.Functions.Runtime;

/// <summary>
/// The HTTP interface between a custom runtime and the Lambda sandbox, version 2018-06-01: ask for an event, answer it, or say why not. All calls
/// block; a sandbox has one event at a time.
/// </summary>
internal sealed class RuntimeApi : IDisposable
{
    /// <summary>Longest event and longest answer of a synchronous invocation: 6 MB.</summary>
    public const int MaximumPayload = 6 * 1024 * 1024;

    private const string Root = "/2018-06-01/runtime/";
    private const int MaximumRemark = 64 * 1024;

    /// <summary>Where the runtime names no deadline that can be read; Lambda's own default timeout.</summary>
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(3);

    private readonly RuntimeConnection _connection;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private bool _isWaiting;
    private bool _isStopping;

    /// <param name="address">Host and port, as <c>AWS_LAMBDA_RUNTIME_API</c> names them.</param>
    /// <param name="time">For invocations without a deadline.</param>
    /// <exception cref="RuntimeApiException">The address is none.</exception>
    public RuntimeApi(string address, TimeProvider time)
    {
        var colon = address.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            throw new RuntimeApiException($"AWS_LAMBDA_RUNTIME_API is '{address}'; it is host:port.");
        _connection = new RuntimeConnection(address[..colon], port);
        _time = time;
    }

    /// <summary>Waits for the next event, until tomorrow if need be: a sandbox sleeps in this call. Null after <see cref="Stop"/>.</summary>
    /// <exception cref="RuntimeApiException">The sandbox is of no use any more: the process must end.</exception>
    public Invocation? Next()
    {
        if (WaitForNext() is not { } reply) return null;
        if (reply.Status != 200) throw new RuntimeApiException($"The runtime answered the request for the next event with status {reply.Status}.");
        var requestId = reply.Header("Lambda-Runtime-Aws-Request-Id");
        if (!IsRequestId(requestId)) throw new RuntimeApiException("The runtime handed over an event without a request id that it could be answered under.");
        return new Invocation
        {
            RequestId = requestId!,
            Deadline = ReadDeadline(reply.Header("Lambda-Runtime-Deadline-Ms")),
            FunctionArn = reply.Header("Lambda-Runtime-Invoked-Function-Arn"),
            TraceId = reply.Header("Lambda-Runtime-Trace-Id"),
            Event = reply.Body ?? default,
            IsOversized = reply.Body is null,
        };
    }

    /// <summary>Answers an event. Returns the status: 202, or what the runtime has against the answer.</summary>
    public int Respond(string requestId, ReadOnlySpan<byte> answer) => Post($"invocation/{requestId}/response", answer, string.Empty);

    /// <summary>Says that an event was not answered.</summary>
    public int Fail(string requestId, FunctionFailure failure) => Post($"invocation/{requestId}/error", failure.ToJson(), ErrorType(failure));

    /// <summary>Says that the function cannot start.</summary>
    public int FailInit(FunctionFailure failure) => Post("init/error", failure.ToJson(), ErrorType(failure));

    /// <summary>Ends the wait for an event, this one and every other; one that is being answered is answered to its end.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopping = true;
            if (_isWaiting) _connection.Dispose();
        }
    }

    public void Dispose() => _connection.Dispose();

    private static string ErrorType(FunctionFailure failure) => $"Lambda-Runtime-Function-Error-Type: {failure.Type}\r\n";

    /// <summary>It becomes part of a path: a strange one must not lead elsewhere.</summary>
    private static bool IsRequestId(string? id)
    {
        if (string.IsNullOrEmpty(id) || id.Length > 128) return false;
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return false;
        }

        return true;
    }

    private RuntimeReply? WaitForNext()
    {
        lock (_gate)
        {
            if (_isStopping) return null;
            _isWaiting = true;
        }

        try
        {
            return _connection.Send("GET", Root + "invocation/next", string.Empty, default, MaximumPayload);
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
        catch (IOException failure)
        {
            throw new RuntimeApiException("The runtime cannot be reached.", failure);
        }
        finally
        {
            lock (_gate) _isWaiting = false;
        }
    }

    private DateTimeOffset ReadDeadline(string? milliseconds) =>
        long.TryParse(milliseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var instant) && instant <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(instant)
            : _time.GetUtcNow() + DefaultTimeout;

    private int Post(string path, ReadOnlySpan<byte> body, string headers)
    {
        try
        {
            var reply = _connection.Send("POST", Root + path, headers, body, MaximumRemark);
            return reply.Status < 500
                ? reply.Status
                : throw new RuntimeApiException($"The runtime answered {path} with status {reply.Status}: {Encoding.UTF8.GetString(reply.Body ?? [])}");
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            throw new RuntimeApiException("The runtime cannot be reached.", failure);
        }
    }
}
