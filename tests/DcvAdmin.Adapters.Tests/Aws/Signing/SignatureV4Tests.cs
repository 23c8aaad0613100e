using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DcvAdmin.Adapters.Tests.Http;
using DcvAdmin.Aws.Signing;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Adapters.Tests.Aws.Signing;

[Collection(AwsSurroundings.Name)]
public sealed class SignatureV4Tests : IDisposable
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private readonly AwsSurroundings _surroundings = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _surroundings.Dispose();

    // "post-vanilla" of AWS's Signature Version 4 test suite.
    [Fact]
    public void The_published_example_has_its_signature() => Assert.Equal(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        new SignatureV4("us-east-1", "service").Authorize("/", [new("host", "example.amazonaws.com"), new("x-amz-date", "20150830T123600Z")], [], "20150830T123600Z", "AKIDEXAMPLE", Secret));

    [Theory]
    [InlineData("", null)]
    [InlineData("", "a token/of+a=session")]
    [InlineData("/through/a-proxy_1.0~/", null)]
    public async Task A_request_of_the_SDK_is_signed_as_the_SDK_signs_it(string path, string? sessionToken)
    {
        var (headers, body, target) = (new Dictionary<string, string>(StringComparer.Ordinal), Array.Empty<byte>(), string.Empty);
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            foreach (var header in context.Request.Headers) headers[header.Key.ToLowerInvariant()] = header.Value.ToString();
            target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            using var copy = new MemoryStream();
            await context.Request.Body.CopyToAsync(copy, Cancel);
            body = copy.ToArray();
            context.Response.ContentType = "application/x-amz-json-1.0";
            await context.Response.WriteAsync("{}", Cancel);
        });
        AWSCredentials credentials = sessionToken is null ? new BasicAWSCredentials("AKIDEXAMPLE", Secret) : new SessionAWSCredentials("AKIDEXAMPLE", Secret, sessionToken);
        using var sdk = new AmazonDynamoDBClient(credentials, new AmazonDynamoDBConfig { ServiceURL = server.Address.AbsoluteUri.TrimEnd('/') + path, AuthenticationRegion = "eu-west-1" });
        await sdk.GetItemAsync("tokens", new() { ["AuthToken"] = new AttributeValue("ein Schl\u00fcssel") }, Cancel);

        var theirs = headers["authorization"];
        var signed = theirs.Split("SignedHeaders=")[1].Split(',')[0].Split(';');
        Assert.Equal(sessionToken is not null, signed.Contains("x-amz-security-token"));
        var ours = new SignatureV4("eu-west-1", "dynamodb").Authorize(target, [.. signed.Select(name => KeyValuePair.Create(name, headers[name]))], body, headers["x-amz-date"], "AKIDEXAMPLE", Secret);
        Assert.Equal(theirs, ours);
    }

    [Fact]
    public void A_key_is_derived_for_its_day_and_its_secret_alone()
    {
        var signature = new SignatureV4("eu-west-1", "dynamodb");
        string Sign(SignatureV4 by, string stamp, string secret) => by.Authorize("/", [new("host", "h"), new("x-amz-date", stamp)], [1], stamp, "AKID", secret);
        foreach (var (stamp, secret) in new[] { ("20260101T235959Z", "one"), ("20260102T000000Z", "one"), ("20260102T000000Z", "two"), ("20260101T235959Z", "one") })
            Assert.Equal(Sign(new SignatureV4("eu-west-1", "dynamodb"), stamp, secret), Sign(signature, stamp, secret));
    }
}
