using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Http;
using DcvAdmin.Http;
using DcvAdmin.Tokens;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Adapters.Tests.Tokens;

/// <summary>A broker of one test: it logs clients in and answers everything else with what the test lines up.</summary>
internal sealed class FakeBroker : IAsyncDisposable
{
    public const string ClientId = "client with : and ü";
    public const string ClientSecret = "very-secret:password+%ü";

    private readonly Queue<(int Status, string Body, string? RetryAfter)> _answers = new();
    private readonly ConcurrentQueue<string> _bodies = new();
    private readonly ConcurrentQueue<string> _bearers = new();
    private readonly ConcurrentQueue<TimeSpan> _delays = new();
    private LoopbackServer _server = null!;
    private int _logins;

    public Uri Address => _server.Address;

    public IReadOnlyList<string> Asked => _server.Asked;

    /// <summary>Bodies of the requests that were no logins.</summary>
    public IReadOnlyList<string> Bodies => [.. _bodies];

    /// <summary>Access tokens of the requests that were no logins.</summary>
    public IReadOnlyList<string> Bearers => [.. _bearers];

    /// <summary>How long the client would have waited.</summary>
    public IReadOnlyList<TimeSpan> Delays => [.. _delays];

    public string? BasicCredential { get; private set; }

    public int LoginStatus { get; set; } = 200;

    /// <summary>What a login is answered with; null for an access token that names its number.</summary>
    public string? LoginBody { get; set; }

    public int LifetimeOfLogins { get; set; } = 3600;

    public static async Task<FakeBroker> StartAsync()
    {
        var broker = new FakeBroker();
        broker._server = await LoopbackServer.StartAsync(broker.AnswerAsync);
        return broker;
    }

    public FakeBroker Then(string body, int status = 200, string? retryAfter = null)
    {
        _answers.Enqueue((status, body, retryAfter));
        return this;
    }

    public BrokerTokenClient Connect(string secret = ClientSecret) =>
        new(Address, new NetworkCredential(ClientId, secret), CertificateTrust.CreateHandler(null), null, (wait, _) =>
        {
            _delays.Enqueue(wait);
            return Task.CompletedTask;
        });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (context.Request.Path == "/oauth2/token")
        {
            BasicCredential = Encoding.UTF8.GetString(Convert.FromBase64String(authorization["Basic ".Length..]));
            _logins++;
            context.Response.StatusCode = LoginStatus;
            await context.Response.WriteAsync(
                LoginBody ?? $$"""{"access_token":"very-secret-access-{{_logins}}","token_type":"Bearer","expires_in":{{LifetimeOfLogins}}}""", context.RequestAborted);
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        _bodies.Enqueue(await reader.ReadToEndAsync(context.RequestAborted));
        _bearers.Enqueue(authorization);
        var (status, body, retryAfter) = _answers.Dequeue();
        context.Response.StatusCode = status;
        if (status is >= 300 and < 400) context.Response.Headers.Location = "/elsewhere";
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        await context.Response.WriteAsync(body, context.RequestAborted);
    }
}
