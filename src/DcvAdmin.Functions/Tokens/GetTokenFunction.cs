using System;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Functions.Gateway;
using DcvAdmin.Functions.Hosting;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Tokens.BrokerApi;

namespace DcvAdmin.Functions.Tokens;

/// <summary><c>get-token</c>: issues one token, to whoever may invoke the function, or to callers of an API whom an authorizer has named.</summary>
internal sealed class GetTokenFunction(FunctionStore store, JsonLog log) : IFunction
{
    public const string Name = "get-token";

    /// <summary>Longest input that is read: names at their longest take a tenth of it.</summary>
    private const int MaximumInputBytes = 16 * 1024;

    public void WarmUp()
    {
        _ = JsonSerializer.Deserialize("""{"user":"a","sessionId":"b","lifetimeSeconds":10}"""u8, FunctionsJson.Default.GetTokenInput)!.ToRequest();
        _ = Direct(new Outcome(400, null, string.Empty));
    }

    public async Task<ReadOnlyMemory<byte>> AnswerAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.IsOversized) return Direct(Refuse(invocation, null, 400, "The event is too long"));
        return GatewayEvent.Describes(invocation.Event.Span)
            ? Gateway(await AnswerApiAsync(invocation, cancellationToken))
            // Lambda does not tell a function who invokes it directly; CloudTrail does, by the request id.
            : Direct(await IssueAsync(invocation, invocation.Event, $"direct invocation of {invocation.FunctionArn ?? Name}", cancellationToken));
    }

    public Task FlushAsync(CancellationToken cancellationToken) => store.FlushAsync(cancellationToken);

    private async Task<Outcome> AnswerApiAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (GatewayEvent.Read(invocation.Event.Span) is not { } call) return Refuse(invocation, null, 400, "The event is not that of an API");
        // Before anything else is looked at: strangers learn nothing about what a good request is.
        if (GatewayCaller.NameOf(call) is not { } caller) return Refuse(invocation, null, 403, "No authorizer has named the caller: this API must ask one");
        var actor = $"API caller {caller}";
        if (call.Method != "POST") return Refuse(invocation, actor, 405, "The method must be POST");
        if (!IsJson(call.Header("Content-Type"))) return Refuse(invocation, actor, 415, "The body must be application/json");
        return call.TryReadBody(out var body)
            ? await IssueAsync(invocation, body, actor, cancellationToken)
            : Refuse(invocation, actor, 400, "The body is not the Base64 that the event says it is");
    }

    private async Task<Outcome> IssueAsync(Invocation invocation, ReadOnlyMemory<byte> input, string actor, CancellationToken cancellationToken)
    {
        if (input.Length > MaximumInputBytes) return Refuse(invocation, actor, 400, $"The input is longer than {MaximumInputBytes} bytes");
        TokenRequest request;
        try
        {
            request = JsonSerializer.Deserialize(input.Span, FunctionsJson.Default.GetTokenInput)?.ToRequest() ?? throw new JsonException();
        }
        catch (JsonException failure)
        {
            return Refuse(invocation, actor, 400, BodyFlaw.Explain(failure));
        }

        try
        {
            // A store may block for as long as a lock lasts: the wait must end all the same.
            var result = await Task.Run(() => IssueAsync(request, actor, cancellationToken), CancellationToken.None).WaitAsync(cancellationToken);
            if (result.Token is not { } token) return Refuse(invocation, actor, 400, string.Join(' ', result.Flaws));
            log.Issued(invocation.RequestId, actor, result.Grant!);
            return new Outcome(200, new IssuedToken { AuthToken = token.Reveal(), Id = result.Grant!.Id, ExpiresAt = result.Grant.ExpiresAt }, null);
        }
        catch (StoreException failure)
        {
            log.IssueFailed(invocation.RequestId, actor, failure);
            return new Outcome(500, null, $"Failed to generate token: {failure.Message}");
        }
        catch (OperationCanceledException failure) when (cancellationToken.IsCancellationRequested)
        {
            log.IssueFailed(invocation.RequestId, actor, failure);
            return new Outcome(500, null, "Failed to generate token: the store did not answer in time.");
        }
    }

    private async Task<TokenIssueResult> IssueAsync(TokenRequest request, string actor, CancellationToken cancellationToken)
    {
        var authenticator = await store.OpenAsync(cancellationToken);
        return (await authenticator.AsAdministrator(actor).IssueAsync([request], cancellationToken))[0];
    }

    private Outcome Refuse(Invocation invocation, string? actor, int status, string reason)
    {
        log.IssueRefused(invocation.RequestId, actor, reason);
        return new Outcome(status, null, reason);
    }

    private static bool IsJson(string? contentType) =>
        contentType is not null && contentType.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);

    private static ReadOnlyMemory<byte> Direct(Outcome outcome) => JsonSerializer.SerializeToUtf8Bytes(
        new GetTokenOutput { StatusCode = outcome.Status, Body = outcome.Token?.AuthToken ?? outcome.Refusal!, Id = outcome.Token?.Id, ExpiresAt = outcome.Token?.ExpiresAt },
        FunctionsJson.Default.GetTokenOutput);

    private static ReadOnlyMemory<byte> Gateway(Outcome outcome) => new GatewayReply(
        outcome.Status,
        "application/json",
        outcome.Token is { } token ? Write(token, FunctionsJson.Default.IssuedToken) : Write(new RefusedToken { Error = outcome.Refusal! }, FunctionsJson.Default.RefusedToken))
    {
        IsSecret = true,
    }.ToJson();

    private static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    /// <summary>A token, or why there is none.</summary>
    private sealed record Outcome(int Status, IssuedToken? Token, string? Refusal);
}
