using System;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Functions.Gateway;
using DcvAdmin.Functions.Hosting;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;

namespace DcvAdmin.Functions.Tokens;

/// <summary><c>get-token-api</c>: issues one token to a caller of an API, behind its proxy integration, as far as IAM or the <see cref="IssuerRule"/> allows.</summary>
internal sealed class GetTokenApiFunction(FunctionStore store, JsonLog log, IssuerRule rule) : IFunction
{
    public const string Name = "get-token-api";

    private readonly TokenIssue _issue = new(store, log);

    private static ReadOnlySpan<byte> Sample =>
        """{"httpMethod":"POST","multiValueHeaders":{"Content-Type":["application/json"]},"requestContext":{"authorizer":{"claims":{"sub":"a","cognito:groups":"b,c","scope":"d"}},"identity":{"sourceIp":"192.0.2.1"}},"body":"{}","isBase64Encoded":false}"""u8;

    public void WarmUp()
    {
        TokenIssue.WarmUp();
        var call = GatewayEvent.Read(Sample)!;
        _ = rule.RightOf(GatewayCaller.Of(call)!);
        _ = IsJson(call.Header("Content-Type"));
        _ = Write(new IssueOutcome(400, null, string.Empty));
    }

    public async Task<ReadOnlyMemory<byte>> AnswerAsync(Invocation invocation, CancellationToken cancellationToken) => Write(await DecideAsync(invocation, cancellationToken));

    public Task FlushAsync(CancellationToken cancellationToken) => store.FlushAsync(cancellationToken);

    private async Task<IssueOutcome> DecideAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.IsOversized) return _issue.Refuse(invocation, null, 400, "The event is too long");
        // Whatever else it is, even a good input of get-token: nobody has vouched for who sent it.
        if (GatewayEvent.Read(invocation.Event.Span) is not { HasContext: true } call) return _issue.Refuse(invocation, null, 400, "The event is not that of an API's proxy integration");
        // Before anything else is looked at: strangers learn nothing about what a good request is.
        if (GatewayCaller.Of(call) is not { } caller) return _issue.Refuse(invocation, null, 403, "No authorizer has named the caller: this API must ask one");
        var actor = $"API caller {caller.Name}";
        var right = rule.RightOf(caller);
        if (right.Refusal is not null) return _issue.Refuse(invocation, actor, 403, right.Refusal, "The caller may not have tokens issued");
        if (call.Method != "POST") return _issue.Refuse(invocation, actor, 405, "The method must be POST");
        if (!IsJson(call.Header("Content-Type"))) return _issue.Refuse(invocation, actor, 415, "The body must be application/json");
        return call.TryReadBody(out var body)
            ? await _issue.IssueAsync(invocation, body, actor, right.OnlyUser, cancellationToken)
            : _issue.Refuse(invocation, actor, 400, "The body is not the Base64 that the event says it is");
    }

    private static bool IsJson(string? contentType) =>
        contentType is not null && contentType.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);

    private static ReadOnlyMemory<byte> Write(IssueOutcome outcome) => new GatewayReply(
        outcome.Status,
        "application/json",
        outcome.Token is { } token ? Write(token, FunctionsJson.Default.IssuedToken) : Write(new RefusedToken { Error = outcome.Refusal! }, FunctionsJson.Default.RefusedToken))
    {
        IsSecret = true,
    }.ToJson();

    private static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);
}
