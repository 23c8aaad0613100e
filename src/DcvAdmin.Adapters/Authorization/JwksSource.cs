using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Http;

namespace DcvAdmin.Authorization;

/// <summary>
/// The keys that an issuer publishes (RFC 7517 5), fetched when they are needed and kept for as long as the reply says, from 5 min to 24 h, or 1 h.
/// Whatever tokens come, the provider is asked rarely: callers share one fetch, an unknown <c>kid</c> leads to one in 5 minutes, and after a failure
/// nobody asks for a while that doubles from 5 s to 5 min.
/// </summary>
public sealed class JwksSource : IKeySource, IDisposable
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(5);

    private readonly JwksOptions _options;
    private readonly TimeProvider _time;
    private readonly JwksDownload _download;
    private readonly CancellationTokenSource _stop = new();

    private readonly Lock _gate = new();
    private JsonWebKeySet? _keys;
    // By the wall clock, which runs on while a sandbox of AWS Lambda is frozen. Where the clock was put back, a stretch is over.
    private Stretch _fresh;
    private Stretch _refreshed;
    private Stretch _waiting;
    private int _failures;
    private Task? _fetch;

    /// <summary>A source that fetches at the first question, and verifies the certificate of the server it asks.</summary>
    /// <param name="options">Address and limits.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">An option is none; the message names all of them.</exception>
    /// <exception cref="Stores.StoreException">The CA file cannot be read.</exception>
    public JwksSource(JwksOptions options, TimeProvider time)
        : this(options, time, CertificateTrust.CreateHandler(options?.CaFile))
    {
    }

    internal JwksSource(JwksOptions options, TimeProvider time, HttpMessageHandler handler)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _time = time ?? throw new ArgumentNullException(nameof(time));
        options.Validate();
        _download = new JwksDownload(handler, options.Address, time);
    }

    /// <inheritdoc/>
    public async ValueTask<JsonWebKeySet?> GetAsync(CancellationToken cancellationToken)
    {
        Task? fetch;
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (_fresh.Holds(now)) return _keys;
            fetch = Fetch(now);
        }

        // Stale keys are for when the provider is away, not for speed: a key that was taken back must not be used while the news of it are on their way.
        if (fetch is not null) await fetch.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate) return IsUsable(_time.GetUtcNow()) ? _keys : null;
    }

    /// <inheritdoc/>
    public async ValueTask<JsonWebKeySet?> RefreshAsync(JsonWebKeySet known, CancellationToken cancellationToken)
    {
        Task? fetch;
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            // Somebody was faster.
            if (!ReferenceEquals(known, _keys)) return IsUsable(now) ? _keys : null;
            if (_fetch is null)
            {
                // Who makes up key ids could otherwise have the provider asked at every request, until it asks no more of us.
                if (_refreshed.Holds(now) || _waiting.Holds(now)) return null;
                _refreshed = new Stretch(now, RefreshInterval);
            }

            fetch = Fetch(now);
        }

        if (fetch is not null) await fetch.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate) return !ReferenceEquals(known, _keys) && IsUsable(_time.GetUtcNow()) ? _keys : null;
    }

    /// <summary>Ends a fetch that is under way.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _download.Dispose();
    }

    private bool IsUsable(DateTimeOffset now) => _keys is not null && _fresh.And(_options.StaleLimit).Holds(now);

    // Called with the gate closed. Null where it is not the time to ask.
    private Task? Fetch(DateTimeOffset now)
    {
        if (_fetch is null && !_waiting.Holds(now) && !_stop.IsCancellationRequested)
        {
            // Of no caller: one that gives up must not take it from the others. Not here: the gate is closed.
            _fetch = Task.Run(FetchAsync, CancellationToken.None);
        }

        return _fetch;
    }

    private async Task FetchAsync()
    {
        var result = await _download.RunAsync(_stop.Token).ConfigureAwait(false);
        JwksFailure? failure = null;
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (result.Keys is not null)
            {
                // All of the old ones go: what the provider no longer publishes verifies nothing.
                _keys = result.Keys;
                _fresh = new Stretch(now, result.Lifetime);
                _waiting = default;
                _failures = 0;
            }
            else
            {
                _failures++;
                var wait = TimeSpan.FromTicks(Math.Min(LastRetry.Ticks, FirstRetry.Ticks << Math.Min(_failures - 1, 10)));
                _waiting = new Stretch(now, wait);
                // What was asked for an unknown kid was not answered: the wait alone says when it may be asked again.
                _refreshed = default;
                failure = new JwksFailure(_options.Address, result.Flaw, _failures, wait, _keys is null ? null : _fresh.And(_options.StaleLimit).End, result.Cause);
            }

            _fetch = null;
        }

        if (failure is not null && !_stop.IsCancellationRequested) Report(failure);
    }

    // A log that fails must not keep keys from those who wait for them.
    private void Report(JwksFailure failure)
    {
        try
        {
            _options.OnFailure?.Invoke(failure);
        }
        catch (Exception)
        {
            // There is nobody left to tell.
        }
    }

    private readonly record struct Stretch(DateTimeOffset Start, TimeSpan Length)
    {
        public DateTimeOffset End => Start + Length;

        public bool Holds(DateTimeOffset now) => now >= Start && now - Start < Length;

        public Stretch And(TimeSpan more) => this with { Length = Length + more };
    }
}
