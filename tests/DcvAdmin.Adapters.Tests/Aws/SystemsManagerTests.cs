using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Http;
using DcvAdmin.Aws;
using DcvAdmin.Aws.Ssm;
using DcvAdmin.Reporting;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Adapters.Tests.Aws;

[Collection(AwsSurroundings.Name)]
public sealed class SystemsManagerTests : IDisposable
{
    private const string Command = "5f1c8a0e-6f0b-4c39-9a57-1f1a0b7c6e42";

    private readonly AwsSurroundings _surroundings = new();
    private readonly Listener _said = new();
    private readonly ConcurrentQueue<Question> _questions = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _surroundings.Dispose();

    [Fact]
    public async Task A_call_is_a_signed_post_of_json_with_its_target()
    {
        await using var server = await AnswerAsync("""{"Name":"DcvAdmin-X","DocumentVersion":"3","Content":"{}","Status":"Active","Later":{"than":["us"]}}""");
        using var session = Open(server);
        var found = await (await SsmOf(session)).FindDocumentAsync("DcvAdmin-X", null, Cancel);

        Assert.Equal(new SsmDocument("DcvAdmin-X", "3", "{}"), found);
        var asked = Assert.Single(_questions);
        Assert.Equal(("POST /", "AmazonSSM.GetDocument", "application/x-amz-json-1.1", """{"Name":"DcvAdmin-X"}"""), (server.Asked.Single(), asked.Target, asked.ContentType, asked.Body));
        Assert.Matches("^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/[0-9]{8}/eu-west-1/ssm/aws4_request, SignedHeaders=[^,]*;x-amz-target, ", asked.Authorization);
        Assert.Contains("Calling GetDocument in eu-west-1.", _said.Sentences);
    }

    [Fact]
    public async Task Documents_are_created_updated_and_given_a_default_version()
    {
        await using var server = await AnswerAsync(target => target switch
        {
            "AmazonSSM.CreateDocument" => (200, """{"DocumentDescription":{"DocumentVersion":"1"}}"""),
            "AmazonSSM.UpdateDocument" => (200, """{"DocumentDescription":{"DocumentVersion":"2","DefaultVersion":"1"}}"""),
            "AmazonSSM.DescribeDocument" => (200, """{"Document":{"DocumentVersion":"1","LatestVersion":"2"}}"""),
            _ => (200, """{"Description":{"Name":"n","DefaultVersion":"2"}}"""),
        });
        using var session = Open(server);
        var ssm = await SsmOf(session);

        Assert.Equal("1", await ssm.CreateDocumentAsync("n", "{\"a\":1}", Cancel));
        Assert.Equal("2", await ssm.UpdateDocumentAsync("n", "{\"a\":2}", Cancel));
        Assert.Equal("2", await ssm.FindLatestVersionAsync("n", Cancel));
        await ssm.SetDefaultVersionAsync("n", "2", Cancel);
        Assert.Equal(
            [
                """{"Name":"n","Content":"{\u0022a\u0022:1}","DocumentType":"Command","DocumentFormat":"JSON"}""",
                """{"Name":"n","Content":"{\u0022a\u0022:2}","DocumentVersion":"$LATEST","DocumentFormat":"JSON"}""",
                """{"Name":"n"}""",
                """{"Name":"n","DocumentVersion":"2"}""",
            ],
            _questions.Select(question => question.Body));
    }

    [Fact]
    public async Task A_command_is_sent_its_instances_listed_page_by_page_and_a_step_read()
    {
        await using var server = await AnswerAsync(target => target switch
        {
            "AmazonSSM.SendCommand" => (200, $$$"""{"Command":{"CommandId":"{{{Command}}}","Status":"Pending"}}"""),
            "AmazonSSM.ListCommandInvocations" when _questions.Count == 2 => (200, """{"CommandInvocations":[],"NextToken":"more"}"""),
            "AmazonSSM.ListCommandInvocations" => (200,
                """
                {"CommandInvocations":[
                  {"InstanceId":"i-1","Status":"Success","StatusDetails":"Success","CommandPlugins":[
                    {"Name":"windows","Output":"Step execution skipped due to unsatisfied preconditions: x. Step name: windows"},{"Name":"linux","Output":"{}"}]},
                  {"InstanceId":"i-2","Status":"Sleeping"}]}
                """),
            _ => (200, """{"ResponseCode":3,"Status":"Failed","StandardOutputContent":"out","StandardErrorContent":"err"}"""),
        });
        using var session = Open(server);
        var ssm = await SsmOf(session);

        var command = new SsmCommand { DocumentName = "n", InstanceIds = ["i-1", "i-2"], Parameters = new Dictionary<string, string> { ["Uri"] = "https://x" }, DeliveryLimit = TimeSpan.FromSeconds(90), AtOnce = 7, Comment = "me" };
        Assert.Equal(SsmReceipt.Taken(Command), await ssm.SendCommandAsync(command, Cancel));
        var invocations = await ssm.ListInvocationsAsync(Command, Cancel);
        Assert.Equal(["i-1 Success True linux", "i-2 Unknown False "], invocations.Select(one => $"{one.InstanceId} {one.Status} {one.HasEnded} {one.RanStep?.Name}"));
        Assert.Equal(new SsmStepOutput(3, "out", "err"), await ssm.GetStepOutputAsync(Command, "i-1", "linux", Cancel));
        Assert.Equal(
            [
                """{"DocumentName":"n","InstanceIds":["i-1","i-2"],"Parameters":{"Uri":["https://x"]},"TimeoutSeconds":90,"MaxConcurrency":"7","MaxErrors":"100%","Comment":"me"}""",
                $$"""{"CommandId":"{{Command}}","Details":true,"MaxResults":50}""",
                $$"""{"CommandId":"{{Command}}","Details":true,"MaxResults":50,"NextToken":"more"}""",
                $$"""{"CommandId":"{{Command}}","InstanceId":"i-1","PluginName":"linux"}""",
            ],
            _questions.Select(question => question.Body));
    }

    [Theory]
    [InlineData("Instances [[i-0123456789abcdef1, mi-0123456789abcdef9]] not in a valid state for account 123456789012", "i-0123456789abcdef1")]
    [InlineData("Words of AWS", "")]
    public async Task A_refusal_because_of_instances_says_which_of_those_asked_for(string words, string refused)
    {
        await using var server = await AnswerAsync(_ => (400, $$"""{"__type":"InvalidInstanceId","message":"{{words}}"}"""));
        using var session = Open(server);
        var receipt = await (await SsmOf(session)).SendCommandAsync(new SsmCommand { DocumentName = "n", InstanceIds = ["i-0123456789abcdef1", "i-0123456789abcdef2"] }, Cancel);
        Assert.Null(receipt.CommandId);
        Assert.Equal(refused, string.Join(",", receipt.Refused));
        Assert.Equal((AwsFault.NotFound, "r-1"), (receipt.Refusal!.Fault, receipt.Refusal.RequestId));
        Assert.Contains(words, receipt.Refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_is_not_there_is_named_with_what_puts_it_there()
    {
        await using var server = await AnswerAsync(_ => (400, """{"__type":"InvalidDocument"}"""));
        using var session = Open(server);
        var ssm = await SsmOf(session);
        var failure = await Assert.ThrowsAsync<AwsException>(() => ssm.SendCommandAsync(new SsmCommand { DocumentName = "Lab-X", InstanceIds = ["i-1"] }, Cancel));
        Assert.Equal(AwsFault.NotFound, failure.Fault);
        Assert.StartsWith("There is no SSM document Lab-X in eu-west-1.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Register-DcvSsmDocument -Region eu-west-1", failure.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("InvalidDocument", AwsFault.NotFound)]
    [InlineData("InvalidInstanceId", AwsFault.NotFound)]
    [InlineData("InvocationDoesNotExist", AwsFault.NotFound)]
    [InlineData("InvalidParameters", AwsFault.InvalidRequest)]
    [InlineData("InvalidDocumentContent", AwsFault.InvalidRequest)]
    [InlineData("DocumentAlreadyExists", AwsFault.Conflict)]
    [InlineData("DocumentLimitExceeded", AwsFault.QuotaExceeded)]
    [InlineData("DocumentVersionLimitExceeded", AwsFault.QuotaExceeded)]
    [InlineData("AccessDeniedException", AwsFault.AccessDenied)]
    [InlineData("ExpiredTokenException", AwsFault.CredentialsRefused)]
    public async Task A_refusal_is_a_fault_with_the_words_of_AWS(string code, AwsFault fault)
    {
        await using var server = await AnswerAsync(_ => (400, $$"""{"__type":"com.amazonaws.ssm#{{code}}","message":"Words of AWS"}"""));
        using var session = Open(server);
        var ssm = await SsmOf(session);

        var failure = await Assert.ThrowsAsync<AwsException>(() => ssm.CreateDocumentAsync("n", "{}", Cancel));
        Assert.Equal((fault, "r-1"), (failure.Fault, failure.RequestId));
        Assert.StartsWith($"AWS refused CreateDocument in eu-west-1: {code}: Words of AWS.", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", failure.Advice, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret-key", failure.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task What_is_expected_is_no_fault()
    {
        await using var server = await AnswerAsync(target => (400, target == "AmazonSSM.GetDocument" ? """{"__type":"InvalidDocument"}""" : """{"__type":"DuplicateDocumentContent"}"""));
        using var session = Open(server);
        var ssm = await SsmOf(session);
        Assert.Null(await ssm.FindDocumentAsync("n", "7", Cancel));
        Assert.Null(await ssm.UpdateDocumentAsync("n", "{}", Cancel));
    }

    [Theory]
    [InlineData("<html>I am a proxy</html>")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"Name":"n","Content":"{}"}""")]
    public async Task An_answer_that_is_none_is_not_understood(string answer)
    {
        await using var server = await AnswerAsync(answer);
        using var session = Open(server);
        var ssm = await SsmOf(session);
        Assert.Equal(AwsFault.Protocol, (await Assert.ThrowsAsync<AwsException>(() => ssm.FindDocumentAsync("n", null, Cancel))).Fault);
        // What was asked for may have been done.
        Assert.Single(server.Asked);
    }

    [Theory]
    [InlineData(400, """{"__type":"ThrottlingException","message":"Rate exceeded"}""")]
    [InlineData(500, """{"__type":"InternalServerError"}""")]
    [InlineData(503, "<html/>")]
    public async Task What_may_pass_is_tried_again(int status, string body)
    {
        await using var server = await AnswerAsync(_ => _questions.Count == 1 ? (status, body) : (200, """{"DocumentDescription":{"DocumentVersion":"1"}}"""));
        using var session = Open(server);
        Assert.Equal("1", await (await SsmOf(session)).CreateDocumentAsync("n", "{}", Cancel));
        Assert.Contains("Calling CreateDocument in eu-west-1 again, attempt 2.", _said.Sentences);
        Assert.Equal(2, _questions.Count);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(500, """{"__type":"InternalServerError","message":"Words of AWS"}""")]
    [InlineData(503, "<html/>")]
    public async Task A_command_whose_answer_is_lost_is_not_sent_again(int status, string body)
    {
        await using var server = await AnswerAsync(_ => (status, body));
        using var session = Open(server);
        var ssm = await SsmOf(session);
        var failure = await Assert.ThrowsAsync<AwsException>(() => ssm.SendCommandAsync(new SsmCommand { DocumentName = "n", InstanceIds = ["i-1"] }, Cancel));
        Assert.Equal(AwsFault.Unavailable, failure.Fault);
        Assert.StartsWith("SendCommand in eu-west-1 was sent, and its answer was lost: ", failure.Message, StringComparison.Ordinal);
        Assert.Single(_questions);
    }

    [Fact]
    public async Task A_command_that_no_handshake_let_through_was_not_sent()
    {
        using var authority = new TestAuthority("authority");
        using var certificate = authority.Issue();
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask, certificate);
        using var session = Open(server);
        var ssm = await SsmOf(session);
        var failure = await Assert.ThrowsAsync<AwsException>(() => ssm.SendCommandAsync(new SsmCommand { DocumentName = "n", InstanceIds = ["i-1"] }, Cancel));
        Assert.StartsWith("SendCommand in eu-west-1 did not reach AWS: ", failure.Message, StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task A_command_that_was_throttled_was_not_carried_out_and_is_sent_again()
    {
        await using var server = await AnswerAsync(_ => _questions.Count == 1 ? (400, """{"__type":"ThrottlingException"}""") : (200, $$$"""{"Command":{"CommandId":"{{{Command}}}"}}"""));
        using var session = Open(server);
        Assert.Equal(Command, (await (await SsmOf(session)).SendCommandAsync(new SsmCommand { DocumentName = "n", InstanceIds = ["i-1"] }, Cancel)).CommandId);
        Assert.Equal(2, _questions.Count);
    }

    [Theory]
    [InlineData("standard", 2)]
    [InlineData("adaptive", 3)]
    public async Task Retries_are_as_the_surroundings_say(string mode, int attempts)
    {
        Environment.SetEnvironmentVariable("AWS_RETRY_MODE", mode);
        Environment.SetEnvironmentVariable("AWS_MAX_ATTEMPTS", $"{attempts}");
        await using var server = await AnswerAsync(_ => (500, """{"__type":"InternalServerError"}"""));
        using var session = Open(server);
        var ssm = await SsmOf(session);
        await Assert.ThrowsAsync<AwsException>(() => ssm.FindDocumentAsync("n", null, Cancel));
        Assert.Equal(attempts, _questions.Count);
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
        var ssm = await SsmOf(session);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ssm.FindDocumentAsync("n", null, stop.Token));
        Assert.Single(server.Asked);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_SSM")]
    [InlineData("AWS_ENDPOINT_URL")]
    public async Task An_address_of_the_environment_is_asked_and_signed_for_the_region(string variable)
    {
        await using var server = await AnswerAsync("""{"DocumentDescription":{"DocumentVersion":"1"}}""");
        Environment.SetEnvironmentVariable(variable, server.Address.AbsoluteUri);
        using var session = new AdapterFactory().OpenAws(new AwsAccess());
        Assert.Equal("1", await (await SsmOf(session)).CreateDocumentAsync("n", "{}", Cancel));
        Assert.Contains("/eu-west-1/ssm/aws4_request", Assert.Single(_questions).Authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_is_asked_without_encryption()
    {
        using var session = new AdapterFactory().OpenAws(new AwsAccess { EndpointUrl = new Uri("http://ssm.example") });
        var ssm = await SsmOf(session);
        Assert.Equal(AwsFault.InsecureEndpoint, (await Assert.ThrowsAsync<AwsException>(() => ssm.FindDocumentAsync("n", null, Cancel))).Fault);
    }

    private static async Task<ISystemsManager> SsmOf(IAwsSession session) => (await session.InRegionAsync("eu-west-1", Cancel)).SystemsManager;

    private Task<LoopbackServer> AnswerAsync(string body) => AnswerAsync(_ => (200, body));

    private Task<LoopbackServer> AnswerAsync(Func<string, (int Status, string Body)> answer) => LoopbackServer.StartAsync(async context =>
    {
        using var reader = new StreamReader(context.Request.Body);
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        _questions.Enqueue(new Question(target, context.Request.ContentType, context.Request.Headers.Authorization.ToString(), await reader.ReadToEndAsync(Cancel)));
        var (status, body) = answer(target);
        if (status == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.1";
        context.Response.Headers["x-amzn-RequestId"] = "r-1";
        await context.Response.WriteAsync(body, Cancel);
    });

    private IAwsSession Open(LoopbackServer server) => new AdapterFactory().OpenAws(new AwsAccess { EndpointUrl = server.Address, Report = _said });

    private sealed record Question(string Target, string? ContentType, string Authorization, string Body);

    private sealed class Listener : IWorkReport
    {
        public ConcurrentQueue<string> Sentences { get; } = new();

        public void Decide(string sentence) => Sentences.Enqueue(sentence);
    }
}
