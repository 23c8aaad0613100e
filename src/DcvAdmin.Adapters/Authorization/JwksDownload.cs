using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Authorization;

/// <summary>One request for a set of keys: its time, its size and its form are bounded.</summary>
internal sealed class JwksDownload(HttpMessageHandler handler, Uri address, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(1);
    // A provider that says 0 would be asked at every request, and one that says a year could not take a key away.
    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromHours(24);

    // The limit of time holds for the body too, which HttpClient's own would not.
    private readonly HttpClient _client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Fetches the set. Everything that goes wrong is a flaw, the end of the program included.</summary>
    public async Task<Result> RunAsync(CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK) return new Result(string.Create(CultureInfo.InvariantCulture, $"It answered with HTTP status {(int)response.StatusCode}."));
            if (await ReadAsync(response, either.Token).ConfigureAwait(false) is not { } bytes) return new Result("It answered with more than a set of keys may have.");
            // A set without keys counts: the issuer may have taken back all of them. It is more often a mistake, which is not kept for long.
            return JsonWebKeySet.TryParse(bytes.Span, out var keys, out var flaw) ? new Result(keys, keys.Keys.Count > 0 ? LifetimeOf(response) : ShortestLifetime) : new Result(flaw);
        }
        catch (OperationCanceledException failure)
        {
            return new Result(stop.IsCancellationRequested ? "It was not waited for." : "It did not answer in time.", failure);
        }
        catch (Exception failure)
        {
            // Of whatever kind: what is thrown here would be thrown at everyone who waits, from then on.
            return new Result($"It cannot be reached: {failure.GetBaseException().Message}", failure);
        }
    }

    public void Dispose() => _client.Dispose();

    // Not by its length alone: that may be absent.
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > JsonWebKeySet.MaximumBytes) return null;
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var read = new MemoryStream();
        var buffer = new byte[8192];
        int length;
        while ((length = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (read.Length + length > JsonWebKeySet.MaximumBytes) return null;
            read.Write(buffer, 0, length);
        }

        return read.GetBuffer().AsMemory(0, (int)read.Length);
    }

    private static TimeSpan LifetimeOf(HttpResponseMessage response)
    {
        var cache = response.Headers.CacheControl;
        if (cache is null) return DefaultLifetime;
        if (cache.NoStore || cache.NoCache) return ShortestLifetime;
        // A cache on the way may have kept the reply for some of that time (RFC 9111 4.2).
        var asked = cache.MaxAge is { } maximum ? maximum - (response.Headers.Age ?? TimeSpan.Zero) : DefaultLifetime;
        return asked < ShortestLifetime ? ShortestLifetime : asked > LongestLifetime ? LongestLifetime : asked;
    }

    /// <summary>A set and how long it is fresh, or what went wrong.</summary>
    public sealed class Result
    {
        public Result(JsonWebKeySet keys, TimeSpan lifetime) => (Keys, Lifetime) = (keys, lifetime);

        public Result(string flaw, Exception? cause = null) => (Flaw, Cause) = (flaw, cause);

        public JsonWebKeySet? Keys { get; }

        public TimeSpan Lifetime { get; }

        public string Flaw { get; } = string.Empty;

        public Exception? Cause { get; }
    }
}
