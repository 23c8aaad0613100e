using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace DcvAdmin.Stores;

/// <summary>Items in DynamoDB's own JSON. Source: Amazon DynamoDB API Reference, AttributeValue.</summary>
internal static class AttributeJson
{
    /// <summary>Writes the types that we store.</summary>
    /// <exception cref="NotSupportedException">A value is of another one.</exception>
    public static void Write(Utf8JsonWriter json, Item item)
    {
        json.WriteStartObject();
        foreach (var attribute in item)
        {
            json.WritePropertyName(attribute.Key);
            Write(json, attribute.Value);
        }

        json.WriteEndObject();
    }

    /// <summary>Reads an item at its opening brace. What others stored may be of any type.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static Item Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("An item is an object.");
        var item = new Item();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            item[name] = ReadValue(ref json);
        }

        return item;
    }

    private static void Write(Utf8JsonWriter json, AttributeValue value)
    {
        json.WriteStartObject();
        if (value.S is { } text)
        {
            json.WriteString("S", text);
        }
        else if (value.N is { } number)
        {
            json.WriteString("N", number);
        }
        else if (value.B is { } bytes)
        {
            json.WriteBase64String("B", bytes.ToArray());
        }
        else if (value.SS is { } texts)
        {
            json.WriteStartArray("SS");
            foreach (var one in texts) json.WriteStringValue(one);
            json.WriteEndArray();
        }
        else if (value.L is { } list)
        {
            json.WriteStartArray("L");
            foreach (var one in list) Write(json, one);
            json.WriteEndArray();
        }
        else
        {
            throw new NotSupportedException("No item of ours holds such a value.");
        }

        json.WriteEndObject();
    }

    private static AttributeValue ReadValue(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject || !json.Read() || json.TokenType != JsonTokenType.PropertyName) throw new JsonException("A value is an object with one member.");
        var value = new AttributeValue();
        var type = json.GetString();
        json.Read();
        switch (type)
        {
            case "S": value.S = json.GetString(); break;
            case "N": value.N = json.GetString(); break;
            case "B": value.B = new MemoryStream(json.GetBytesFromBase64()); break;
            case "SS": value.SS = ReadTexts(ref json); break;
            case "NS": value.NS = ReadTexts(ref json); break;
            case "BS": value.BS = ReadTexts(ref json).ConvertAll(text => new MemoryStream(Convert.FromBase64String(text))); break;
            case "BOOL": value.BOOL = json.GetBoolean(); break;
            case "NULL": value.NULL = json.GetBoolean(); break;
            case "M": value.M = Read(ref json); break;
            case "L": value.L = ReadList(ref json); break;
            default: throw new JsonException("A value is of an unknown type.");
        }

        if (!json.Read() || json.TokenType != JsonTokenType.EndObject) throw new JsonException("A value has more than one member.");
        return value;
    }

    private static List<string> ReadTexts(ref Utf8JsonReader json)
    {
        var texts = new List<string>();
        while (json.Read() && json.TokenType == JsonTokenType.String) texts.Add(json.GetString()!);
        return texts;
    }

    private static List<AttributeValue> ReadList(ref Utf8JsonReader json)
    {
        var values = new List<AttributeValue>();
        while (json.Read() && json.TokenType == JsonTokenType.StartObject) values.Add(ReadValue(ref json));
        return values;
    }
}
