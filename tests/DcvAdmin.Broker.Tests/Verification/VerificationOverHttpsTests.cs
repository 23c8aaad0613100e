using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Broker.Tests.Running;
using DcvAdmin.Broker.Verification;
using DcvAdmin.Tokens;

namespace DcvAdmin.Broker.Tests.Verification;

public sealed class VerificationOverHttpsTests : IAsyncLifetime
{
    private const string No = "<auth result=\"no\"><message>The authentication token was not accepted</message></auth>";

    private RunningBroker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await RunningBroker.StartAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task A_good_token_gets_the_compact_yes()
    {
        var token = await _broker.IssueAsync(new TokenRequest { SessionId = "console", UserName = @"CORP\anna & <b>Žofie</b> 😀" });

        Assert.Equal("<auth result=\"yes\"><username>CORP\\anna &amp; &lt;b&gt;Žofie&lt;/b&gt; 😀</username></auth>", await _broker.VerifyAsync("console", token, "10.0.0.7"));
    }

    [Fact]
    public async Task Every_denial_reads_the_same_and_its_reason_is_in_the_audit_record_alone()
    {
        var singleUse = await _broker.IssueAsync(new TokenRequest { SessionId = "console", UserName = "anna", UsePolicy = TokenUsePolicy.SingleUse });
        var singleClient = await _broker.IssueAsync(new TokenRequest { SessionId = "console", UserName = "bela" });
        var later = await _broker.IssueAsync(new TokenRequest { SessionId = "console", UserName = "chen", NotBefore = DateTimeOffset.UtcNow.AddHours(1) });
        var revoked = await _broker.IssueAsync(new TokenRequest { SessionId = "console", UserName = "dora" });
        await _broker.Application.Store.Authenticator.AsAdministrator("test").RevokeAsync([TokenHash.Compute(revoked).ToGrantId()], TestContext.Current.CancellationToken);
        await _broker.VerifyAsync("console", singleUse);
        await _broker.VerifyAsync("console", singleClient, "10.0.0.7");

        Assert.Equal(No, await _broker.VerifyAsync("console", "no-such-token"));
        Assert.Equal(No, await _broker.VerifyAsync("other", singleClient, "10.0.0.7"));
        Assert.Equal(No, await _broker.VerifyAsync("console", singleClient, "10.0.0.8"));
        Assert.Equal(No, await _broker.VerifyAsync("console", singleUse));
        Assert.Equal(No, await _broker.VerifyAsync("console", later));
        Assert.Equal(No, await _broker.VerifyAsync("console", revoked));

        var reasons = (await _broker.ReadAuditAsync()).Where(record => record.Entry.Event == AuditEvent.TokenDenied).Select(record => record.Entry.Denial).ToArray();
        Assert.Equal([DenialReason.Unknown, DenialReason.WrongSession, DenialReason.WrongClient, DenialReason.UsedUp, DenialReason.NotYetValid, DenialReason.Revoked], reasons);
    }

    [Fact]
    public async Task The_record_of_a_yes_says_who_asked_who_came_and_from_where()
    {
        var token = await _broker.IssueAsync(new TokenRequest { SessionId = "console", UserName = "anna" });
        await _broker.VerifyAsync("console", token, "[2001:db8::1]:50123");

        var yes = Assert.Single(await _broker.ReadAuditAsync(), record => record.Entry.Event == AuditEvent.TokenGranted).Entry;

        Assert.Equal(("127.0.0.1", "anna", "console", "2001:db8::1"), (yes.Actor, yes.UserName, yes.SessionId, yes.ClientAddress));
        Assert.Equal(TokenHash.Compute(token).ToGrantId(), yes.GrantId);
    }

    [Fact]
    public async Task A_client_may_come_back_from_another_port_of_its_address()
    {
        var token = await _broker.IssueAsync(new TokenRequest { SessionId = "console", UserName = "anna" });

        Assert.Contains("yes", await _broker.VerifyAsync("console", token, "10.0.0.7:50001"), StringComparison.Ordinal);
        Assert.Contains("yes", await _broker.VerifyAsync("console", token, "::ffff:10.0.0.7"), StringComparison.Ordinal);
        Assert.Equal(No, await _broker.VerifyAsync("console", token));
    }

    public static TheoryData<string, string?> MalformedBodies => new()
    {
        { "authenticationToken=t", "application/x-www-form-urlencoded" },
        { "sessionId=console", "application/x-www-form-urlencoded" },
        { "", "application/x-www-form-urlencoded" },
        { "sessionId=console&authenticationToken=t&authenticationToken=u", "application/x-www-form-urlencoded" },
        { "sessionId=console&authenticationToken=%zz", "application/x-www-form-urlencoded" },
        { "sessionId=console&authenticationToken=%ff%fe", "application/x-www-form-urlencoded" },
        { "sessionId=console&authenticationToken=" + new string('t', 9000), "application/x-www-form-urlencoded" },
        { "sessionId=console&authenticationToken=" + new string('t', 3_000_000), "application/x-www-form-urlencoded" },
        { "sessionId=console&authenticationToken=" + new string('t', 9_000_000), "application/x-www-form-urlencoded" },
        { "{\"sessionId\":\"console\",\"authenticationToken\":\"t\"}", "application/json" },
        { "sessionId=console&authenticationToken=t", "application/x-www-form-urlencoded; charset=utf-16" },
        { "sessionId=console&authenticationToken=t", null },
    };

    [Theory]
    [MemberData(nameof(MalformedBodies))]
    public async Task A_request_that_is_not_the_form_is_denied_and_recorded(string body, string? contentType)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (contentType is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var response = await _broker.Http.PostAsync(_broker.Verifier, content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(No, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(DenialReason.Malformed, Assert.Single(await _broker.ReadAuditAsync()).Entry.Denial);
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_read_to_its_limit()
    {
        var token = await _broker.IssueAsync(new TokenRequest { SessionId = "console", UserName = "anna" });
        using var good = new ChunkedContent($"sessionId=console&authenticationToken={token}");
        using var tooLong = new ChunkedContent($"sessionId=console&authenticationToken={token}&more={new string('x', 20_000)}");

        using var denied = await _broker.Http.PostAsync(_broker.Verifier, tooLong, TestContext.Current.CancellationToken);
        using var granted = await _broker.Http.PostAsync(_broker.Verifier, good, TestContext.Current.CancellationToken);

        Assert.Equal(No, await denied.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains("yes", await granted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_verifier_is_on_the_agent_port_alone_whatever_the_host_header_says()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_broker.Application.ClientAddress, VerificationEndpoint.Path));
        request.Headers.Host = _broker.Application.AgentAddress.Authority;
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["sessionId"] = "console", ["authenticationToken"] = "t" });
        using var response = await _broker.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task The_token_api_is_not_on_the_agent_port()
    {
        await _broker.LogInAsync();
        using var response = await _broker.Http.GetAsync(new Uri(_broker.Application.AgentAddress, "auth-tokens"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Health_answers_on_both_ports_without_login()
    {
        foreach (var address in (Uri[])[_broker.Application.ClientAddress, _broker.Application.AgentAddress])
        {
            using var response = await _broker.Http.GetAsync(new Uri(address, "health"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("\"Status\":\"Healthy\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_caller_that_asks_too_often_gets_429_with_a_time_and_a_no()
    {
        await using var slow = await RunningBroker.StartAsync(arguments: ["--verification-rate", "1"]);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => AskAsync(slow)));

        var rejected = answers.Where(answer => answer.Status == HttpStatusCode.TooManyRequests).ToArray();
        Assert.NotEmpty(rejected);
        Assert.All(rejected, answer => Assert.True(answer.RetryAfter >= TimeSpan.FromSeconds(1)));
        Assert.All(answers, answer => Assert.Equal(No, answer.Body));

        static async Task<(HttpStatusCode Status, TimeSpan? RetryAfter, string Body)> AskAsync(RunningBroker broker)
        {
            using var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["sessionId"] = "console", ["authenticationToken"] = "t" });
            using var response = await broker.Http.PostAsync(broker.Verifier, content, TestContext.Current.CancellationToken);
            return (response.StatusCode, response.Headers.RetryAfter?.Delta, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Racing_dcv_servers_get_exactly_one_yes_for_a_single_use_token()
    {
        for (var round = 0; round < 20; round++)
        {
            var token = await _broker.IssueAsync(new TokenRequest { SessionId = "console", UserName = "anna", UsePolicy = TokenUsePolicy.SingleUse });
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _broker.VerifyAsync("console", token, "10.0.0.7")));
            Assert.Single(answers, answer => answer != No);
        }
    }

    private sealed class ChunkedContent : HttpContent
    {
        private readonly byte[] _body;

        public ChunkedContent(string body)
        {
            _body = Encoding.ASCII.GetBytes(body);
            Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(_body, 0, _body.Length);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
