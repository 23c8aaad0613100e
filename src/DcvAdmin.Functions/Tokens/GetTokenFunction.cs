using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Functions.Hosting;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;

namespace DcvAdmin.Functions.Tokens;

/// <summary><c>get-token</c>: issues one token to whoever may invoke the function. An API's event is no input, and is refused like any other that is none.</summary>
internal sealed class GetTokenFunction(FunctionStore store, JsonLog log) : IFunction
{
    public const string Name = "get-token";

    private readonly TokenIssue _issue = new(store, log);

    public void WarmUp()
    {
        TokenIssue.WarmUp();
        _ = Write(new IssueOutcome(400, null, string.Empty));
    }

    public async Task<ReadOnlyMemory<byte>> AnswerAsync(Invocation invocation, CancellationToken cancellationToken) => Write(invocation.IsOversized
        ? _issue.Refuse(invocation, null, 400, "The event is too long")
        // Lambda does not tell a function who invokes it directly; CloudTrail does, by the request id.
        : await _issue.IssueAsync(invocation, invocation.Event, $"direct invocation of {invocation.FunctionArn ?? Name}", onlyUser: null, cancellationToken));

    public Task FlushAsync(CancellationToken cancellationToken) => store.FlushAsync(cancellationToken);

    private static ReadOnlyMemory<byte> Write(IssueOutcome outcome) => JsonSerializer.SerializeToUtf8Bytes(
        new GetTokenOutput { StatusCode = outcome.Status, Body = outcome.Token?.AuthToken ?? outcome.Refusal!, Id = outcome.Token?.Id, ExpiresAt = outcome.Token?.ExpiresAt },
        FunctionsJson.Default.GetTokenOutput);
}
