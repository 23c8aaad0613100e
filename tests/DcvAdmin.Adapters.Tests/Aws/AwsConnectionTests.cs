using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Http;
using DcvAdmin.Aws;
using DcvAdmin.Reporting;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Adapters.Tests.Aws;

[Collection(AwsSurroundings.Name)]
public sealed class AwsConnectionTests : IDisposable
{
    private const string Yes =
        """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/anna</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>""";

    private readonly AwsSurroundings _surroundings = new();
    private readonly Listener _said = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _surroundings.Dispose();

    [Fact]
    public async Task A_request_is_signed_for_the_region_and_its_answer_read()
    {
        string? authorization = null;
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            authorization = context.Request.Headers.Authorization;
            return context.Response.WriteAsync(Yes, Cancel);
        });
        using var session = Open(server);
        var aws = await session.InRegionAsync("eu-west-1", Cancel);

        Assert.Equal(new AwsIdentity("123456789012", "arn:aws:iam::123456789012:user/anna", "AIDAEXAMPLE"), await aws.SecurityTokenService.GetCallerIdentityAsync(Cancel));
        Assert.Equal("eu-west-1", aws.Region);
        Assert.Matches("^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/[0-9]{8}/eu-west-1/sts/aws4_request, ", authorization);
        Assert.Equal(["Using AWS credentials from the environment variables.", "Calling GetCallerIdentity in eu-west-1."], _said.Sentences);
    }

    [Theory]
    [InlineData("InvalidClientTokenId", 403, AwsFault.CredentialsRefused)]
    [InlineData("SignatureDoesNotMatch", 403, AwsFault.CredentialsRefused)]
    [InlineData("RequestTimeTooSkewed", 403, AwsFault.CredentialsRefused)]
    [InlineData("ExpiredTokenException", 400, AwsFault.CredentialsRefused)]
    [InlineData("AccessDeniedException", 400, AwsFault.AccessDenied)]
    [InlineData("Nameless", 403, AwsFault.AccessDenied)]
    [InlineData("ResourceNotFoundException", 400, AwsFault.NotFound)]
    [InlineData("Nameless", 404, AwsFault.NotFound)]
    [InlineData("ResourceInUseException", 400, AwsFault.Conflict)]
    [InlineData("ServiceQuotaExceededException", 400, AwsFault.QuotaExceeded)]
    [InlineData("ValidationException", 400, AwsFault.InvalidRequest)]
    public async Task A_refusal_is_a_fault_with_the_words_of_AWS(string code, int status, AwsFault fault)
    {
        await using var server = await RefuseAsync(code, status);
        using var session = Open(server);
        var aws = await session.InRegionAsync("eu-west-1", Cancel);

        var failure = await Assert.ThrowsAsync<AwsException>(() => aws.SecurityTokenService.GetCallerIdentityAsync(Cancel));
        Assert.Equal(fault, failure.Fault);
        Assert.Contains($"{code}: Words of AWS.", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", failure.Advice, StringComparison.Ordinal);
        Assert.Equal("r-1", failure.RequestId);
        Assert.DoesNotContain("the-secret-key", failure.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    [Theory]
    [InlineData("<html>I am a proxy</html>")]
    [InlineData("")]
    [InlineData("<GetCallerIdentityResponse/>")]
    public async Task An_answer_that_is_none_is_not_understood(string answer)
    {
        await using var server = await LoopbackServer.StartAsync(context => context.Response.WriteAsync(answer, Cancel));
        using var session = Open(server);
        var aws = await session.InRegionAsync("eu-west-1", Cancel);
        Assert.Equal(AwsFault.Protocol, (await Assert.ThrowsAsync<AwsException>(() => aws.SecurityTokenService.GetCallerIdentityAsync(Cancel))).Fault);
    }

    [Fact]
    public async Task Credentials_are_looked_for_once_and_a_region_is_one_object()
    {
        await using var server = await LoopbackServer.StartAsync(context => context.Response.WriteAsync(Yes, Cancel));
        using var session = Open(server);
        var first = await session.InRegionAsync("eu-west-1", Cancel);
        Assert.Same(first, await session.InRegionAsync("eu-west-1", Cancel));
        Assert.NotSame(first, await session.InRegionAsync("eu-west-2", Cancel));
        Assert.Single(_said.Sentences);
    }

    [Fact]
    public async Task Nobody_else_is_asked_without_encryption()
    {
        using var session = new AdapterFactory().OpenAws(new AwsAccess { EndpointUrl = new Uri("http://sts.example") });
        var aws = await session.InRegionAsync("eu-west-1", Cancel);
        Assert.Equal(AwsFault.InsecureEndpoint, (await Assert.ThrowsAsync<AwsException>(() => aws.SecurityTokenService.GetCallerIdentityAsync(Cancel))).Fault);
    }

    [Fact]
    public async Task Cancelling_ends_a_request_that_nobody_answers()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var session = Open(server);
        var aws = await session.InRegionAsync("eu-west-1", Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => aws.SecurityTokenService.GetCallerIdentityAsync(stop.Token));
        Assert.Single(server.Asked);
    }

    private static Task<LoopbackServer> RefuseAsync(string code, int status) => LoopbackServer.StartAsync(context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(
            $"""<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{code}</Code><Message>Words of AWS</Message></Error><RequestId>r-1</RequestId></ErrorResponse>""",
            Cancel);
    });

    private IAwsSession Open(LoopbackServer server) => new AdapterFactory().OpenAws(new AwsAccess { EndpointUrl = server.Address, Report = _said });

    private sealed class Listener : IWorkReport
    {
        public ConcurrentQueue<string> Sentences { get; } = new();

        public void Decide(string sentence) => Sentences.Enqueue(sentence);
    }
}
