using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Http;
using DcvAdmin.Diagnosis;
using DcvAdmin.Hosts;
using DcvAdmin.Network;
using DcvAdmin.Verification;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Adapters.Tests.Hosts;

/// <summary>The steps of a diagnosis on a real HTTPS verifier, with each link broken in turn.</summary>
public sealed class VerifierProbeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new("authority");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string CaFile => _authority.WriteTo(_folder.File("ca.pem"));

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_verifier_that_works_passes_every_step_and_is_asked_once()
    {
        using var certificate = _authority.Issue();
        await using var server = await LoopbackServer.StartAsync(NoAsync, certificate);
        Assert.All(await DiagnoseAsync(server.Address, CaFile), step => Assert.True(step.Result == StepResult.Passed, step.ToString()));
        Assert.Equal(["POST /"], server.Asked);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_found() => AssertBroken(await DiagnoseAsync(new Uri("https://there.is.no.such.name.invalid/"), null), "Name resolves");

    [Fact]
    public async Task A_port_without_a_listener_is_found()
    {
        using var certificate = _authority.Issue();
        AssertBroken(await DiagnoseAsync(new UriBuilder(await LoopbackServer.NobodyAsync()) { Scheme = "https" }.Uri, null), "Port answers");
    }

    [Fact]
    public async Task A_port_without_TLS_is_found()
    {
        await using var server = await LoopbackServer.StartAsync(NoAsync);
        AssertBroken(await DiagnoseAsync(new UriBuilder(server.Address) { Scheme = "https", Port = server.Address.Port }.Uri, null), "Certificate trusted");
    }

    [Fact]
    public async Task A_port_that_says_nothing_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var steps = await DiagnoseAsync(new Uri($"https://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/"), null);
        AssertBroken(steps, "Certificate trusted");
        Assert.Contains("no answer within 0.5 s", steps[4].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verifier_that_sends_the_authority_between_is_trusted()
    {
        using var between = _authority.IssueAuthority("between");
        using var certificate = between.Issue();
        await using var server = await LoopbackServer.StartAsync(NoAsync, certificate, between.Certificate);
        Assert.Equal(StepResult.Passed, (await DiagnoseAsync(server.Address, CaFile))[4].Result);
    }

    [Theory]
    [InlineData("wrong authority", "authority")]
    [InlineData("wrong name", "not for 127.0.0.1")]
    [InlineData("expired", "expired")]
    [InlineData("machine's trust store", "trust store of this machine")]
    public async Task A_certificate_that_is_not_to_be_trusted_is_found_and_asked_only_where_a_DCV_server_would(string flaw, string words)
    {
        using var other = new TestAuthority("authority");
        using var certificate = flaw switch
        {
            "wrong authority" => other.Issue(),
            "wrong name" => _authority.Issue(onlyForName: "verifier.example"),
            "expired" => _authority.Issue(expiry: DateTimeOffset.UtcNow.AddMinutes(-1)),
            _ => _authority.Issue(),
        };
        await using var server = await LoopbackServer.StartAsync(NoAsync, certificate);
        var caFile = flaw == "machine's trust store" ? null : CaFile;

        var strict = await DiagnoseAsync(server.Address, caFile);
        AssertBroken(strict, "Certificate trusted");
        Assert.Contains(words, strict[4].Detail, StringComparison.Ordinal);
        Assert.Empty(server.Asked);

        var loose = await DiagnoseAsync(server.Address, caFile, noTlsStrict: true);
        Assert.Equal((StepResult.Warning, StepResult.Passed), (loose[4].Result, loose[5].Result));
        Assert.Equal(["POST /"], server.Asked);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no certificate")]
    public async Task A_CA_file_that_cannot_be_used_is_found(string? content)
    {
        if (content is not null) File.WriteAllText(_folder.File("bad.pem"), content);
        using var certificate = _authority.Issue();
        await using var server = await LoopbackServer.StartAsync(NoAsync, certificate);
        var steps = await DiagnoseAsync(server.Address, _folder.File("bad.pem"));
        AssertBroken(steps, "Certificate trusted");
        Assert.Contains("bad.pem", steps[4].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_certificate_than_the_one_that_was_looked_at_gets_no_question()
    {
        using var certificate = _authority.Issue();
        using var other = _authority.Issue();
        await using var server = await LoopbackServer.StartAsync(NoAsync, certificate);
        await Assert.ThrowsAsync<HostException>(() => Probe().AskAsync(server.Address, other.RawData, TimeSpan.FromSeconds(30), Cancel));
        Assert.Empty(server.Asked);
    }

    [Theory]
    [InlineData(404, "<auth result=\"no\"><message>x</message></auth>")]
    [InlineData(302, "<auth result=\"no\"><message>x</message></auth>")]
    [InlineData(200, "<html/>")]
    [InlineData(200, "<auth result=\"yes\"><username>anybody</username></auth>")]
    public async Task An_answer_that_is_no_refusal_is_found(int status, string body)
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body, context.RequestAborted);
        });
        AssertBroken(await DiagnoseAsync(server.Address, null), "Unknown token refused", skippedBefore: 1);
    }

    [Theory]
    [InlineData(0, StepResult.Passed)]
    [InlineData(180, StepResult.Warning)]
    [InlineData(-180, StepResult.Warning)]
    public async Task A_clock_that_is_off_is_found(int seconds, StepResult result)
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Response.Headers.Date = DateTimeOffset.UtcNow.AddSeconds(seconds).ToString("R");
            return NoAsync(context);
        });
        Assert.Equal(result, (await DiagnoseAsync(server.Address, null))[6].Result);
    }

    [Fact]
    public async Task An_answer_that_comes_later_than_the_server_waits_is_none()
    {
        await using var server = await LoopbackServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var failure = await Assert.ThrowsAsync<HostException>(() => Probe().AskAsync(server.Address, null, TimeSpan.FromMilliseconds(100), Cancel));
        Assert.Equal(HostFault.Unavailable, failure.Fault);
    }

    [Fact]
    public async Task Each_question_has_another_token()
    {
        var tokens = new HashSet<string>();
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            Assert.True(VerificationForm.TryRead(body.ToArray(), (int)body.Length, out var request, out _));
            lock (tokens) tokens.Add(request.Token.Reveal());
            await NoAsync(context);
        });
        for (var i = 0; i < 3; i++) await Probe().AskAsync(server.Address, null, TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(3, tokens.Count);
    }

    private static VerifierProbe Probe() => new(() => DateTimeOffset.UtcNow);

    private static Task NoAsync(HttpContext context) => context.Response.Body.WriteAsync(AuthReply.Deny(), context.RequestAborted).AsTask();

    private static void AssertBroken(List<DiagnosisStep> steps, string name, int skippedBefore = 0)
    {
        var at = steps.FindIndex(step => step.Result == StepResult.Failed);
        Assert.True(at >= 0, "no step failed");
        Assert.Equal(name, steps[at].Name);
        Assert.False(string.IsNullOrEmpty(steps[at].Mend));
        Assert.Equal(skippedBefore, steps.FindAll(step => step.Result == StepResult.Skipped).Count - (steps.Count - at - 1));
    }

    private static async Task<List<DiagnosisStep>> DiagnoseAsync(Uri verifier, string? caFile, bool noTlsStrict = false)
    {
        var steps = new List<DiagnosisStep>();
        await new VerifierDiagnosis(new TokenVerifierSettings(verifier.AbsoluteUri, TimeSpan.FromSeconds(100), caFile, noTlsStrict), new NetworkProbe(new ProbeLimits { Step = TimeSpan.FromSeconds(0.5) }), Probe()).RunAsync(
            step =>
            {
                steps.Add(step);
                return Task.CompletedTask;
            },
            Cancel);
        return steps;
    }
}
