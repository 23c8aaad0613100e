using System;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;

namespace DcvAdmin.Bench.Tables;

/// <summary>What DynamoDB charges for. Source: Amazon DynamoDB Developer Guide, "DynamoDB item sizes and formats" and "read and write operations".</summary>
internal static class ItemSize
{
    /// <summary>Bytes of an item: names and values, in UTF-8.</summary>
    public static int Of(JsonObject? item) => item?.Sum(attribute => Encoding.UTF8.GetByteCount(attribute.Key) + OfValue((JsonObject)attribute.Value!)) ?? 0;

    /// <summary>Read units: one for each 4 KiB begun, half for an eventually consistent read.</summary>
    public static double ReadUnits(long bytes, bool isConsistent) => Math.Max(1, Math.Ceiling(bytes / 4096.0)) * (isConsistent ? 1 : 0.5);

    /// <summary>Write units: one for each KiB begun of the larger of both states, also where the condition was not met.</summary>
    public static double WriteUnits(int before, int after) => Math.Max(1, Math.Ceiling(Math.Max(before, after) / 1024.0));

    private static int OfValue(JsonObject value)
    {
        var (type, content) = value.Single();
        return type switch
        {
            "S" => Encoding.UTF8.GetByteCount(content!.GetValue<string>()),
            "B" => Convert.FromBase64String(content!.GetValue<string>()).Length,
            // "Approximately": one byte for each two digits, and one.
            "N" => (content!.GetValue<string>().Length / 2) + 1,
            "SS" => ((JsonArray)content!).Sum(text => Encoding.UTF8.GetByteCount(text!.GetValue<string>())),
            _ => throw new NotSupportedException($"The table knows no attributes of type {type}."),
        };
    }
}
