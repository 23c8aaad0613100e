using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using DcvAdmin.Reporting;

namespace DcvAdmin.Aws.Signing;

/// <summary>
/// Calls a service that speaks AWS JSON 1.0 without the SDK's pipeline, which is compiled anew in each process: a function's first logon waited for that longer than for the service.
/// Credentials are the SDK's. Safe for use by many threads; see docs/decisions/0021.
/// </summary>
internal sealed class SignedJsonClient : IDisposable
{
    // With pauses of at most one and two seconds between them, a logon knows within its deadline that it was throttled.
    private const int Attempts = 3;
    private const string ContentType = "application/x-amz-json-1.0";

    // Amazon DynamoDB Developer Guide: no item is longer than 400 KB; in JSON it is longer, binary values by a third.
    private const int LongestAnswer = 4 * 1024 * 1024;

    // From here on AWS refuses a signature (Signature Version 4: requests must be within five minutes of their time stamp).
    private static readonly TimeSpan WorstSkew = TimeSpan.FromMinutes(4);

    private readonly AWSCredentials _credentials;
    private readonly Lazy<Uri> _address;
    private readonly string _region;
    private readonly string _targetPrefix;
    private readonly ServiceClock _clock;
    private readonly IWorkReport _report;
    private readonly SignatureV4 _signature;
    private readonly HttpClient _http;
    private long _correction;

    /// <param name="credentials">Who asks.</param>
    /// <param name="region">Where.</param>
    /// <param name="service">The service's signing name.</param>
    /// <param name="targetPrefix">What stands before the operation in X-Amz-Target.</param>
    /// <param name="address">Finds the address when the first call is made.</param>
    /// <param name="clock">Is told what the service's clock says.</param>
    /// <param name="report">Is told of each request and each retry.</param>
    public SignedJsonClient(AWSCredentials credentials, string region, string service, string targetPrefix, Func<Uri> address, ServiceClock clock, IWorkReport report)
    {
        _credentials = credentials;
        _region = region;
        _targetPrefix = targetPrefix;
        _address = new Lazy<Uri>(() => Encrypted(address()));
        _clock = clock;
        _report = report;
        _signature = new SignatureV4(region, service);
        // Each attempt has a limit of its own.
        _http = new HttpClient(Handler()) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LongestAnswer };
    }

    /// <summary>Makes a call, up to three times where the service is busy or an answer is lost: what must not be done twice needs a condition.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="body">Its input, in JSON.</param>
    /// <param name="attemptLimit">How long one attempt may take.</param>
    /// <param name="stop">Ends all.</param>
    /// <returns>Its output, in JSON.</returns>
    /// <exception cref="ServiceRefusal">The service said no.</exception>
    /// <exception cref="AwsException">The address is not one for what is secret.</exception>
    /// <exception cref="TimeoutException">The last attempt was not answered in its time.</exception>
    /// <exception cref="HttpRequestException">The service cannot be reached.</exception>
    public async Task<byte[]> CallAsync(string operation, byte[] body, TimeSpan attemptLimit, CancellationToken stop)
    {
        var call = $"{operation} in {_region}";
        for (var attempt = 1; ; attempt++)
        {
            _report.Decide(attempt == 1 ? $"Calling {call}." : $"Calling {call} again, attempt {attempt}.");
            var now = DateTimeOffset.UtcNow + TimeSpan.FromTicks(Interlocked.Read(ref _correction));
            bool isBusy;
            try
            {
                return await SendAsync(operation, body, attemptLimit, now, stop).ConfigureAwait(false);
            }
            catch (ServiceRefusal refusal)
            {
                _report.Decide($"{call} was answered with {(refusal.Code.Length > 0 ? refusal.Code : "HTTP status " + refusal.Status.ToString(CultureInfo.InvariantCulture))}.");
                if (attempt == Attempts || !(refusal.MayPass || (refusal.MayBeAboutTime && CorrectClock(refusal.AnsweredAt, now)))) throw;
                isBusy = refusal.IsThrottled;
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or WebException or TimeoutException)
            {
                _report.Decide($"{call} failed: {failure.GetBaseException().Message}");
                if (attempt == Attempts) throw;
                isBusy = false;
            }

            await Task.Delay(PauseBefore(attempt + 1, isBusy), stop).ConfigureAwait(false);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<byte[]> SendAsync(string operation, byte[] body, TimeSpan attemptLimit, DateTimeOffset now, CancellationToken stop)
    {
        var credentials = await _credentials.GetCredentialsAsync().ConfigureAwait(false);
        var address = _address.Value;
        using var request = Sign(address, operation, body, now, credentials);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(attemptLimit);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, limit.Token).ConfigureAwait(false);
            var date = response.Headers.Date;
            if (date is { } told) _clock.Observe(told);
            var answer = await ReadAsync(response.Content).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.OK) return answer;

            var id = response.Headers.TryGetValues("x-amzn-RequestId", out var ids) ? string.Concat(ids) : string.Empty;
            throw ServiceRefusal.Read((int)response.StatusCode, id, date, answer);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException("No answer came in time.");
        }
    }

    private HttpRequestMessage Sign(Uri address, string operation, byte[] body, DateTimeOffset now, ImmutableCredentials credentials)
    {
        var stamp = SignatureV4.Stamp(now);
        var target = $"{_targetPrefix}.{operation}";
        var signed = new List<KeyValuePair<string, string>>
        {
            new("content-type", ContentType),
            new("host", address.IsDefaultPort ? address.Host : address.Authority),
            new("x-amz-date", stamp),
        };
        if (credentials.Token is { Length: > 0 } token) signed.Add(new("x-amz-security-token", token));
        signed.Add(new("x-amz-target", target));

        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        // On .NET Framework each request would wait for leave to send its body.
        request.Headers.ExpectContinue = false;
        for (var i = 2; i < signed.Count; i++) request.Headers.TryAddWithoutValidation(signed[i].Key, signed[i].Value);
        request.Headers.TryAddWithoutValidation("Authorization", _signature.Authorize(address.AbsolutePath, signed, body, stamp, credentials.AccessKey, credentials.SecretKey));
        request.Headers.TryAddWithoutValidation("User-Agent", "DcvAdmin");
        return request;
    }

    // Whether the clock by which a request was signed was so wrong that the service had to refuse it; the next signature is made by the service's.
    private bool CorrectClock(DateTimeOffset? date, DateTimeOffset signedAt)
    {
        if (date is not { } service || (service - signedAt).Duration() < WorstSkew) return false;
        Interlocked.Exchange(ref _correction, (service - DateTimeOffset.UtcNow).Ticks);
        return true;
    }

    private static Uri Encrypted(Uri address) => address.Scheme == Uri.UriSchemeHttps || address.IsLoopback ? address : throw EncryptionGuard.Refuse(address);

    private static TimeSpan PauseBefore(int attempt, bool isBusy)
    {
        // Timing alone: whoever foresees it gains nothing.
#pragma warning disable CA5394
        var share = new Random().NextDouble();
#pragma warning restore CA5394
        return TimeSpan.FromMilliseconds((isBusy ? 500 : 50) * (1 << (attempt - 1)) * (0.5 + (share / 2)));
    }

#if NET
    // Addresses of the service change; a connection that is kept for ever would not notice.
    private static SocketsHttpHandler Handler() => new() { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10) };

    // It lies in memory already.
    private static Task<byte[]> ReadAsync(HttpContent content) => content.ReadAsByteArrayAsync(CancellationToken.None);
#else
    private static HttpClientHandler Handler() => new() { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = 64 };

    private static Task<byte[]> ReadAsync(HttpContent content) => content.ReadAsByteArrayAsync();
#endif
}
