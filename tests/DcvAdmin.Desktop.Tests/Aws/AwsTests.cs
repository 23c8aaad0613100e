using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Aws.Ssm;
using DcvAdmin.Loading;
using DcvAdmin.Reporting;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Desktop.Tests.Aws;

/// <summary>The AWS SDK as it ships, from the search for credentials over the signature to the answer.</summary>
public sealed class AwsTests : IDisposable
{
    private const string Answer =
        """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/anna</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>""";

    private const string Refusal =
        """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>Words of AWS</Message></Error><RequestId>r-1</RequestId></ErrorResponse>""";

    private readonly TcpListener _server = new(IPAddress.Loopback, 0);

    public AwsTests()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "the-secret-key");
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        _server.Start();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _server.Stop();

    [Fact]
    public async Task A_request_is_signed_and_its_answer_read()
    {
        using var session = Open();
        var aws = await session.InRegionAsync("eu-west-1", Cancel);
        var asked = AnswerOneAsync(200, Answer);
        Assert.Equal(new AwsIdentity("123456789012", "arn:aws:iam::123456789012:user/anna", "AIDAEXAMPLE"), await aws.SecurityTokenService.GetCallerIdentityAsync(Cancel));
        Assert.Contains("Authorization: AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/", await asked, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("/eu-west-1/sts/aws4_request", await asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_a_fault_of_ours()
    {
        using var session = Open();
        var aws = await session.InRegionAsync("eu-west-1", Cancel);
        var asked = AnswerOneAsync(403, Refusal);
        var failure = await Assert.ThrowsAsync<AwsException>(() => aws.SecurityTokenService.GetCallerIdentityAsync(Cancel));
        Assert.Equal((AwsFault.AccessDenied, "r-1"), (failure.Fault, failure.RequestId));
        await asked;
    }

    [Fact]
    public async Task A_service_without_a_package_is_asked_on_the_same_pipeline()
    {
        using var session = Open();
        var aws = await session.InRegionAsync("eu-west-1", Cancel);
        var asked = AnswerOneAsync(200, """{"Name":"n","DocumentVersion":"3","Content":"{}","Later":[1]}""");
        Assert.Equal(new SsmDocument("n", "3", "{}"), await aws.SystemsManager.FindDocumentAsync("n", null, Cancel));
        Assert.Contains("X-Amz-Target: AmazonSSM.GetDocument", await asked, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("/eu-west-1/ssm/aws4_request", await asked, StringComparison.Ordinal);

        asked = AnswerOneAsync(400, """{"__type":"InvalidDocumentContent","message":"Words of AWS"}""");
        Assert.Equal(AwsFault.InvalidRequest, (await Assert.ThrowsAsync<AwsException>(() => aws.SystemsManager.CreateDocumentAsync("n", "{}", Cancel))).Fault);
        await asked;
    }

    [Fact]
    public async Task A_store_in_a_table_redeems_by_one_conditional_update_and_names_what_is_not_allowed()
    {
        using var store = await DynamoDbStore.OpenAsync(
            new StoreUri.DynamoDb("tokens") { Region = "eu-west-1", Endpoint = new Uri($"http://{_server.LocalEndpoint}/") }, new DynamoDbOptions { AuditDelay = TimeSpan.FromDays(1) }, () => DateTimeOffset.UtcNow, SilentWorkReport.Instance, Cancel);
        var (now, hash) = (DateTimeOffset.UtcNow, TokenHash.Compute("a token of this test"));
        string At(double hours) => $$"""{"N":"{{now.AddHours(hours).ToUnixTimeMilliseconds()}}"}""";
        var row = $$"""{"AuthToken":{"S":"grant#{{hash}}"},"TokenHash":{"B":"{{Convert.ToBase64String(hash.ToByteArray())}}"},"ForSession":{"S":"console"},"UserName":{"S":"anna"},"UsePolicy":{"N":"0"},"Issuer":{"S":"admin"},"IssuedAt":{{At(-1)}},"NotBefore":{{At(-1)}},"ExpiresAt":{{At(1)}}}""";
        var question = new VerificationRequest("console", AuthToken.FromText("a token of this test"), ClientAddress.Parse("192.0.2.7"));

        // Before its first write a store asks what time it is there.
        var asked = AnswerOneAsync(200, "{}");
        Assert.Null(await store.FindFaultAsync(Cancel));
        Assert.Contains("X-Amz-Target: DynamoDB_20120810.GetItem", await asked, StringComparison.OrdinalIgnoreCase);

        asked = AnswerOneAsync(200, $$"""{"Attributes":{{row}}}""");
        Assert.Equal("anna", (await store.Authenticator.VerifyAsync(question, "10.0.0.5", Cancel)).UserName);
        Assert.Contains("X-Amz-Target: DynamoDB_20120810.UpdateItem", await asked, StringComparison.OrdinalIgnoreCase);

        using var another = await DynamoDbStore.OpenAsync(
            new StoreUri.DynamoDb("tokens") { Region = "eu-west-1", Endpoint = new Uri($"http://{_server.LocalEndpoint}/") }, new DynamoDbOptions { AuditDelay = TimeSpan.FromDays(1) }, () => DateTimeOffset.UtcNow, SilentWorkReport.Instance, Cancel);
        asked = AnswerOneAsync(200, "{}");
        Assert.Null(await another.FindFaultAsync(Cancel));
        await asked;
        asked = AnswerOneAsync(400, """{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"no","Item":ROW}""".Replace("ROW", row.Replace("\"ForSession\":{\"S\":\"console\"}", "\"ForSession\":{\"S\":\"other\"}")));
        Assert.Equal(DenialReason.WrongSession, (await another.Authenticator.VerifyAsync(question, "10.0.0.5", Cancel)).Denial);
        await asked;

        asked = AnswerOneAsync(400, """{"__type":"com.amazon.coral.service#AccessDeniedException","message":"no"}""");
        var failure = Assert.IsType<StoreException>((await store.Authenticator.VerifyAsync(question, "10.0.0.5", Cancel)).Failure);
        Assert.Equal(StoreFault.AccessDenied, failure.Fault);
        Assert.Contains("dynamodb:GetItem", failure.Message, StringComparison.Ordinal);
        await asked;
        // Nobody listens any more: a denial whose record could not be written says so at the end; a first yes has its record in the grant's row.
        _server.Stop();
        store.Dispose();
        Assert.Throws<StoreException>(another.Dispose);
    }

    private IAwsSession Open() => AdapterLoader.Factory.OpenAws(new AwsAccess { EndpointUrl = new Uri($"http://{_server.LocalEndpoint}/") });

    private async Task<string> AnswerOneAsync(int status, string body)
    {
        using var client = await _server.AcceptTcpClientAsync();
        using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        var head = new StringBuilder();
        var length = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            head.AppendLine(line);
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) length = int.Parse(line.Substring(15), System.Globalization.CultureInfo.InvariantCulture);
            if (!line.StartsWith("Expect:", StringComparison.OrdinalIgnoreCase)) continue;
            var leave = Encoding.ASCII.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");
            await stream.WriteAsync(leave, 0, leave.Length, Cancel);
        }

        await reader.ReadBlockAsync(new char[length], 0, length);
        var reply = Encoding.ASCII.GetBytes($"HTTP/1.1 {status} X\r\nDate: {DateTime.UtcNow:r}\r\nContent-Type: text/xml\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
        await stream.WriteAsync(reply, 0, reply.Length, Cancel);
        return head.ToString();
    }
}
