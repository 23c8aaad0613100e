using System;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Http;
using DcvAdmin.Reporting;
using DcvAdmin.Stores;
using DcvAdmin.Tokens.BrokerApi;

namespace DcvAdmin.Tokens;

/// <summary>OAuth 2.0 client credentials (RFC 6749 4.4) against a broker; the access token is kept until 80 % of its life has passed.</summary>
internal sealed class BrokerLogin(
    HttpClient client, NetworkCredential credential, IWorkReport report, Func<TimeSpan, CancellationToken, Task> delay) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Stopwatch _age = new();
    private AuthenticationHeaderValue? _bearer;
    private TimeSpan _renewAfter;

    /// <summary>The header for a request.</summary>
    /// <param name="renew">True where the broker refused the one before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AuthenticationHeaderValue> GetAsync(bool renew, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_bearer is null || renew || _age.Elapsed >= _renewAfter) await LogInAsync(cancellationToken).ConfigureAwait(false);
            return _bearer!;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task LogInAsync(CancellationToken cancellationToken)
    {
        var text = await RequestAsync(cancellationToken).ConfigureAwait(false);
        AccessTokenReply reply;
        try
        {
            reply = JsonSerializer.Deserialize(text, BrokerApiJson.Default.AccessTokenReply) ?? throw new JsonException("The reply is empty.");
        }
        catch (JsonException)
        {
            // The exception's message may quote the reply, and the reply may hold a token.
            throw NoAccessToken();
        }

        // Anything else than visible ASCII cannot stand in a header (RFC 6750 2.1).
        if (string.IsNullOrEmpty(reply.AccessToken) || reply.AccessToken.Any(c => c is <= ' ' or > '~')) throw NoAccessToken();
        _bearer = new AuthenticationHeaderValue("Bearer", reply.AccessToken);
        _renewAfter = TimeSpan.FromSeconds(reply.ExpiresIn * 0.8);
        _age.Restart();
    }

    private async Task<string> RequestAsync(CancellationToken cancellationToken)
    {
        // RFC 6749 2.3.1: id and secret are form-encoded before they are joined.
        var pair = $"{Uri.EscapeDataString(credential.UserName)}:{Uri.EscapeDataString(credential.Password)}";
        report.Decide($"Asking {client.BaseAddress!.GetLeftPart(UriPartial.Authority)} for an access token for the API client '{credential.UserName}'.");
        var throttle = new ThrottlePatience(report, delay);
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "oauth2/token?grant_type=client_credentials");
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
            using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (await throttle.HasWaitedAsync(response, cancellationToken).ConfigureAwait(false)) continue;

            var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK ? text : throw BrokerFaults.Of(response, text, client.BaseAddress!);
        }
    }

    private StoreException NoAccessToken() => new(
        StoreFault.Protocol, $"The token endpoint of {client.BaseAddress!.GetLeftPart(UriPartial.Authority)} answered with something that is no access token.", "Check that the address is that of a DcvAdmin broker's client port.");
}
