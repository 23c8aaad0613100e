using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using DcvAdmin.Adapters.Tests.Http;
using DcvAdmin.Aws;
using DcvAdmin.Aws.Signing;
using DcvAdmin.Reporting;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Adapters.Tests.Aws.Signing;

public sealed class SignedJsonClientTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private static readonly byte[] Body = "{\"TableName\":\"t\"}"u8.ToArray();

    private readonly ServiceClock _clock = new(() => DateTimeOffset.UtcNow);
    private readonly Decisions _report = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_carries_the_operation_the_session_s_token_and_no_secret()
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            foreach (var header in context.Request.Headers) headers[header.Key] = header.Value.ToString();
            return context.Response.WriteAsync("{\"a\":1}", Cancel);
        });
        using var client = Client(server.Address, new SessionAWSCredentials("AKIAEXAMPLE", "the-secret-key", "the-session-token"));

        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(await client.CallAsync("GetItem", Body, Long, Cancel)));

        Assert.Equal("Prefix.GetItem", headers["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.0", headers["Content-Type"]);
        Assert.Equal("the-session-token", headers["X-Amz-Security-Token"]);
        Assert.Contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,", headers["Authorization"], StringComparison.Ordinal);
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
        using var client = Client(server.Address);
        var refusal = await Assert.ThrowsAsync<ServiceRefusal>(() => client.CallAsync("GetItem", Body, Long, Cancel));
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
        using var client = Client(server.Address);
        var refusal = await Assert.ThrowsAsync<ServiceRefusal>(() => client.CallAsync("GetItem", Body, Long, Cancel));
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
        using var client = Client(server.Address);
        Assert.Equal("{}"u8.ToArray(), await client.CallAsync("UpdateItem", Body, Long, Cancel));
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
        using var client = Client(server.Address);
        await Assert.ThrowsAsync<TimeoutException>(() => client.CallAsync("GetItem", Body, TimeSpan.FromMilliseconds(50), Cancel));
        Assert.Equal(3, _report.Said.Count(text => text.EndsWith("failed: No answer came in time.", StringComparison.Ordinal)));

        using var stop = new CancellationTokenSource();
        var call = client.CallAsync("GetItem", Body, Long, stop.Token);
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
        using var client = Client(server.Address);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.CallAsync("GetItem", Body, Long, Cancel));
    }

    [Fact]
    public async Task Nothing_goes_unencrypted_to_another_machine()
    {
        using var client = Client(new Uri("http://dynamodb.example.com/"));
        var refusal = await Assert.ThrowsAsync<AwsException>(() => client.CallAsync("GetItem", Body, Long, Cancel));
        Assert.Equal(AwsFault.InsecureEndpoint, refusal.Fault);
    }

    private SignedJsonClient Client(Uri address, AWSCredentials? credentials = null) =>
        new(credentials ?? new BasicAWSCredentials("AKIAEXAMPLE", "the-secret-key"), "eu-west-1", "dynamodb", "Prefix", () => address, _clock, _report);

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
