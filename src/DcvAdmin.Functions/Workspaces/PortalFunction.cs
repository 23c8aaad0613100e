using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Functions.Gateway;
using DcvAdmin.Functions.Hosting;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces.Portal;

namespace DcvAdmin.Functions.Workspaces;

/// <summary>
/// <c>list-workspaces</c> shows WorkSpaces, and <c>act-on-workspace</c> acts on them, both behind the proxy integration of an API and with the replies that the broker
/// gives. Who asks is found out here, by the token itself, whatever the API's authorizer has said.
/// </summary>
internal sealed class PortalFunction : IFunction, IDisposable
{
    public const string ListName = "list-workspaces";

    public const string ActName = "act-on-workspace";

    // Longer than a call to Amazon WorkSpaces may take, with the records before and after it.
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(12);

    private readonly OnceOpened<PortalHost> _portal;
    private readonly OnceOpened<IOpenStore>? _audit;
    private readonly PortalFunctionLog _log;
    private readonly JsonLog _lines;
    private readonly TimeProvider _time;

    public PortalFunction(WorkspaceFunctionOptions options, IAdapterFactory adapters, JsonLog log, TimeProvider time)
    {
        (_log, _lines, _time) = (new PortalFunctionLog(log), log, time);
        _audit = options.Audit is { } uri ? new(() => AuditStore.OpenAsync(uri, time)) : null;
        _portal = new(async () =>
        {
            var store = _audit is null ? null : await _audit.GetAsync(CancellationToken.None);
            return await PortalHost.OpenAsync(adapters, options.Portal!, options.Inventory, store is null ? null : (store.Audit, store.Clock.Now), _log, time, CancellationToken.None);
        });
    }

    private static ReadOnlySpan<byte> Sample =>
        """{"httpMethod":"GET","path":"/workspaces","multiValueHeaders":{"Authorization":["Bearer a"]},"multiValueQueryStringParameters":{"scope":["own"]},"requestContext":{"identity":{"sourceIp":"192.0.2.1"}},"body":null,"isBase64Encoded":false}"""u8;

    public void WarmUp() => _ = Read(GatewayEvent.Read(Sample)!, []);

    public async Task<ReadOnlyMemory<byte>> AnswerAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var scope = _log.Begin(invocation.RequestId);
        if (invocation.IsOversized || GatewayEvent.Read(invocation.Event.Span) is not { HasContext: true } call || !call.TryReadBody(out var body))
            return new GatewayReply(400, "application/problem+json", """{"type":"about:blank","title":"Bad Request","status":400,"detail":"The event is not that of an API's proxy integration.","code":"InvalidRequest"}""").ToJson();
        using var begins = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        begins.CancelAfter(TimeToBegin(invocation.Deadline - _time.GetUtcNow()));
        PortalReply reply;
        try
        {
            reply = await (await _portal.GetAsync(begins.Token)).Api.AnswerAsync(Read(call, body), begins.Token);
        }
        catch (Exception failure) when (failure is StoreException or OperationCanceledException)
        {
            _log.Failed(null, call.ToString(), failure);
            return new GatewayReply(503, "application/problem+json", """{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"The inventory, the audit log or Amazon WorkSpaces did not answer in time, and nothing was done; try again later.","code":"Unavailable"}""").ToJson();
        }

        return new GatewayReply(reply.Status, reply.ContentType, Encoding.UTF8.GetString(reply.Body.Span)) { Headers = reply.Headers }.ToJson();
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        // A store that is not open has taken nothing.
        if (_audit?.Opened is { } store) await store.Audit.FlushAsync(cancellationToken);
    }

    public void Dispose()
    {
        try
        {
            _portal.Dispose();
            _audit?.Dispose();
        }
        catch (StoreException failure)
        {
            _lines.StoreNotClosed(failure);
        }
    }

    // What has begun is sent and recorded, and the sandbox must not be stopped in between.
    private static TimeSpan TimeToBegin(TimeSpan left) => left > 2 * TimeToEnd ? left - TimeToEnd : left > TimeSpan.Zero ? left / 2 : TimeSpan.Zero;

    // A stage, or the base path of a custom domain, stands before what the broker would be asked, and may begin with the same word.
    private static string PathIn(string path)
    {
        for (var at = path.LastIndexOf(PortalApi.Root, StringComparison.Ordinal); at >= 0; at = at == 0 ? -1 : path.LastIndexOf(PortalApi.Root, at - 1, StringComparison.Ordinal))
        {
            var end = at + PortalApi.Root.Length;
            if (end == path.Length || path[end] == '/') return path[at..];
        }

        return string.Empty;
    }

    private static PortalRequest Read(GatewayEvent call, byte[] body) => new()
    {
        Method = call.Method ?? string.Empty,
        Path = PathIn(call.Path ?? string.Empty),
        Query = call.Query,
        Authorization = call.Header("Authorization"),
        Origin = call.Header("Origin"),
        ContentType = call.Header("Content-Type"),
        Body = body,
        SourceAddress = call.SourceAddress ?? string.Empty,
    };
}
