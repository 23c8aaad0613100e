using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using DcvAdmin.Adapters.Tests.Http;
using DcvAdmin.Aws;
using DcvAdmin.Aws.Signing;
using DcvAdmin.Reporting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DcvAdmin.Adapters.Tests.Aws.Signing;

public sealed class SignedDynamoDbClientTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private static readonly byte[] Body = "{\"TableName\":\"t\"}"u8.ToArray();

    private readonly ServiceClock _clock = new(() => DateTimeOffset.UtcNow);
    private readonly Decisions _report = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", null)]
    [InlineData("", "the/session+token=")]
    [InlineData("/through/a-proxy_1.0~", null)]
    public async Task What_arrives_is_signed_as_it_arrives(string path, string? sessionToken)
    {
        var (headers, body, target) = (new Dictionary<string, string>(StringComparer.Ordinal), Array.Empty<byte>(), string.Empty);
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            foreach (var header in context.Request.Headers) headers[header.Key.ToLowerInvariant()] = header.Value.ToString();
            target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            using var copy = new MemoryStream();
            await context.Request.Body.CopyToAsync(copy, Cancel);
            body = copy.ToArray();
            await context.Response.WriteAsync("{\"a\":1}", Cancel);
        });
        using var client = Client(server.Address.AbsoluteUri.TrimEnd('/') + path, sessionToken: sessionToken);

        Assert.Equal("{\"a\":1}", await CallAsync(client));

        Assert.Equal(Body, body);
        Assert.Equal(path + "/", target);
        Assert.Equal(("DynamoDB_20120810.GetItem", "application/x-amz-json-1.0", sessionToken), (headers["x-amz-target"], headers["content-type"], headers.GetValueOrDefault("x-amz-security-token")));
        Assert.Equal(server.Address.Authority, headers["host"]);
        // The framework may say more, but what counts is what was signed.
        string[] signed = ["content-type", "host", "x-amz-date", .. sessionToken is null ? Array.Empty<string>() : ["x-amz-security-token"], "x-amz-target"];
        Assert.Equal(
            new SignatureV4("eu-west-1", "dynamodb").Authorize(target, [.. signed.Select(name => KeyValuePair.Create(name, headers[name]))], body, headers["x-amz-date"], "AKIAEXAMPLE", "the-secret-key"),
            headers["authorization"]);
        Assert.InRange(DateTimeOffset.UtcNow - DateTimeOffset.ParseExact(headers["x-amz-date"], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(2));
        Assert.DoesNotContain(headers, header => header.Value.Contains("the-secret-key", StringComparison.Ordinal));
        Assert.Equal(["Calling GetItem in eu-west-1."], _report.Said);
        Assert.True(_clock.IsKnown);
    }

    [Theory]
    [InlineData(500, "{}", "HTTP status 500")]
    [InlineData(503, "<html>a proxy's page</html>", "HTTP status 503")]
    [InlineData(400, "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ThrottlingException\",\"message\":\"m\"}", "ThrottlingException")]
    [InlineData(429, "", "HTTP status 429")]
    public async Task A_busy_service_is_asked_three_times(int status, string answer, string said)
    {
        await using var server = await LoopbackServer.StartAsync(context => AnswerAsync(context, status, answer));
        using var client = Client(server.Address.AbsoluteUri);
        var refusal = await Assert.ThrowsAsync<ServiceRefusal>(() => CallAsync(client));
        Assert.Equal(status, refusal.Status);
        Assert.Equal("the-request", refusal.RequestId);
        Assert.Equal(3, server.Asked.Count);
        Assert.Contains($"GetItem in eu-west-1 was answered with {said}.", _report.Said);
        Assert.Contains("Calling GetItem in eu-west-1 again, attempt 3.", _report.Said);
    }

    [Theory]
    [InlineData(400, "{\"message\":{\"__type\":\"not this\"},\"__type\":\"a#ResourceNotFoundException\",\"Item\":{\"x\":[1]}}", "ResourceNotFoundException")]
    [InlineData(403, "{\"__type\":\"AccessDeniedException\"}", "AccessDeniedException")]
    [InlineData(400, "{\"__type\":7}", "")]
    [InlineData(400, "[\"__type\"]", "")]
    [InlineData(400, "{\"__type\":\"a#Cut", "")]
    [InlineData(302, "", "")]
    public async Task A_no_is_no_and_is_not_asked_for_again(int status, string answer, string code)
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Response.Headers.Location = "http://127.0.0.1:1/";
            return AnswerAsync(context, status, answer);
        });
        using var client = Client(server.Address.AbsoluteUri);
        var refusal = await Assert.ThrowsAsync<ServiceRefusal>(() => CallAsync(client));
        Assert.Equal((status, code), (refusal.Status, refusal.Code));
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task A_call_whose_answer_is_lost_is_made_again()
    {
        var asked = 0;
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            if (Interlocked.Increment(ref asked) > 1) return context.Response.WriteAsync("{}", Cancel);
            context.Abort();
            return Task.CompletedTask;
        });
        using var client = Client(server.Address.AbsoluteUri);
        Assert.Equal("{}", await CallAsync(client));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Each_attempt_has_its_limit_and_the_caller_may_end_all()
    {
        using var never = new CancellationTokenSource();
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            using var gone = CancellationTokenSource.CreateLinkedTokenSource(never.Token, context.RequestAborted);
            await Task.Delay(Timeout.Infinite, gone.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var client = Client(server.Address.AbsoluteUri);
        await Assert.ThrowsAsync<TimeoutException>(() => client.CallAsync("GetItem", Body, Encoding.UTF8.GetString, TimeSpan.FromMilliseconds(50), Cancel));
        Assert.Equal(3, _report.Said.Count(text => text.EndsWith("failed: No answer came in time.", StringComparison.Ordinal)));

        using var stop = new CancellationTokenSource();
        var call = client.CallAsync("GetItem", Body, Encoding.UTF8.GetString, Long, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await never.CancelAsync();
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            var piece = new byte[64 * 1024];
            for (var i = 0; i < 1024 && !context.RequestAborted.IsCancellationRequested; i++) await context.Response.Body.WriteAsync(piece, Cancel);
        });
        using var client = Client(server.Address.AbsoluteUri);
        await Assert.ThrowsAsync<HttpRequestException>(() => CallAsync(client));
    }

    [Fact]
    public async Task An_answer_that_is_not_understood_is_asked_for_again_and_not_quoted()
    {
        await using var server = await LoopbackServer.StartAsync(context => context.Response.WriteAsync("a-secret-of-the-table", Cancel));
        using var client = Client(server.Address.AbsoluteUri);
        var asked = 0;
        Assert.Equal(2, await client.CallAsync("GetItem", Body, _ => ++asked == 2 ? asked : throw new JsonException("a-secret-of-the-table"), Long, Cancel));
        await Assert.ThrowsAsync<FormatException>(() => client.CallAsync<int>("GetItem", Body, _ => throw new FormatException("a-secret-of-the-table"), Long, Cancel));
        Assert.Contains("The answer to GetItem in eu-west-1 was not understood.", _report.Said);
        Assert.DoesNotContain(_report.Said, text => text.Contains("a-secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("InvalidSignatureException", 400, true, 2)]
    [InlineData("RequestTimeTooSkewed", 403, true, 2)]
    [InlineData("InvalidSignatureException", 400, false, 1)]
    [InlineData("AccessDeniedException", 400, true, 1)]
    public async Task A_signature_that_the_clock_spoilt_is_made_again_by_the_service_s_clock_and_so_are_all_later_ones(string code, int status, bool isSkewed, int times)
    {
        var stamps = new ConcurrentQueue<string>();
        var service = isSkewed ? DateTimeOffset.UtcNow.AddHours(3) : DateTimeOffset.UtcNow;
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            stamps.Enqueue(context.Request.Headers["X-Amz-Date"].ToString());
            context.Response.Headers.Date = service.ToString("r", CultureInfo.InvariantCulture);
            return stamps.Count == 1 ? AnswerAsync(context, status, $$"""{"__type":"com.amazon.coral.service#{{code}}"}""") : context.Response.WriteAsync("{}", Cancel);
        });
        using var client = Client(server.Address.AbsoluteUri);
        if (times == 1) await Assert.ThrowsAsync<ServiceRefusal>(() => CallAsync(client));
        else await CallAsync(client);
        Assert.Equal(times, stamps.Count);

        await CallAsync(client);
        var last = DateTimeOffset.ParseExact(stamps.Last(), "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Assert.Equal(times == 2, last - DateTimeOffset.UtcNow > TimeSpan.FromHours(2));
    }

    [Fact]
    public async Task Each_attempt_takes_the_keys_that_are_valid_then()
    {
        var keys = new ConcurrentQueue<string>();
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            keys.Enqueue(context.Request.Headers.Authorization.ToString().Split("Credential=")[1].Split('/')[0]);
            return keys.Count == 1 ? AnswerAsync(context, 500, "{}") : context.Response.WriteAsync("{}", Cancel);
        });
        var obtained = 0;
        using var client = Client(server.Address.AbsoluteUri, () => Task.FromResult(new ImmutableCredentials($"KEY{++obtained}", "the-secret-key", null)));
        await CallAsync(client);
        Assert.Equal(["KEY1", "KEY2"], keys);
    }

    [Fact]
    public async Task An_address_that_was_not_found_is_looked_for_again()
    {
        await using var server = await LoopbackServer.StartAsync(context => context.Response.WriteAsync("{}", Cancel));
        var times = 0;
        using var client = new SignedDynamoDbClient(Keys(null), "eu-west-1", () => ++times == 1 ? throw new AwsException(AwsFault.InvalidConfiguration, "A file cannot be read.", "Mend it.") : new DynamoDbRoute(server.Address.AbsoluteUri, null), _clock, _report);
        await Assert.ThrowsAsync<AwsException>(() => CallAsync(client));
        Assert.Equal("{}", await CallAsync(client));
    }

    [Fact]
    public async Task Who_closes_does_not_cut_off_what_is_being_sent()
    {
        var (arrived, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            arrived.SetResult();
            await go.Task;
            await context.Response.WriteAsync("{}", Cancel);
        });
        var client = Client(server.Address.AbsoluteUri);
        var call = CallAsync(client);
        await arrived.Task;
        client.Dispose();
        go.SetResult();
        Assert.Equal("{}", await call);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => CallAsync(client));
    }

    private SignedDynamoDbClient Client(string address, Func<Task<ImmutableCredentials>>? keys = null, string? sessionToken = null) => new(keys ?? Keys(sessionToken), "eu-west-1", () => new DynamoDbRoute(address, null), _clock, _report);

    private static Func<Task<ImmutableCredentials>> Keys(string? sessionToken) => () => Task.FromResult(new ImmutableCredentials("AKIAEXAMPLE", "the-secret-key", sessionToken));

    private static Task<string> CallAsync(SignedDynamoDbClient client) => client.CallAsync("GetItem", Body, Encoding.UTF8.GetString, Long, Cancel);

    private static Task AnswerAsync(HttpContext context, int status, string answer)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["x-amzn-RequestId"] = "the-request";
        return context.Response.WriteAsync(answer, Cancel);
    }

    private sealed class Decisions : IWorkReport
    {
        private readonly ConcurrentQueue<string> _said = new();

        public IReadOnlyList<string> Said => [.. _said];

        public void Decide(string text) => _said.Enqueue(text);
    }
}
