using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DcvAdmin.Adapters.Tests.Aws;
using DcvAdmin.Emulators;
using DcvAdmin.Reporting;
using DcvAdmin.StoreContracts;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Adapters.Tests.Stores.DynamoDb;

/// <summary>A table of the emulator behind a tap, laid out as docs/aws.md says.</summary>
internal sealed class EmulatedTable : IAsyncDisposable
{
    /// <summary>Time enough for an emulator on a busy machine, and no record that becomes visible by the mere passing of time.</summary>
    public static readonly DynamoDbOptions Patient = new()
    {
        AuditDelay = TimeSpan.FromDays(1),
        LogonDeadline = TimeSpan.FromMinutes(5),
        LogonAttemptLimit = TimeSpan.FromMinutes(2),
        CallDeadline = TimeSpan.FromMinutes(5),
        CallAttemptLimit = TimeSpan.FromMinutes(2),
        BatchDeadline = TimeSpan.FromMinutes(5),
    };

    private readonly AwsSurroundings _surroundings = new();
    private TableTap? _tap;

    public EmulatedTable() => MotoServer.SkipWhereMissing();

    public TableTap Tap => _tap!;

    public string Name { get; private set; } = null!;

    public StoreUri.DynamoDb Uri => new(Name) { Region = "eu-west-1", Endpoint = Tap.Address };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Makes the table.</summary>
    /// <param name="moto">The emulator.</param>
    /// <param name="asPublished">As the published steps make it: without indexes.</param>
    public async Task CreateAsync(MotoServer moto, bool asPublished = false)
    {
        _tap ??= await TableTap.StartAsync(await moto.GetAddressAsync(Cancel));
        Name = $"tokens-{Guid.NewGuid():N}";
        using var client = Client();
        var request = new CreateTableRequest
        {
            TableName = Name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            KeySchema = [new KeySchemaElement("AuthToken", KeyType.HASH)],
            AttributeDefinitions = [new AttributeDefinition("AuthToken", ScalarAttributeType.S)],
        };
        if (!asPublished)
        {
            request.AttributeDefinitions.AddRange(new[] { "UserKey", "LabelKey", "AuditPending" }.Select(name => new AttributeDefinition(name, ScalarAttributeType.S)));
            request.AttributeDefinitions.Add(new AttributeDefinition("Position", ScalarAttributeType.N));
            request.GlobalSecondaryIndexes =
            [
                Index("UserIndex", new Projection { ProjectionType = ProjectionType.INCLUDE, NonKeyAttributes = ["ExpiresAt"] }, "UserKey", "Position"),
                Index("LabelIndex", new Projection { ProjectionType = ProjectionType.KEYS_ONLY }, "LabelKey", "Position"),
                Index("PendingIndex", new Projection { ProjectionType = ProjectionType.KEYS_ONLY }, "AuditPending"),
            ];
        }

        await client.CreateTableAsync(request, Cancel);
        Tap.Forget();

        static GlobalSecondaryIndex Index(string name, Projection projection, string hash, string? range = null) => new()
        {
            IndexName = name,
            Projection = projection,
            KeySchema = range is null ? [new KeySchemaElement(hash, KeyType.HASH)] : [new KeySchemaElement(hash, KeyType.HASH), new KeySchemaElement(range, KeyType.RANGE)],
        };
    }

    /// <summary>Makes a table of WorkSpaces.</summary>
    /// <param name="moto">The emulator.</param>
    /// <param name="hasIndexes">As docs/aws.md says; false to leave them out.</param>
    public async Task CreateInventoryAsync(MotoServer moto, bool hasIndexes = true)
    {
        _tap ??= await TableTap.StartAsync(await moto.GetAddressAsync(Cancel));
        Name = $"inventory-{Guid.NewGuid():N}";
        using var client = Client();
        var request = new CreateTableRequest
        {
            TableName = Name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            KeySchema = [new KeySchemaElement("WorkspaceId", KeyType.HASH)],
            AttributeDefinitions = [new AttributeDefinition("WorkspaceId", ScalarAttributeType.S)],
        };
        if (hasIndexes)
        {
            request.AttributeDefinitions.AddRange(new[] { "UserKey", "Place" }.Select(name => new AttributeDefinition(name, ScalarAttributeType.S)));
            request.GlobalSecondaryIndexes = [.. new[] { ("UserIndex", "UserKey"), ("PlaceIndex", "Place") }.Select(index => new GlobalSecondaryIndex
            {
                IndexName = index.Item1,
                Projection = new Projection { ProjectionType = ProjectionType.ALL },
                KeySchema = [new KeySchemaElement(index.Item2, KeyType.HASH), new KeySchemaElement("WorkspaceId", KeyType.RANGE)],
            })];
        }

        await client.CreateTableAsync(request, Cancel);
        Tap.Forget();
    }

    /// <summary>Opens the table of WorkSpaces at an instant, which is the table's own unless that was set before.</summary>
    public Task<DynamoDbWorkspaceInventory> OpenInventoryAsync(DateTimeOffset now, DynamoDbOptions? options = null)
    {
        Tap.Date ??= now;
        return DynamoDbWorkspaceInventory.OpenAsync(Uri, options ?? Patient, () => now, SilentWorkReport.Instance, Cancel);
    }

    /// <summary>Opens the table at an instant, which is the table's own unless that was set before.</summary>
    public Task<DynamoDbStore> OpenAsync(DateTimeOffset now, DynamoDbOptions? options = null, bool honoursPlaintext = false, IWorkReport? report = null)
    {
        Tap.Date ??= now;
        return DynamoDbStore.OpenAsync(Uri with { HonoursPlaintext = honoursPlaintext }, options ?? Patient, () => now, report ?? SilentWorkReport.Instance, Cancel);
    }

    /// <summary>A handle for a contract.</summary>
    public async Task<StoreHandle> ConnectAsync(DateTimeOffset now)
    {
        var store = await OpenAsync(now);
        return new StoreHandle(store.Tokens, store.Audit, store);
    }

    public AmazonDynamoDBClient Client() => new(new BasicAWSCredentials("AKIAEXAMPLE", "the-secret-key"), new AmazonDynamoDBConfig { ServiceURL = Tap.Address.AbsoluteUri, AuthenticationRegion = "eu-west-1" });

    public async Task<List<Dictionary<string, AttributeValue>>> ReadAllAsync()
    {
        using var client = Client();
        var items = new List<Dictionary<string, AttributeValue>>();
        Dictionary<string, AttributeValue>? start = null;
        do
        {
            var page = await client.ScanAsync(new ScanRequest { TableName = Name, ExclusiveStartKey = start }, Cancel);
            items.AddRange(page.Items);
            start = page.LastEvaluatedKey is { Count: > 0 } last ? last : null;
        }
        while (start is not null);
        return items;
    }

    public async ValueTask DisposeAsync()
    {
        if (_tap is not null) await _tap.DisposeAsync();
        _surroundings.Dispose();
    }
}
