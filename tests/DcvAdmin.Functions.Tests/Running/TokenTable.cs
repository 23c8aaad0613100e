using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DcvAdmin.Audit;
using DcvAdmin.Reporting;
using DcvAdmin.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DcvAdmin.Functions.Tests.Running;

/// <summary>A table of the emulator, behind a gate that a test closes.</summary>
internal sealed class TokenTable : IAsyncDisposable
{
    private readonly HttpClient _client = new();
    private readonly CancellationTokenSource _end = new();
    private readonly WebApplication _app;
    private readonly Uri _emulator;
    private ListenOptions? _listener;

    private TokenTable(Uri emulator)
    {
        _emulator = emulator;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener =>
        {
            _listener = listener;
            listener.Protocols = HttpProtocols.Http1;
        }));
        _app = builder.Build();
        _app.Run(PassAsync);
    }

    /// <summary>What stands between the functions and their table.</summary>
    public TableGate Gate { get; set; }

    public string Name { get; } = $"tokens-{Guid.NewGuid():N}";

    /// <summary>What a function has in its environment.</summary>
    public (string, string)[] Variables =>
    [
        ("DCVADMIN_STORE", Uri.ToString()), ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "the-secret-key"), ("AWS_REGION", "eu-west-1"), ("AWS_EC2_METADATA_DISABLED", "true"),
    ];

    public StoreUri.DynamoDb Uri => new(Name) { Region = "eu-west-1", Endpoint = new Uri($"http://{_listener!.IPEndPoint}") };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Makes the table as docs/aws.md says.</summary>
    public static async Task<TokenTable> CreateAsync(Uri emulator)
    {
        var table = new TokenTable(emulator);
        await table._app.StartAsync(Cancel);
        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("AKIAEXAMPLE", "the-secret-key"), new AmazonDynamoDBConfig { ServiceURL = emulator.AbsoluteUri, AuthenticationRegion = "eu-west-1" });
        await client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = table.Name,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                KeySchema = [new KeySchemaElement("AuthToken", KeyType.HASH)],
                AttributeDefinitions =
                [
                    new AttributeDefinition("AuthToken", ScalarAttributeType.S), new AttributeDefinition("UserKey", ScalarAttributeType.S), new AttributeDefinition("LabelKey", ScalarAttributeType.S),
                    new AttributeDefinition("AuditPending", ScalarAttributeType.S), new AttributeDefinition("Position", ScalarAttributeType.N),
                ],
                GlobalSecondaryIndexes =
                [
                    Index("UserIndex", new Projection { ProjectionType = ProjectionType.INCLUDE, NonKeyAttributes = ["ExpiresAt"] }, "UserKey", "Position"),
                    Index("LabelIndex", new Projection { ProjectionType = ProjectionType.KEYS_ONLY }, "LabelKey", "Position"),
                    Index("PendingIndex", new Projection { ProjectionType = ProjectionType.KEYS_ONLY }, "AuditPending"),
                ],
            },
            Cancel);
        return table;

        static GlobalSecondaryIndex Index(string name, Projection projection, string hash, string? range = null) => new()
        {
            IndexName = name,
            Projection = projection,
            KeySchema = range is null ? [new KeySchemaElement(hash, KeyType.HASH)] : [new KeySchemaElement(hash, KeyType.HASH), new KeySchemaElement(range, KeyType.RANGE)],
        };
    }

    /// <summary>The audit chain as it lies in the table.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ReadAuditAsync()
    {
        // Where the SDK of this process looks; what the functions are given is their own.
        foreach (var (name, value) in Variables.Where(variable => variable.Item1.StartsWith("AWS_", StringComparison.Ordinal))) Environment.SetEnvironmentVariable(name, value);
        using var store = await DynamoDbStore.OpenAsync(Uri, new DynamoDbOptions(), () => DateTimeOffset.UtcNow, SilentWorkReport.Instance, Cancel);
        Assert.Null((await store.Audit.VerifyAsync(Cancel)).Flaw);
        return [.. (await store.Audit.ReadAsync(null, 1000, Cancel)).Items.Select(record => record.Entry)];
    }

    /// <summary>Puts what a purge removes: a grant that expired two days ago and whose record is in the chain.</summary>
    public async Task PutExpiredGrantAsync()
    {
        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("AKIAEXAMPLE", "the-secret-key"), new AmazonDynamoDBConfig { ServiceURL = _emulator.AbsoluteUri, AuthenticationRegion = "eu-west-1" });
        var expired = DateTimeOffset.UtcNow.AddDays(-2).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        await client.PutItemAsync(Name, new() { ["AuthToken"] = new AttributeValue("grant#0123456789abcdef"), ["ExpiresAt"] = new AttributeValue { N = expired }, ["UserKey"] = new AttributeValue("anna"), ["Position"] = new AttributeValue { N = "0" } }, Cancel);
    }

    /// <summary>The keys of the items that hold records which are not in the chain.</summary>
    public async Task<IReadOnlyList<string>> ReadPendingKeysAsync()
    {
        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("AKIAEXAMPLE", "the-secret-key"), new AmazonDynamoDBConfig { ServiceURL = _emulator.AbsoluteUri, AuthenticationRegion = "eu-west-1" });
        var found = await client.ScanAsync(new ScanRequest { TableName = Name, FilterExpression = "attribute_exists(PendingRecords)", ConsistentRead = true }, Cancel);
        return [.. found.Items.Select(item => item["AuthToken"].S)];
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _app.DisposeAsync();
        _client.Dispose();
        _end.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(CancellationToken.None);
        var (status, answer) = Gate switch
        {
            TableGate.Throttles => (StatusCodes.Status400BadRequest, new JsonObject { ["__type"] = "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException", ["message"] = "Words of AWS" }.ToJsonString()),
            TableGate.Fails => (StatusCodes.Status500InternalServerError, new JsonObject { ["__type"] = "com.amazonaws.dynamodb.v20120810#InternalServerError", ["message"] = "Words of AWS" }.ToJsonString()),
            TableGate.IsSilent => await WaitAsync(),
            TableGate.Disconnects => (0, string.Empty),
            _ => await AskAsync(context.Request, body),
        };
        if (status == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.0";
        await context.Response.WriteAsync(answer, CancellationToken.None);
    }

    private async Task<(int Status, string Answer)> WaitAsync()
    {
        await Task.Delay(Timeout.Infinite, _end.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return (0, string.Empty);
    }

    private async Task<(int Status, string Answer)> AskAsync(HttpRequest call, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _emulator) { Content = new StringContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(call.ContentType!);
        foreach (var name in new[] { "X-Amz-Target", "Authorization" }) request.Headers.TryAddWithoutValidation(name, call.Headers[name].ToString());
        // The emulator closes connections as it likes; one that is used again may be gone.
        request.Headers.ConnectionClose = true;
        using var response = await _client.SendAsync(request, CancellationToken.None);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(CancellationToken.None));
    }
}
