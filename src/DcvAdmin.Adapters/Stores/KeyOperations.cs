using System;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws.Signing;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace DcvAdmin.Stores;

/// <summary>The operations on one item by its key. Source: Amazon DynamoDB API Reference, GetItem, UpdateItem, PutItem and DeleteItem.</summary>
internal sealed class KeyOperations(SignedDynamoDbClient client, string table, TableLayout layout) : IDisposable
{
    private const string ConditionFailed = "ConditionalCheckFailedException";

    // An item may be nested 32 levels deep, and each level is two here (Amazon DynamoDB Developer Guide, "Quotas").
    private static readonly JsonReaderOptions DeepEnough = new() { MaxDepth = 128 };

    /// <summary>Reads an item as it is now; null where there is none.</summary>
    public Task<Item?> GetAsync(string key, TimeSpan attemptLimit, CancellationToken stop)
    {
        var body = Body(json =>
        {
            WriteKey(json, key);
            json.WriteBoolean("ConsistentRead", true);
        });
        return client.CallAsync("GetItem", body, answer => ItemOf(answer, "Item"u8), attemptLimit, stop);
    }

    /// <summary>Changes an item. Returns what the write asks for.</summary>
    /// <exception cref="ConditionNotMetException">It was not changed.</exception>
    public Task<Item?> UpdateAsync(string key, ItemWrite write, TimeSpan attemptLimit, CancellationToken stop) => WriteAsync("UpdateItem", json => WriteKey(json, key), write, attemptLimit, stop);

    /// <summary>Puts an item in the place of another or none.</summary>
    /// <exception cref="ConditionNotMetException">It was not put.</exception>
    public Task PutAsync(Item item, ItemWrite write, TimeSpan attemptLimit, CancellationToken stop) => WriteAsync("PutItem", json =>
    {
        json.WritePropertyName("Item");
        AttributeJson.Write(json, item);
    }, write, attemptLimit, stop);

    /// <summary>Removes an item.</summary>
    /// <exception cref="ConditionNotMetException">It was not removed.</exception>
    public Task DeleteAsync(string key, ItemWrite write, TimeSpan attemptLimit, CancellationToken stop) => WriteAsync("DeleteItem", json => WriteKey(json, key), write, attemptLimit, stop);

    public void Dispose() => client.Dispose();

    private async Task<Item?> WriteAsync(string operation, Action<Utf8JsonWriter> subject, ItemWrite write, TimeSpan attemptLimit, CancellationToken stop)
    {
        var body = Body(json =>
        {
            subject(json);
            if (write.Update is { } update) json.WriteString("UpdateExpression", update);
            if (write.Condition is { } condition)
            {
                json.WriteString("ConditionExpression", condition);
                json.WriteString("ReturnValuesOnConditionCheckFailure", "ALL_OLD");
            }

            if (write.Names is { } names)
            {
                json.WriteStartObject("ExpressionAttributeNames");
                foreach (var name in names) json.WriteString(name.Key, name.Value);
                json.WriteEndObject();
            }

            if (write.Values is { } values)
            {
                json.WritePropertyName("ExpressionAttributeValues");
                AttributeJson.Write(json, values);
            }

            if (NameOf(write.Returns) is { } returns) json.WriteString("ReturnValues", returns);
        });
        try
        {
            return await client.CallAsync(operation, body, answer => ItemOf(answer, "Attributes"u8), attemptLimit, stop).ConfigureAwait(false);
        }
        catch (ServiceRefusal refusal) when (refusal.Code == ConditionFailed)
        {
            throw new ConditionNotMetException(ItemOf(refusal.Body, "Item"u8));
        }
    }

    private byte[] Body(Action<Utf8JsonWriter> members)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("TableName", table);
            members(json);
            json.WriteEndObject();
        }

        return body.ToArray();
    }

    private void WriteKey(Utf8JsonWriter json, string key)
    {
        json.WritePropertyName("Key");
        AttributeJson.Write(json, layout.KeyOf(key));
    }

    private static string? NameOf(ReturnedItem returned) => returned switch
    {
        ReturnedItem.Before => "ALL_OLD",
        ReturnedItem.After => "ALL_NEW",
        ReturnedItem.ChangesAfter => "UPDATED_NEW",
        _ => null,
    };

    private static Item? ItemOf(byte[] answer, ReadOnlySpan<byte> name)
    {
        var json = new Utf8JsonReader(answer, DeepEnough);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) throw new JsonException("The answer is not an object.");
        Item? item = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = json.ValueTextEquals(name);
            json.Read();
            if (isIt) item = AttributeJson.Read(ref json);
            else json.Skip();
        }

        return item is { Count: > 0 } ? item : null;
    }
}
