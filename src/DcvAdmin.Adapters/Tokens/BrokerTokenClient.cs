using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Http;
using DcvAdmin.Reporting;
using DcvAdmin.Stores;
using DcvAdmin.Tokens.BrokerApi;
using DcvAdmin.Verification;

namespace DcvAdmin.Tokens;

/// <summary>Token administration through a broker's JSON API.</summary>
internal sealed class BrokerTokenClient : ITokenAdministration, IDisposable
{
    private const string TokensPath = "auth-tokens";

    // 10,000 issued tokens with long names are about a tenth of it.
    private const int LongestReply = 64 * 1024 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(100);

    private readonly HttpClient _client;
    private readonly BrokerLogin _login;
    private readonly Func<TimeSpan, CancellationToken, Task> _delay;
    private readonly IWorkReport _report;

    public BrokerTokenClient(
        Uri broker, NetworkCredential credential, HttpMessageHandler handler, IWorkReport? report = null, Func<TimeSpan, CancellationToken, Task>? delay = null)
    {
        _delay = delay ?? Task.Delay;
        _report = report ?? SilentWorkReport.Instance;
        _client = new HttpClient(handler) { BaseAddress = broker, Timeout = Timeout, MaxResponseContentBufferSize = LongestReply };
        // .NET Framework would ask before each body whether it may send it: a round trip more for every call.
        _client.DefaultRequestHeaders.ExpectContinue = false;
        _login = new BrokerLogin(_client, credential, _report, _delay);
    }

    public async Task<IReadOnlyList<TokenIssueResult>> IssueAsync(IReadOnlyList<TokenRequest> requests, CancellationToken cancellationToken)
    {
        if (requests.Count == 0) return [];
        var body = new IssueTokensRequest { Tokens = requests.Select(TokenRequestBody.Of).ToArray() };
        var reply = await SendAsync(HttpMethod.Post, TokensPath, body, BrokerApiJson.Default.IssueTokensRequest, BrokerApiJson.Default.IssueTokensReply, cancellationToken).ConfigureAwait(false);

        var results = new TokenIssueResult[requests.Count];
        foreach (var issued in Whole(reply.SuccessfulList))
        {
            if (string.IsNullOrEmpty(issued.AuthToken)) throw Misunderstood("it issued a token without text");
            results[Place(issued.Index)] = TokenIssueResult.Issued(requests[issued.Index], AuthToken.FromText(issued.AuthToken), Understand(issued.Grant));
        }

        foreach (var refused in Whole(reply.UnsuccessfulList))
            results[Place(refused.Index)] = TokenIssueResult.Refused(requests[refused.Index], Whole(refused.FailureReasons));
        return Array.IndexOf(results, null!) >= 0 ? throw Misunderstood("it did not answer every request") : results;

        int Place(int index) => index >= 0 && index < results.Length ? index : throw Misunderstood($"it answered a request {index} that was not made");
    }

    public async Task<TokenTestResult> TestAsync(VerificationRequest request, CancellationToken cancellationToken)
    {
        var body = new TestTokenRequest { AuthToken = request.Token.Reveal(), SessionId = request.SessionId, ClientAddress = request.ClientAddress.Value };
        var reply = await SendAsync(HttpMethod.Post, TokensPath + "/test", body, BrokerApiJson.Default.TestTokenRequest, BrokerApiJson.Default.TestTokenReply, cancellationToken).ConfigureAwait(false);
        if (reply.IsGranted != reply.Denial is null) throw Misunderstood("verdict and reason contradict each other");
        return new TokenTestResult(reply.Grant is null ? null : Understand(reply.Grant), reply.Denial);
    }

    public async Task<Page<TokenGrantSummary>> FindAsync(TokenFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var query = new StringBuilder(TokensPath).Append("?MaxResults=").Append(pageSize.ToString(CultureInfo.InvariantCulture));
        Add("Id", filter.Id?.Value);
        Add("UserName", filter.UserName);
        Add("SessionId", filter.SessionId);
        Add("Label", filter.Label);
        Add("State", filter.State?.ToString());
        Add("NextToken", cursor);
        var reply = await SendAsync<object, ListTokensReply>(HttpMethod.Get, query.ToString(), null, null, BrokerApiJson.Default.ListTokensReply, cancellationToken).ConfigureAwait(false);
        return new Page<TokenGrantSummary>(Whole(reply.Grants).Select(Understand).ToArray(), reply.NextToken);

        void Add(string name, string? value)
        {
            if (value is not null) query.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    public async Task<IReadOnlyList<TokenRevocation>> RevokeAsync(IReadOnlyList<TokenGrantId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return [];
        var body = new RevokeTokensRequest { Ids = ids.Select(id => id.Value).ToArray() };
        var reply = await SendAsync(HttpMethod.Post, TokensPath + "/revoke", body, BrokerApiJson.Default.RevokeTokensRequest, BrokerApiJson.Default.RevokeTokensReply, cancellationToken).ConfigureAwait(false);
        if (reply.Revocations is not { } revocations || revocations.Count != ids.Count) throw Misunderstood("it did not answer every id");
        return ids.Zip(Whole(revocations), (id, revocation) => id.Value == revocation.Id
            ? new TokenRevocation(id, revocation.Outcome, revocation.Grant is null ? null : Understand(revocation.Grant))
            : throw Misunderstood($"it answered for another id than {id}")).ToArray();
    }

    public void Dispose()
    {
        _client.Dispose();
        _login.Dispose();
    }

    private async Task<TReply> SendAsync<TBody, TReply>(
        HttpMethod method, string path, TBody? body, JsonTypeInfo<TBody>? bodyType, JsonTypeInfo<TReply> replyType, CancellationToken cancellationToken)
        where TBody : class
    {
        try
        {
            var throttle = new ThrottlePatience(_report, _delay);
            var isRenewed = false;
            while (true)
            {
                using var request = new HttpRequestMessage(method, path);
                request.Headers.Authorization = await _login.GetAsync(isRenewed, cancellationToken).ConfigureAwait(false);
                if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body, bodyType!), Encoding.UTF8, "application/json");

                using var response = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
                // The broker may have renewed its key since the access token was issued; once is worth a new one, twice is an answer.
                if (response.StatusCode == HttpStatusCode.Unauthorized && !isRenewed)
                {
                    isRenewed = true;
                    _report.Decide("The broker refused the access token; asking for a new one.");
                    continue;
                }

                if (await throttle.HasWaitedAsync(response, cancellationToken).ConfigureAwait(false)) continue;
                var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
                if (response.StatusCode != HttpStatusCode.OK) throw BrokerFaults.Of(response, text, _client.BaseAddress!);
                return JsonSerializer.Deserialize(text, replyType) ?? throw Misunderstood("it is empty");
            }
        }
        catch (JsonException failure)
        {
            throw Misunderstood(failure.Message);
        }
        catch (Exception failure) when (HttpFaults.IsConnectionFault(failure, cancellationToken))
        {
            throw failure.ToStoreException(_client.BaseAddress!, "broker");
        }
    }

    // JSON's null gets past "required", and past types that have no room for it.
    private IReadOnlyList<T> Whole<T>(IReadOnlyList<T>? list)
        where T : class =>
        list is null || list.Any(item => item is null) ? throw Misunderstood("a list in it is missing or has gaps") : list;

    private TokenGrantSummary Understand(TokenGrantSummary? grant)
    {
        if (grant is not { Id: not null, UserName: not null, SessionId: not null, Issuer: not null }) throw Misunderstood("a grant in it is incomplete");
        return TokenGrantId.TryParse(grant.Id, out var id) ? grant with { Id = id.Value } : throw Misunderstood("a grant in it has no id");
    }

    private StoreException Misunderstood(string why) => new(
        StoreFault.Protocol, $"The reply of the broker {_client.BaseAddress!.GetLeftPart(UriPartial.Authority)} is not understood: {why}.", "Check that the address is that of a DcvAdmin broker of the same version.");
}
