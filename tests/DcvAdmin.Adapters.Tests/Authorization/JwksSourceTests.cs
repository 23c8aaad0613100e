using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Http;
using DcvAdmin.Authorization;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Adapters.Tests.Authorization;

public sealed class JwksSourceTests : IDisposable
{
    private static readonly TestKey Next = TestKey.NewEllipticCurve(System.Security.Cryptography.ECCurve.NamedCurves.nistP256, "next");
    private static readonly Uri Address = new("https://issuer.example/pool/keys");
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly SteppedTime _time = new(Pool.Now);
    private readonly FakeProvider _provider = new(TestKey.P256.Jwk());
    private readonly ConcurrentQueue<JwksFailure> _failures = new();
    private readonly JwksSource _source;

    public JwksSourceTests() => _source = Source(new JwksOptions { Address = Address, OnFailure = _failures.Enqueue });

    public void Dispose()
    {
        _source.Dispose();
        _provider.Dispose();
    }

    [Fact]
    public async Task Keys_are_fetched_at_the_first_question_and_not_before()
    {
        Assert.Equal(0, _provider.Requests);

        Assert.Equal("p256", Assert.Single((await GetAsync())!.Keys).KeyId);
        var request = Assert.Single(_provider.Asked);
        Assert.Equal((HttpMethod.Get, Address, "application/json"), (request.Method, request.RequestUri, request.Headers.Accept.ToString()));
        Assert.Empty(_failures);
    }

    [Theory]
    [InlineData(null, 0, 3600)]
    [InlineData("public", 0, 3600)]
    [InlineData("max-age=7200", 0, 7200)]
    [InlineData("public, max-age=86400, must-revalidate, no-transform", 0, 86400)]
    [InlineData("max-age=7200", 3000, 4200)]
    [InlineData("max-age=7200", 9000, 300)]
    [InlineData("public", 3000, 3600)]
    [InlineData("max-age=299", 0, 300)]
    [InlineData("max-age=0", 0, 300)]
    [InlineData("max-age=86401", 0, 86400)]
    [InlineData("max-age=31536000, immutable", 0, 86400)]
    [InlineData("no-cache, max-age=7200", 0, 300)]
    [InlineData("no-store", 0, 300)]
    [InlineData("max-age=-1", 0, 3600)]
    [InlineData("max-age=99999999999999999999", 0, 3600)]
    [InlineData("max-age=soon", 0, 3600)]
    public async Task Keys_are_kept_as_long_as_the_reply_says_within_bounds(string? cacheControl, int age, int seconds)
    {
        _provider.Publish([TestKey.P256.Jwk()], cacheControl, age == 0 ? null : TimeSpan.FromSeconds(age));
        var first = await GetAsync();

        _time.Step(TimeSpan.FromSeconds(seconds) - Tick);
        Assert.Same(first, await GetAsync());
        Assert.Equal(1, _provider.Requests);
        _time.Step(Tick);
        Assert.NotSame(first, await GetAsync());
        Assert.Equal(2, _provider.Requests);
    }

    [Fact]
    public async Task Callers_share_one_fetch_and_who_gives_up_does_not_end_it()
    {
        _provider.Hold();
        using var impatience = new CancellationTokenSource();
        var impatient = _source.GetAsync(impatience.Token).AsTask();
        var patient = Enumerable.Range(0, 50).Select(_ => GetAsync()).ToArray();
        await _provider.ArrivalAsync();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        _provider.Release();

        var sets = await Task.WhenAll(patient);
        Assert.NotNull(Assert.Single(sets.Distinct()));
        Assert.Equal(1, _provider.Requests);
    }

    [Fact]
    public async Task A_key_that_is_new_is_accepted_and_one_that_is_gone_is_not()
    {
        Assert.Equal(JwtRefusal.None, await VerifyAsync(TestKey.P256));
        _provider.Publish([Next.Jwk()]);
        Assert.Equal(JwtRefusal.None, await VerifyAsync(TestKey.P256));

        Assert.Equal(JwtRefusal.None, await VerifyAsync(Next));
        Assert.Equal(2, _provider.Requests);
        Assert.Equal(JwtRefusal.UnknownKey, await VerifyAsync(TestKey.P256));
        Assert.Equal(JwtRefusal.None, await VerifyAsync(Next));
        Assert.Equal(2, _provider.Requests);
    }

    [Fact]
    public async Task A_key_that_is_taken_back_ends_with_the_time_of_the_set()
    {
        Assert.Equal(JwtRefusal.None, await VerifyAsync(TestKey.P256));
        _provider.Publish([]);
        _time.Step(TimeSpan.FromHours(1));

        Assert.Equal(JwtRefusal.UnknownKey, await VerifyAsync(TestKey.P256));
    }

    [Fact]
    public async Task Many_who_meet_a_new_key_share_one_fetch()
    {
        await GetAsync();
        await _provider.ArrivalAsync();
        _provider.Publish([Next.Jwk()]);
        _provider.Hold();
        var waiting = Enumerable.Range(0, 50).Select(_ => VerifyAsync(Next)).ToArray();
        await _provider.ArrivalAsync();
        _provider.Release();

        Assert.All(await Task.WhenAll(waiting), refusal => Assert.Equal(JwtRefusal.None, refusal));
        Assert.Equal(2, _provider.Requests);
    }

    [Fact]
    public async Task Keys_newer_than_those_that_were_looked_through_are_no_reason_to_ask()
    {
        var old = (await GetAsync())!;
        _provider.Publish([Next.Jwk()]);
        var current = await RefreshAsync(old);

        Assert.NotSame(old, current);
        Assert.Same(current, await RefreshAsync(old));
        Assert.Equal(2, _provider.Requests);
    }

    [Fact]
    public async Task Unknown_kids_lead_to_one_fetch_in_five_minutes()
    {
        await GetAsync();
        for (var round = 0; round < 4; round++)
        {
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(i => VerifyAsync($"made-up-{i}"))), refusal => Assert.Equal(JwtRefusal.UnknownKey, refusal));
            Assert.Equal(2 + round, _provider.Requests);
            _time.Step(TimeSpan.FromMinutes(5) - Tick);
            Assert.Equal(JwtRefusal.UnknownKey, await VerifyAsync("made-up"));
            Assert.Equal(2 + round, _provider.Requests);
            _time.Step(Tick);
        }
    }

    [Fact]
    public async Task A_rotation_after_a_made_up_kid_waits_for_the_five_minutes_to_end()
    {
        await GetAsync();
        Assert.Equal(JwtRefusal.UnknownKey, await VerifyAsync("made-up"));
        _provider.Publish([TestKey.P256.Jwk(), Next.Jwk()]);

        Assert.Equal(JwtRefusal.UnknownKey, await VerifyAsync(Next));
        Assert.Equal(JwtRefusal.None, await VerifyAsync(TestKey.P256));
        _time.Step(TimeSpan.FromMinutes(5));
        Assert.Equal(JwtRefusal.None, await VerifyAsync(Next));
        Assert.Equal(3, _provider.Requests);
    }

    [Fact]
    public async Task A_fetch_for_an_unknown_kid_that_failed_is_repeated_after_its_wait()
    {
        await GetAsync();
        _provider.Fail();
        Assert.Equal(JwtRefusal.UnknownKey, await VerifyAsync(Next));
        Assert.Equal(JwtRefusal.None, await VerifyAsync(TestKey.P256));
        _provider.Publish([Next.Jwk()]);
        _time.Step(TimeSpan.FromSeconds(5) - Tick);
        Assert.Equal(JwtRefusal.UnknownKey, await VerifyAsync(Next));
        Assert.Equal(2, _provider.Requests);

        _time.Step(Tick);
        Assert.Equal(JwtRefusal.None, await VerifyAsync(Next));
        Assert.Equal(3, _provider.Requests);
    }

    [Fact]
    public async Task Stale_keys_are_used_while_the_provider_is_away_and_no_longer_than_allowed()
    {
        var keys = await GetAsync();
        _provider.Fail();
        _time.Step(TimeSpan.FromHours(1));

        Assert.Same(keys, await GetAsync());
        var failure = Assert.Single(_failures);
        Assert.Equal((Address, 1, TimeSpan.FromSeconds(5), Pool.Now.AddHours(25)), (failure.Address, failure.Attempts, failure.RetryAfter, failure.UsableUntil));
        _time.Step(TimeSpan.FromHours(24) - Tick);
        Assert.Same(keys, await GetAsync());
        _time.Step(Tick);
        Assert.Null(await GetAsync());
        Assert.Equal(JwtRefusal.KeysUnavailable, await VerifyAsync(TestKey.P256));
    }

    [Fact]
    public async Task Stale_keys_may_be_forbidden()
    {
        using var source = Source(new JwksOptions { Address = Address, StaleLimit = TimeSpan.Zero });
        Assert.NotNull(await source.GetAsync(TestContext.Current.CancellationToken));
        _provider.Fail();
        _time.Step(TimeSpan.FromHours(1));

        Assert.Null(await source.GetAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Stale_keys_are_not_used_while_news_are_on_their_way()
    {
        var old = await GetAsync();
        _provider.Publish([Next.Jwk()]);
        _provider.Hold();
        await _provider.ArrivalAsync();
        _time.Step(TimeSpan.FromHours(1));
        var asking = GetAsync();
        await _provider.ArrivalAsync();
        Assert.False(asking.IsCompleted);
        _provider.Release();

        Assert.NotSame(old, await asking);
    }

    [Fact]
    public async Task Failed_fetches_are_repeated_less_and_less_often()
    {
        _provider.Fail();
        var requests = 0;
        foreach (var seconds in new[] { 5, 10, 20, 40, 80, 160, 300, 300, 300 })
        {
            Assert.Null(await GetAsync());
            Assert.Null(await GetAsync());
            Assert.Equal(++requests, _provider.Requests);
            Assert.Equal((requests, TimeSpan.FromSeconds(seconds), (DateTimeOffset?)null), (_failures.Last().Attempts, _failures.Last().RetryAfter, _failures.Last().UsableUntil));
            _time.Step(TimeSpan.FromSeconds(seconds) - Tick);
            Assert.Null(await GetAsync());
            Assert.Equal(requests, _provider.Requests);
            _time.Step(Tick);
        }

        _provider.Publish([TestKey.P256.Jwk()]);
        Assert.NotNull(await GetAsync());
        _provider.Fail();
        _time.Step(TimeSpan.FromHours(1));
        Assert.NotNull(await GetAsync());
        Assert.Equal(1, _failures.Last().Attempts);
    }

    [Fact]
    public async Task Many_failures_in_a_row_do_not_shorten_the_wait()
    {
        _provider.Fail();
        for (var i = 0; i < 100; i++)
        {
            await GetAsync();
            _time.Step(TimeSpan.FromMinutes(5));
        }

        Assert.Equal((100, TimeSpan.FromMinutes(5)), (_failures.Last().Attempts, _failures.Last().RetryAfter));
    }

    [Fact]
    public async Task A_clock_that_is_put_back_does_not_keep_keys_or_waits_for_longer()
    {
        await GetAsync();
        _time.Step(TimeSpan.FromDays(-3));
        Assert.NotNull(await GetAsync());
        Assert.Equal(2, _provider.Requests);

        _provider.Fail();
        _time.Step(TimeSpan.FromHours(1));
        await GetAsync();
        _provider.Publish([Next.Jwk()]);
        _time.Step(TimeSpan.FromDays(-3));
        Assert.Equal("next", Assert.Single((await GetAsync())!.Keys).KeyId);
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_is_waited_for_for_five_seconds()
    {
        _provider.Hold();
        var asking = GetAsync();
        await _provider.ArrivalAsync();
        _time.Step(TimeSpan.FromSeconds(5) - Tick);
        Assert.False(_provider.LastToken.IsCancellationRequested);
        _time.Step(Tick);

        Assert.True(_provider.LastToken.IsCancellationRequested);
        Assert.Null(await asking);
        Assert.Equal("It did not answer in time.", Assert.Single(_failures).Flaw);
    }

    [Fact]
    public async Task An_answer_that_does_not_end_is_waited_for_for_five_seconds()
    {
        using var endless = new EndlessStream(waits: true);
        _provider.Answer = () => FakeProvider.Ok(new StreamContent(endless));
        var asking = GetAsync();
        await endless.Waits;
        _time.Step(TimeSpan.FromSeconds(5));

        Assert.True(endless.IsEnded);
        Assert.Null(await asking);
        Assert.Equal("It did not answer in time.", Assert.Single(_failures).Flaw);
    }

    [Fact]
    public async Task An_answer_without_a_length_is_read_up_to_the_limit_and_no_further()
    {
        using var endless = new EndlessStream(waits: false);
        _provider.Answer = () => FakeProvider.Ok(new StreamContent(endless));

        Assert.Null(await GetAsync());
        Assert.Equal("It answered with more than a set of keys may have.", Assert.Single(_failures).Flaw);
        Assert.InRange(endless.Given, JsonWebKeySet.MaximumBytes, JsonWebKeySet.MaximumBytes + 8192);
    }

    [Fact]
    public async Task An_answer_that_says_it_is_too_long_is_not_read()
    {
        using var endless = new EndlessStream(waits: false);
        var content = new StreamContent(endless);
        content.Headers.ContentLength = JsonWebKeySet.MaximumBytes + 1;
        _provider.Answer = () => FakeProvider.Ok(content);

        Assert.Null(await GetAsync());
        Assert.Equal((0, "It answered with more than a set of keys may have."), (endless.Given, Assert.Single(_failures).Flaw));
    }

    [Fact]
    public async Task An_answer_of_the_greatest_length_is_read()
    {
        _provider.Answer = () => FakeProvider.Json(TestKey.SetOf(TestKey.P256.Jwk()).PadRight(JsonWebKeySet.MaximumBytes));

        Assert.NotNull(await GetAsync());
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.Redirect)]
    [InlineData(HttpStatusCode.PermanentRedirect)]
    [InlineData(HttpStatusCode.NoContent)]
    [InlineData(HttpStatusCode.NotModified)]
    [InlineData(HttpStatusCode.PartialContent)]
    public async Task Every_status_but_200_is_a_failure(HttpStatusCode status)
    {
        _provider.Answer = () =>
        {
            var answer = FakeProvider.Json(TestKey.SetOf(TestKey.P256.Jwk()));
            answer.StatusCode = status;
            answer.Headers.Location = new Uri("https://elsewhere.example/keys");
            return answer;
        };

        Assert.Null(await GetAsync());
        Assert.Equal($"It answered with HTTP status {(int)status}.", Assert.Single(_failures).Flaw);
        Assert.Equal(1, _provider.Requests);
    }

    [Theory]
    [InlineData("", "It is not a JSON object in which every name stands once.")]
    [InlineData("<html>Sign in</html>", "It is not a JSON object in which every name stands once.")]
    [InlineData("[]", "It is not a JSON object in which every name stands once.")]
    [InlineData("{\"keys\":[],\"keys\":[]}", "It is not a JSON object in which every name stands once.")]
    [InlineData("{\"issuer\":\"x\"}", "It has no list named keys.")]
    [InlineData("{\"keys\":[1]}", "An element of keys is not an object.")]
    public async Task What_is_no_set_of_keys_is_a_failure_and_the_keys_stay(string text, string flaw)
    {
        var keys = await GetAsync();
        _provider.Answer = () => FakeProvider.Json(text);
        _time.Step(TimeSpan.FromHours(1));

        Assert.Same(keys, await GetAsync());
        Assert.Equal(flaw, Assert.Single(_failures).Flaw);
    }

    [Fact]
    public async Task A_set_without_keys_counts_and_is_not_kept_for_long()
    {
        await GetAsync();
        _provider.Publish([], "max-age=86400");
        _time.Step(TimeSpan.FromHours(1));
        Assert.Empty((await GetAsync())!.Keys);
        Assert.Empty(_failures);

        _provider.Publish([TestKey.P256.Jwk()]);
        _time.Step(TimeSpan.FromMinutes(5));
        Assert.Single((await GetAsync())!.Keys);
        Assert.Equal(3, _provider.Requests);
    }

    [Fact]
    public async Task Whatever_a_fetch_throws_is_a_failure_with_its_cause()
    {
        foreach (var cause in new Exception[] { new HttpRequestException("No route."), new IOException("Cut off."), new InvalidOperationException("A bug.") })
        {
            _provider.Answer = () => throw cause;
            Assert.Null(await GetAsync());
            Assert.Equal(($"It cannot be reached: {cause.Message}", cause), (_failures.Last().Flaw, _failures.Last().Cause));
            _time.Step(TimeSpan.FromMinutes(5));
        }
    }

    [Fact]
    public async Task A_listener_that_fails_keeps_nothing_from_anybody()
    {
        using var source = Source(new JwksOptions { Address = Address, OnFailure = _ => throw new InvalidOperationException("The log is full.") });
        var keys = await source.GetAsync(TestContext.Current.CancellationToken);
        _provider.Fail();
        _time.Step(TimeSpan.FromHours(1));

        Assert.NotNull(keys);
        Assert.Same(keys, await source.GetAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_source_that_is_closed_ends_its_fetch_and_begins_none()
    {
        _provider.Hold();
        var asking = GetAsync();
        await _provider.ArrivalAsync();
        _source.Dispose();

        Assert.Null(await asking);
        _time.Step(TimeSpan.FromHours(1));
        Assert.Null(await GetAsync());
        Assert.Equal(1, _provider.Requests);
        Assert.Empty(_failures);
        _source.Dispose();
    }

    [Theory]
    [InlineData("http://issuer.example/keys", "begins with https")]
    [InlineData("http://10.0.0.1/keys", "begins with https")]
    [InlineData("http://127.0.0.1.example/keys", "begins with https")]
    [InlineData("http://localhost.example/keys", "begins with https")]
    [InlineData("ftp://localhost/keys", "begins with https")]
    [InlineData("file:///keys", "begins with https")]
    [InlineData("keys", "is absolute")]
    [InlineData("https://user:secret@issuer.example/keys", "no user name")]
    public void Addresses_that_are_not_safe_are_refused(string address, string flaw)
    {
        var failure = Assert.Throws<ArgumentException>(() => Source(new JwksOptions { Address = new Uri(address, UriKind.RelativeOrAbsolute) }));

        Assert.Contains(flaw, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:5000/keys")]
    [InlineData("http://127.0.0.1/keys")]
    [InlineData("http://[::1]/keys")]
    [InlineData("https://issuer.example/keys")]
    public void Addresses_of_this_machine_may_be_without_tls(string address) => Source(new JwksOptions { Address = new Uri(address) }).Dispose();

    [Theory]
    [InlineData(-1)]
    [InlineData(7 * 86400 + 1)]
    public void A_limit_of_stale_keys_that_is_none_is_refused(int seconds) =>
        Assert.Throws<ArgumentException>(() => Source(new JwksOptions { Address = Address, StaleLimit = TimeSpan.FromSeconds(seconds) }));

    [Fact]
    public async Task Over_a_network_keys_are_read_and_a_redirect_is_not_followed()
    {
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            if (context.Request.Path == "/moved") context.Response.Redirect("/keys");
            else await context.Response.WriteAsync(TestKey.SetOf(TestKey.P256.Jwk()), context.RequestAborted);
        });
        using var there = new JwksSource(new JwksOptions { Address = new Uri(server.Address, "keys") }, TimeProvider.System);
        using var moved = new JwksSource(new JwksOptions { Address = new Uri(server.Address, "moved"), OnFailure = _failures.Enqueue }, TimeProvider.System);

        Assert.Single((await there.GetAsync(TestContext.Current.CancellationToken))!.Keys);
        Assert.Null(await moved.GetAsync(TestContext.Current.CancellationToken));
        Assert.Equal("It answered with HTTP status 302.", Assert.Single(_failures).Flaw);
        Assert.Equal(["GET /keys", "GET /moved"], server.Asked);
    }

    [Fact]
    public async Task Where_nobody_listens_the_failure_says_so()
    {
        using var source = new JwksSource(new JwksOptions { Address = await LoopbackServer.NobodyAsync(), OnFailure = _failures.Enqueue }, TimeProvider.System);

        Assert.Null(await source.GetAsync(TestContext.Current.CancellationToken));
        Assert.IsType<HttpRequestException>(Assert.Single(_failures).Cause);
    }

    private JwksSource Source(JwksOptions options) => new(options, _time, _provider);

    private Task<JsonWebKeySet?> GetAsync() => _source.GetAsync(TestContext.Current.CancellationToken).AsTask();

    private Task<JsonWebKeySet?> RefreshAsync(JsonWebKeySet known) => _source.RefreshAsync(known, TestContext.Current.CancellationToken).AsTask();

    private Task<JwtRefusal> VerifyAsync(TestKey key) => VerifyAsync(key.Sign(Claims(), "ES256"), _source);

    private Task<JwtRefusal> VerifyAsync(string keyId) => VerifyAsync(TestKey.P256.Sign($"{{\"alg\":\"ES256\",\"kid\":\"{keyId}\"}}", Claims(), "ES256"), _source);

    private async Task<JwtRefusal> VerifyAsync(string token, IKeySource keys) =>
        (await new JwtVerifier(keys, Pool.Requirements, _time).VerifyAsync(token, TestContext.Current.CancellationToken)).Refusal;

    // Tokens are not what ends here.
    private static string Claims() => Pool.ClaimsWith($"\"sub\":\"alice\",\"exp\":{Pool.Now.AddDays(30).ToUnixTimeSeconds()}");

    /// <summary>A body without an end: spaces, or a first byte and then nothing.</summary>
    private sealed class EndlessStream(bool waits) : Stream
    {
        private readonly TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private CancellationToken _reader;

        /// <summary>Bytes that were read.</summary>
        public int Given { get; private set; }

        public Task Waits => _waits.Task;

        /// <summary>Whether who reads was told to stop.</summary>
        public bool IsEnded => _reader.IsCancellationRequested;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (waits && Given > 0)
            {
                _reader = cancellationToken;
                _waits.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            var length = waits ? 1 : buffer.Length;
            buffer.Span[..length].Fill((byte)' ');
            Given += length;
            return length;
        }

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
