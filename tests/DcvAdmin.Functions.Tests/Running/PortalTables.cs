using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DcvAdmin.Stores;

namespace DcvAdmin.Functions.Tests.Running;

/// <summary>An inventory's table on the emulator of DynamoDB, laid out as docs/decisions/0026 says.</summary>
internal static class PortalTables
{
    public static async Task<StoreUri.DynamoDb> CreateInventoryAsync(Uri emulator, CancellationToken cancellationToken)
    {
        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("AKIAEXAMPLE", "the-secret-key"), new AmazonDynamoDBConfig { ServiceURL = emulator.AbsoluteUri, AuthenticationRegion = "eu-west-1" });
        var name = $"workspaces-{Guid.NewGuid():N}";
        await client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = name,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                AttributeDefinitions = [.. new[] { "WorkspaceId", "UserKey", "Place" }.Select(attribute => new AttributeDefinition(attribute, ScalarAttributeType.S))],
                KeySchema = [new KeySchemaElement("WorkspaceId", KeyType.HASH)],
                GlobalSecondaryIndexes = [IndexOf("UserIndex", "UserKey"), IndexOf("PlaceIndex", "Place")],
            },
            cancellationToken);
        return new StoreUri.DynamoDb(name) { Region = "eu-west-1", Endpoint = emulator };
    }

    private static GlobalSecondaryIndex IndexOf(string name, string key) => new()
    {
        IndexName = name,
        KeySchema = new List<KeySchemaElement> { new(key, KeyType.HASH), new("WorkspaceId", KeyType.RANGE) },
        Projection = new Projection { ProjectionType = ProjectionType.ALL },
    };
}
