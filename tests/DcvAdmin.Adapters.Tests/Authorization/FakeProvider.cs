using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Adapters.Tests.Authorization;

/// <summary>A provider that publishes keys without a network. It counts who asks, and can keep them waiting.</summary>
internal sealed class FakeProvider : HttpMessageHandler
{
    private readonly SemaphoreSlim _arrivals = new(0);
    private int _requests;
    private TaskCompletionSource? _held;

    public FakeProvider(params string[] keys) => Publish(keys);

    /// <summary>Makes the answer; it may throw.</summary>
    public Func<HttpResponseMessage> Answer { get; set; } = null!;

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>What the last request is ended by.</summary>
    public CancellationToken LastToken { get; private set; }

    public List<HttpRequestMessage> Asked { get; } = [];

    public static HttpResponseMessage Ok(HttpContent content) => new(HttpStatusCode.OK) { Content = content };

    public static HttpResponseMessage Json(string json) => Ok(new StringContent(json, Encoding.UTF8, "application/json"));

    /// <summary>Answers with these keys from now on.</summary>
    /// <param name="keys">JWKs.</param>
    /// <param name="cacheControl"><c>Cache-Control</c>; null for none.</param>
    /// <param name="age"><c>Age</c>; null for none.</param>
    public void Publish(string[] keys, string? cacheControl = null, TimeSpan? age = null) => Answer = () =>
    {
        var answer = Json(TestKey.SetOf(keys));
        if (cacheControl is not null) answer.Headers.TryAddWithoutValidation("Cache-Control", cacheControl);
        answer.Headers.Age = age;
        return answer;
    };

    public void Fail(HttpStatusCode status = HttpStatusCode.InternalServerError) => Answer = () => new HttpResponseMessage(status);

    /// <summary>Keeps requests waiting until <see cref="Release"/>.</summary>
    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _held!.SetResult();

    /// <summary>Waits for the next request that has not been waited for.</summary>
    public Task ArrivalAsync() => _arrivals.WaitAsync(TestContext.Current.CancellationToken);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        LastToken = cancellationToken;
        Asked.Add(request);
        _arrivals.Release();
        if (_held is { } held) await held.Task.WaitAsync(cancellationToken);
        return Answer();
    }
}
