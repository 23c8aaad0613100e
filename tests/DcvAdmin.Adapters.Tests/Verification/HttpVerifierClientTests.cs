using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Http;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Adapters.Tests.Verification;

public sealed class HttpVerifierClientTests : IDisposable
{
    private const string Secret = "very-secret-token-of-the-test";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_form_is_posted_as_a_DCV_server_posts_it()
    {
        VerificationRequest? received = null;
        string? contentType = null;
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            contentType = context.Request.ContentType;
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            Assert.True(VerificationForm.TryRead(body.ToArray(), (int)body.Length, out received, out _));
            await context.Response.Body.WriteAsync(AuthReply.Grant("CORP\\Jürgen <&>"), context.RequestAborted);
        });
        var question = new VerificationRequest("session ü&=+%", AuthToken.FromText(Secret + "+/=& "), ClientAddress.Parse("2001:db8::7"));

        var reply = await new AdapterFactory().CreateVerifierClient(null).VerifyAsync(new Uri(server.Address, "/validate?x=1"), question, Cancel);

        Assert.True(reply.IsGranted);
        Assert.Equal("CORP\\Jürgen <&>", reply.Text);
        Assert.Equal(["POST /validate?x=1"], server.Asked);
        Assert.Equal(question.SessionId, received!.SessionId);
        Assert.Equal(Secret + "+/=& ", received.Token.Reveal());
        Assert.Equal(question.ClientAddress, received.ClientAddress);
        Assert.True(VerificationForm.IsFormContentType(contentType));
    }

    [Theory]
    [InlineData("text/xml; charset=utf-8")]
    [InlineData("text/xml; charset=no-such-charset")]
    [InlineData("application/octet-stream")]
    [InlineData("")]
    public async Task A_no_is_a_reply_whatever_its_content_type(string contentType)
    {
        await using var server = await LoopbackServer.StartAsync(context => AnswerAsync(context, 200, Encoding.UTF8.GetString(AuthReply.Deny()), contentType));
        var reply = await AskAsync(server.Address);
        Assert.False(reply.IsGranted);
        Assert.Equal(AuthReply.DenialMessage, reply.Text);
    }

    [Fact]
    public async Task A_certificate_of_the_authority_in_the_file_is_trusted()
    {
        using var authority = new TestAuthority("right");
        using var certificate = authority.Issue();
        await using var server = await LoopbackServer.StartAsync(YesAsync, certificate);
        Assert.Equal("https", server.Address.Scheme);
        Assert.True((await AskAsync(server.Address, authority.WriteTo(_folder.File("ca.pem")))).IsGranted);
    }

    [Fact]
    public async Task One_of_several_authorities_in_the_file_is_enough()
    {
        using var authority = new TestAuthority("right");
        using var other = new TestAuthority("other");
        using var certificate = authority.Issue();
        await using var server = await LoopbackServer.StartAsync(YesAsync, certificate);
        File.WriteAllText(_folder.File("ca.pem"), File.ReadAllText(other.WriteTo(_folder.File("1"))) + "\n" + File.ReadAllText(authority.WriteTo(_folder.File("2"))));
        Assert.True((await AskAsync(server.Address, _folder.File("ca.pem"))).IsGranted);
    }

    [Fact]
    public async Task A_certificate_of_an_authority_between_that_the_verifier_sends_is_trusted()
    {
        using var authority = new TestAuthority("right");
        using var between = authority.IssueAuthority("between");
        using var certificate = between.Issue();
        await using var server = await LoopbackServer.StartAsync(YesAsync, certificate, between.Certificate);
        Assert.True((await AskAsync(server.Address, authority.WriteTo(_folder.File("ca.pem")))).IsGranted);
    }

    [Theory]
    [InlineData("wrong authority")]
    [InlineData("wrong name")]
    [InlineData("expired")]
    [InlineData("not yet valid")]
    [InlineData("for clients")]
    [InlineData("machine's trust store")]
    public async Task A_certificate_that_is_not_to_be_trusted_gets_no_token(string flaw)
    {
        // The same name: it is the key that counts.
        using var authority = new TestAuthority("authority");
        using var impostor = new TestAuthority("authority");
        using var certificate = flaw switch
        {
            "wrong authority" => impostor.Issue(),
            "wrong name" => authority.Issue(onlyForName: "verifier.example"),
            "expired" => authority.Issue(expiry: DateTimeOffset.UtcNow.AddMinutes(-1)),
            "not yet valid" => authority.Issue(start: DateTimeOffset.UtcNow.AddHours(1)),
            "for clients" => authority.Issue(purpose: TestAuthority.ClientAuthentication),
            _ => authority.Issue(),
        };
        await using var server = await LoopbackServer.StartAsync(YesAsync, certificate);
        var caFile = flaw == "machine's trust store" ? null : authority.WriteTo(_folder.File("ca.pem"));

        var failure = await Assert.ThrowsAsync<StoreException>(() => AskAsync(server.Address, caFile));

        Assert.Equal(StoreFault.Unavailable, failure.Fault);
        Assert.Contains("certificate", failure.Message, StringComparison.Ordinal);
        AssertHoldsNoSecret(failure);
        Assert.Empty(server.Asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public async Task A_file_without_certificates_is_refused(string content)
    {
        File.WriteAllText(_folder.File("ca.pem"), content);
        var failure = await Assert.ThrowsAsync<StoreException>(() => AskAsync(new Uri("https://127.0.0.1:9/"), _folder.File("ca.pem")));
        Assert.Contains(_folder.File("ca.pem"), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_of_authorities_is_reported()
    {
        var failure = await Assert.ThrowsAsync<StoreException>(() => AskAsync(new Uri("https://127.0.0.1:9/"), _folder.File("nowhere.pem")));
        Assert.Contains(_folder.File("nowhere.pem"), failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed_for_it_would_carry_the_token_elsewhere(int status)
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            if (context.Request.Path == "/elsewhere") return YesAsync(context);
            context.Response.Headers.Location = "/elsewhere";
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var failure = await Assert.ThrowsAsync<StoreException>(() => AskAsync(server.Address));

        Assert.Equal(StoreFault.Protocol, failure.Fault);
        Assert.Equal(["POST /"], server.Asked);
    }

    [Theory]
    [InlineData(201, StoreFault.Protocol)]
    [InlineData(204, StoreFault.Protocol)]
    [InlineData(400, StoreFault.Protocol)]
    [InlineData(401, StoreFault.Protocol)]
    [InlineData(404, StoreFault.Protocol)]
    [InlineData(429, StoreFault.Throttled)]
    [InlineData(500, StoreFault.Protocol)]
    [InlineData(503, StoreFault.Protocol)]
    public async Task Any_status_but_200_is_no_reply(int status, StoreFault fault)
    {
        await using var server = await LoopbackServer.StartAsync(context => AnswerAsync(context, status, status == 204 ? string.Empty : Encoding.UTF8.GetString(AuthReply.Grant("alice"))));
        var failure = await Assert.ThrowsAsync<StoreException>(() => AskAsync(server.Address));
        Assert.Equal(fault, failure.Fault);
        Assert.Contains($" {status}.", failure.Message, StringComparison.Ordinal);
        AssertHoldsNoSecret(failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yes")]
    [InlineData("{\"result\":\"yes\"}")]
    [InlineData("<auth result=\"yes\">")]
    [InlineData("<auth result=\"maybe\"><username>alice</username></auth>")]
    [InlineData("<auth result=\"yes\"><message>alice</message></auth>")]
    [InlineData("<!DOCTYPE auth [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><auth result=\"yes\"><username>&e;</username></auth>")]
    [InlineData("<html><body>It works! " + Secret + "</body></html>")]
    public async Task Junk_is_no_reply(string body)
    {
        await using var server = await LoopbackServer.StartAsync(context => AnswerAsync(context, 200, body));
        var failure = await Assert.ThrowsAsync<StoreException>(() => AskAsync(server.Address));
        Assert.Equal(StoreFault.Protocol, failure.Fault);
        AssertHoldsNoSecret(failure);
    }

    [Fact]
    public async Task An_endless_reply_is_not_read_to_its_end()
    {
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            var piece = new byte[64 * 1024];
            Array.Fill(piece, (byte)' ');
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(piece, CancellationToken.None);
        });
        AssertHoldsNoSecret(await Assert.ThrowsAsync<StoreException>(() => AskAsync(server.Address)));
    }

    [Fact]
    public async Task Nobody_there_is_unavailable()
    {
        var failure = await Assert.ThrowsAsync<StoreException>(async () => await AskAsync(await LoopbackServer.NobodyAsync()));
        Assert.Equal(StoreFault.Unavailable, failure.Fault);
        AssertHoldsNoSecret(failure);
    }

    [Fact]
    public async Task A_server_that_hangs_up_is_unavailable()
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        Assert.Equal(StoreFault.Unavailable, (await Assert.ThrowsAsync<StoreException>(() => AskAsync(server.Address))).Fault);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_told_so_and_not_that_the_verifier_is_down()
    {
        using var patience = new CancellationTokenSource();
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            await patience.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new HttpVerifierClient(null).VerifyAsync(server.Address, Question(), patience.Token));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(200)]
    [InlineData(0)]
    public async Task A_password_in_the_address_stands_in_no_message(int status)
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            if (status == 0) context.Abort();
            return status == 0 ? Task.CompletedTask : AnswerAsync(context, status, "junk");
        });
        var address = new UriBuilder(server.Address) { UserName = "dcv", Password = Secret }.Uri;
        AssertHoldsNoSecret(await Assert.ThrowsAsync<StoreException>(() => AskAsync(address)));
    }

    private static VerificationRequest Question() => new("console", AuthToken.FromText(Secret), ClientAddress.Parse("192.0.2.7"));

    private static Task<AuthReply> AskAsync(Uri verifier, string? caFile = null) => new HttpVerifierClient(caFile).VerifyAsync(verifier, Question(), Cancel);

    private static Task YesAsync(HttpContext context) => context.Response.Body.WriteAsync(AuthReply.Grant("alice"), context.RequestAborted).AsTask();

    private static Task AnswerAsync(HttpContext context, int status, string body, string contentType = "text/xml")
    {
        context.Response.StatusCode = status;
        if (contentType.Length > 0) context.Response.ContentType = contentType;
        return body.Length == 0 ? Task.CompletedTask : context.Response.WriteAsync(body, context.RequestAborted);
    }

    private static void AssertHoldsNoSecret(Exception failure) => Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
}
