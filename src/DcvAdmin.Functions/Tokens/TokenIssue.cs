using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Functions.Hosting;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Tokens.BrokerApi;

namespace DcvAdmin.Functions.Tokens;

/// <summary>Issues one token: what an API's callers and direct invocations have in common.</summary>
internal sealed class TokenIssue(FunctionStore store, JsonLog log)
{
    /// <summary>Longest input that is read: names at their longest take a tenth of it.</summary>
    private const int MaximumInputBytes = 16 * 1024;

    /// <summary>Goes the way of an input once.</summary>
    public static void WarmUp() => _ = JsonSerializer.Deserialize("""{"user":"a","sessionId":"b","lifetimeSeconds":10}"""u8, GetTokenInput.Shape)!.ToRequest();

    public async Task<IssueOutcome> IssueAsync(Invocation invocation, ReadOnlyMemory<byte> input, string actor, string? onlyUser, CancellationToken cancellationToken)
    {
        if (input.Length > MaximumInputBytes) return Refuse(invocation, actor, 400, $"The input is longer than {MaximumInputBytes} bytes");
        TokenRequest request;
        try
        {
            request = JsonSerializer.Deserialize(input.Span, GetTokenInput.Shape)?.ToRequest() ?? throw new JsonException();
        }
        catch (JsonException failure)
        {
            return Refuse(invocation, actor, 400, BodyFlaw.Explain(failure));
        }

        // To the letter: where DCV's host takes two spellings for one user, only one of them is the caller's.
        if (onlyUser is not null && request.UserName != onlyUser) return Refuse(invocation, actor, 403, "The caller may have tokens issued for the user of its own name alone");
        try
        {
            // A store may block for as long as a lock lasts: the wait must end all the same.
            var result = await Task.Run(() => IssueAsync(request, actor, cancellationToken), CancellationToken.None).WaitAsync(cancellationToken);
            if (result.Token is not { } token) return Refuse(invocation, actor, 400, string.Join(' ', result.Flaws));
            log.Issued(invocation.RequestId, actor, result.Grant!);
            return new IssueOutcome(200, new IssuedToken { AuthToken = token.Reveal(), Id = result.Grant!.Id, ExpiresAt = result.Grant.ExpiresAt }, null);
        }
        catch (StoreException failure)
        {
            log.IssueFailed(invocation.RequestId, actor, failure);
            return new IssueOutcome(500, null, $"Failed to generate token: {failure.Message}");
        }
        catch (OperationCanceledException failure) when (cancellationToken.IsCancellationRequested)
        {
            log.IssueFailed(invocation.RequestId, actor, failure);
            return new IssueOutcome(500, null, "Failed to generate token: the store did not answer in time.");
        }
    }

    /// <param name="invocation">What is refused.</param>
    /// <param name="actor">Who asked; null where nobody is known.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="reason">Why, for the log.</param>
    /// <param name="answer">Why, for the caller; null for the same.</param>
    public IssueOutcome Refuse(Invocation invocation, string? actor, int status, string reason, string? answer = null)
    {
        log.IssueRefused(invocation.RequestId, actor, reason);
        return new IssueOutcome(status, null, answer ?? reason);
    }

    private async Task<TokenIssueResult> IssueAsync(TokenRequest request, string actor, CancellationToken cancellationToken)
    {
        var authenticator = await store.OpenAsync(cancellationToken);
        return (await authenticator.AsAdministrator(actor).IssueAsync([request], cancellationToken))[0];
    }
}

/// <summary>A token, or why there is none.</summary>
internal sealed record IssueOutcome(int Status, IssuedToken? Token, string? Refusal);
