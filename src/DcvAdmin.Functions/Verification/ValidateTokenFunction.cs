using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Functions.Gateway;
using DcvAdmin.Functions.Hosting;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Functions.Verification;

/// <summary>
/// <c>validate-token</c>: what a DCV server's <c>auth-token-verifier</c> reaches through API Gateway. Every event gets status 200 and the XML of a
/// yes or a no, and whatever goes wrong is a no.
/// </summary>
internal sealed class ValidateTokenFunction(FunctionStore store, JsonLog log) : IFunction
{
    public const string Name = "validate-token";

    /// <summary>Where the event does not say who asked.</summary>
    private const string UnknownVerifier = "unknown";

    private static ReadOnlySpan<byte> Sample =>
        """{"httpMethod":"POST","multiValueHeaders":{"Content-Type":["application/x-www-form-urlencoded"]},"requestContext":{"identity":{"sourceIp":"192.0.2.1"}},"body":"sessionId=a&authenticationToken=b&clientAddress=192.0.2.1","isBase64Encoded":false}"""u8;

    public void WarmUp()
    {
        var (question, _, _) = Read(new Invocation { RequestId = "warm-up", Deadline = default, Event = Sample.ToArray() });
        _ = question!.Token.ToHash().ToGrantId();
        _ = Reply(new VerificationResult("a", null, null));
    }

    public async Task<ReadOnlyMemory<byte>> AnswerAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var (question, flaw, verifier) = Read(invocation);
        return Reply(await DecideAsync(invocation.RequestId, question, flaw, verifier, cancellationToken));
    }

    public Task FlushAsync(CancellationToken cancellationToken) => store.FlushAsync(cancellationToken);

    private static (VerificationRequest? Question, string? Flaw, string Verifier) Read(Invocation invocation)
    {
        if (invocation.IsOversized) return (null, "the event is too long", UnknownVerifier);
        if (GatewayEvent.Read(invocation.Event.Span) is not { } call) return (null, "the event is not that of an API", UnknownVerifier);
        // The DCV server; the client is what that says in its form, as at the broker.
        var verifier = ClientAddress.TryParse(call.SourceAddress, out var address) && address != ClientAddress.None ? address.Value : UnknownVerifier;
        if (call.Method != "POST") return (null, "the method is not POST", verifier);
        if (VerificationForm.FlawOfHeaders(call.Header("Content-Type"), call.Header("Content-Encoding") is not null) is { } headerFlaw) return (null, headerFlaw, verifier);
        if (!call.TryReadBody(out var body)) return (null, "the body is not the Base64 that the event says it is", verifier);
        return VerificationForm.TryRead(body, body.Length, out var question, out var flaw) ? (question, null, verifier) : (null, flaw, verifier);
    }

    private static ReadOnlyMemory<byte> Reply(VerificationResult result) => new GatewayReply(200, AuthReply.ContentType, Encoding.UTF8.GetString(result.ToReply())).ToJson();

    private async Task<VerificationResult> DecideAsync(string requestId, VerificationRequest? question, string? flaw, string verifier, CancellationToken cancellationToken)
    {
        try
        {
            // A store may block for as long as a lock lasts: the wait must end all the same.
            var result = await Task.Run(() => AskStoreAsync(question, flaw, verifier, cancellationToken), CancellationToken.None).WaitAsync(cancellationToken);
            log.Verified(requestId, result, verifier);
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            log.VerificationOutOfTime(requestId, verifier);
        }
        // Whatever a store throws that it should not: a DCV server is never left to guess what a broken function means.
        catch (Exception failure)
        {
            log.VerificationFailed(requestId, failure, verifier);
        }

        return new VerificationResult(null, DenialReason.StoreUnavailable, null);
    }

    private async Task<VerificationResult> AskStoreAsync(VerificationRequest? question, string? flaw, string verifier, CancellationToken cancellationToken)
    {
        TokenAuthenticator authenticator;
        try
        {
            authenticator = await store.OpenAsync(cancellationToken);
        }
        catch (StoreException failure)
        {
            return new VerificationResult(null, question is null ? DenialReason.Malformed : DenialReason.StoreUnavailable, null, failure);
        }

        return question is null
            ? await authenticator.DenyMalformedAsync(flaw!, verifier, cancellationToken)
            : await authenticator.VerifyAsync(question, verifier, cancellationToken);
    }
}
