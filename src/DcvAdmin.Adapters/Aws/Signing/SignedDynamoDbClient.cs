using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using DcvAdmin.Reporting;

namespace DcvAdmin.Aws.Signing;

/// <summary>
/// Calls DynamoDB without the SDK's pipeline, which is compiled anew in each process: a function's first logon waited for that longer than for the table. Credentials are the SDK's.
/// For other services, and for calls that nobody at a door waits for, <see cref="Wire.WireClient"/> and the SDK's clients are right; see docs/decisions/0021. Safe for use by many threads.
/// </summary>
/// <param name="credentials">Who asks; called for each attempt, for credentials are renewed.</param>
/// <param name="region">Where.</param>
/// <param name="findRoute">Finds the way when the first call is made.</param>
/// <param name="clock">Is told what the service's clock says.</param>
/// <param name="report">Is told of each request and each retry.</param>
internal sealed class SignedDynamoDbClient(Func<Task<ImmutableCredentials>> credentials, string region, Func<DynamoDbRoute> findRoute, ServiceClock clock, IWorkReport report) : IDisposable
{
    // With pauses of at most one and two seconds between them, a logon knows within its deadline that it was throttled.
    private const int Attempts = 3;
    private const string ContentType = "application/x-amz-json-1.0";
    private const string TargetPrefix = "DynamoDB_20120810.";

    // From here on AWS refuses a signature (Signature Version 4: requests must be within five minutes of their time stamp).
    private static readonly TimeSpan WorstSkew = TimeSpan.FromMinutes(4);

    private readonly object _gate = new();
    private readonly SignatureV4 _signature = new(region, "dynamodb");
    private DynamoDbRoute? _route;
    private long _correction;
    private int _underWay;
    private bool _isClosed;

    /// <summary>Makes a call, up to three times where the service is busy or an answer is lost or not understood: what must not be done twice needs a condition.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="body">Its input, in JSON.</param>
    /// <param name="read">Reads its output, in JSON.</param>
    /// <param name="attemptLimit">How long one attempt may take.</param>
    /// <param name="stop">Ends all.</param>
    /// <exception cref="ServiceRefusal">The service said no.</exception>
    /// <exception cref="AwsException">There are no credentials any more, or the address is not one to ask.</exception>
    /// <exception cref="TimeoutException">The last attempt was not answered in its time.</exception>
    /// <exception cref="HttpRequestException">The service cannot be reached, or its answer is longer than any item.</exception>
    /// <exception cref="JsonException">The answer is not understood; where <paramref name="read"/> throws it, or one of its kin.</exception>
    public async Task<T> CallAsync<T>(string operation, byte[] body, Func<byte[], T> read, TimeSpan attemptLimit, CancellationToken stop)
    {
        Enter();

        try
        {
            return await CallInTurnsAsync(operation, body, read, attemptLimit, stop).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _underWay--;
                CloseWhenIdle();
            }
        }
    }

    /// <summary>Takes no more calls. Those under way, whose callers may have gone, come to their end first: a write that was sent should be sent whole.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            CloseWhenIdle();
        }
    }

    private void Enter()
    {
        lock (_gate)
        {
#if NET
            ObjectDisposedException.ThrowIf(_isClosed, this);
#else
            if (_isClosed) throw new ObjectDisposedException(nameof(SignedDynamoDbClient));
#endif
            _underWay++;
        }
    }

    private void CloseWhenIdle()
    {
        if (_isClosed && _underWay == 0) _route?.Dispose();
    }

    private async Task<T> CallInTurnsAsync<T>(string operation, byte[] body, Func<byte[], T> read, TimeSpan attemptLimit, CancellationToken stop)
    {
        var call = $"{operation} in {region}";
        for (var attempt = 1; ; attempt++)
        {
            report.Decide(attempt == 1 ? $"Calling {call}." : $"Calling {call} again, attempt {attempt}.");
            var now = DateTimeOffset.UtcNow + TimeSpan.FromTicks(Interlocked.Read(ref _correction));
            bool isBusy;
            try
            {
                return read(await SendAsync(operation, body, attemptLimit, now, stop).ConfigureAwait(false));
            }
            catch (ServiceRefusal refusal)
            {
                report.Decide($"{call} was answered with {(refusal.Code.Length > 0 ? refusal.Code : "HTTP status " + refusal.Status.ToString(CultureInfo.InvariantCulture))}.");
                if (attempt == Attempts || !(refusal.MayPass || (refusal.MayBeAboutTime && CorrectClock(refusal.AnsweredAt, now)))) throw;
                isBusy = refusal.IsThrottled;
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or WebException or TimeoutException)
            {
                report.Decide($"{call} failed: {failure.GetBaseException().Message}");
                if (attempt == Attempts) throw;
                isBusy = false;
            }
            // Without the words: they may quote what was not understood.
            catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException && failure is not ObjectDisposedException)
            {
                report.Decide($"The answer to {call} was not understood.");
                if (attempt == Attempts) throw;
                isBusy = false;
            }

            await Task.Delay(PauseBefore(attempt + 1, isBusy), stop).ConfigureAwait(false);
        }
    }

    private async Task<byte[]> SendAsync(string operation, byte[] body, TimeSpan attemptLimit, DateTimeOffset now, CancellationToken stop)
    {
        var keys = await credentials().ConfigureAwait(false);
        var route = Route();
        using var request = Sign(route, operation, body, now, keys);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(attemptLimit);
        try
        {
            using var response = await route.Http.SendAsync(request, HttpCompletionOption.ResponseContentRead, limit.Token).ConfigureAwait(false);
            var date = response.Headers.Date;
            if (date is { } told) clock.Observe(told);
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

    // What could not be found once is looked for again: a file that was just being written may be whole now.
    private DynamoDbRoute Route()
    {
        lock (_gate) return _route ??= findRoute();
    }

    private HttpRequestMessage Sign(DynamoDbRoute route, string operation, byte[] body, DateTimeOffset now, ImmutableCredentials keys)
    {
        var stamp = SignatureV4.Stamp(now);
        var signed = new List<KeyValuePair<string, string>> { new("content-type", ContentType), new("host", route.Host), new("x-amz-date", stamp) };
        if (keys.Token is { Length: > 0 } token) signed.Add(new("x-amz-security-token", token));
        signed.Add(new("x-amz-target", TargetPrefix + operation));

        var request = new HttpRequestMessage(HttpMethod.Post, route.Address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        // On .NET Framework each request would wait for leave to send its body.
        request.Headers.ExpectContinue = false;
        for (var i = 2; i < signed.Count; i++) request.Headers.TryAddWithoutValidation(signed[i].Key, signed[i].Value);
        request.Headers.TryAddWithoutValidation("Authorization", _signature.Authorize(route.Address.AbsolutePath, signed, body, stamp, keys.AccessKey, keys.SecretKey));
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

    private static TimeSpan PauseBefore(int attempt, bool isBusy) => TimeSpan.FromMilliseconds((isBusy ? 500 : 50) * (1 << (attempt - 1)) * (0.5 + (Jitter() / 2)));

#if NET
    // Timing alone: whoever foresees it gains nothing.
#pragma warning disable CA5394
    private static double Jitter() => Random.Shared.NextDouble();
#pragma warning restore CA5394

    // It lies in memory already.
    private static Task<byte[]> ReadAsync(HttpContent content) => content.ReadAsByteArrayAsync(CancellationToken.None);
#else
    private static readonly Random Shared = new();

    private static double Jitter()
    {
        // Timing alone: whoever foresees it gains nothing.
#pragma warning disable CA5394
        lock (Shared) return Shared.NextDouble();
#pragma warning restore CA5394
    }

    private static Task<byte[]> ReadAsync(HttpContent content) => content.ReadAsByteArrayAsync();
#endif
}
