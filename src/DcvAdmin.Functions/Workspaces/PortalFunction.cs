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

    private readonly OnceOpened<PortalHost> _portal;
    private readonly OnceOpened<IOpenStore>? _audit;
    private readonly PortalFunctionLog _log;

    public PortalFunction(WorkspaceFunctionOptions options, IAdapterFactory adapters, JsonLog log, TimeProvider time)
    {
        _log = new PortalFunctionLog(log);
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
        PortalHost portal;
        try
        {
            portal = await _portal.GetAsync(cancellationToken);
        }
        catch (StoreException failure)
        {
            _log.Failed(null, call.ToString(), failure);
            return new GatewayReply(503, "application/problem+json", """{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"The inventory or the audit log cannot be used now; try again later.","code":"StoreUnavailable"}""").ToJson();
        }

        var reply = await portal.Api.AnswerAsync(Read(call, body), cancellationToken);
        return new GatewayReply(reply.Status, reply.ContentType, Encoding.UTF8.GetString(reply.Body.Span)) { Headers = reply.Headers }.ToJson();
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_audit is not null) await (await _audit.GetAsync(cancellationToken)).Audit.FlushAsync(cancellationToken);
    }

    public void Dispose()
    {
        _portal.Dispose();
        _audit?.Dispose();
    }

    // A stage, or the base path of a custom domain, stands before what the broker would be asked.
    private static PortalRequest Read(GatewayEvent call, byte[] body) => new()
    {
        Method = call.Method ?? string.Empty,
        Path = call.Path is { } path && path.IndexOf(PortalApi.Root, StringComparison.Ordinal) is var at and >= 0 ? path[at..] : string.Empty,
        Query = call.Query,
        Authorization = call.Header("Authorization"),
        Origin = call.Header("Origin"),
        ContentType = call.Header("Content-Type"),
        Body = body,
        SourceAddress = call.SourceAddress ?? string.Empty,
    };
}
