using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Text.Json.Serialization;
using DcvAdmin.Stores;
using static DcvAdmin.Tokens.GrantItems;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace DcvAdmin.Audit;

/// <summary>
/// The end of the chain in its one item, with the newest segment in it and the lease of whoever may replace it: to replace it is to append, all or nothing.
/// Before it is replaced again, the segment gets an item of its own, and the items that held its records let go of them.
/// </summary>
/// <param name="Segment">Number of the newest segment; 0 where there is none.</param>
/// <param name="End">The end of the chain.</param>
/// <param name="Records">The records of the newest segment, as they are stored.</param>
/// <param name="Taken">The items that held the segment's records: key and marks of each.</param>
internal sealed record ChainHead(long Segment, AuditHead End, string Records, IReadOnlyList<string[]> Taken)
{
    public static ChainHead Empty { get; } = new(0, AuditHead.Empty, "[]", []);

    /// <summary>A mark of the write, by which its sender knows it again.</summary>
    public string Write { get; init; } = string.Empty;

    /// <summary>The lease of the collector at work; null where there is none.</summary>
    public string? Lease { get; init; }

    public static ChainHead Read(Item? item)
    {
        if (item is null) return Empty;
        // A lease on a chain that has no record yet.
        if (!item.TryGetValue("Segment", out var segment)) return Empty with { Lease = NullableText(item, "LeaseId") };
        try
        {
            var time = item.TryGetValue("Time", out var stored) ? DateTimeOffset.FromUnixTimeMilliseconds(LongOf(stored)) : (DateTimeOffset?)null;
            var hash = item["Hash"].B.ToArray();
            if (hash.Length != AuditChain.HashSize) throw new FormatException();
            return new ChainHead(LongOf(segment), new AuditHead(LongOf(item["Sequence"]), hash, time), item["Records"].S, JsonSerializer.Deserialize(item["Taken"].S, ChainHeadJson.Default.StringArrayArray)!) { Write = item["WriteId"].S, Lease = NullableText(item, "LeaseId") };
        }
        catch (Exception failure) when (failure is KeyNotFoundException or FormatException or ArgumentException or OverflowException or NullReferenceException or JsonException)
        {
            throw new StoreException(StoreFault.Damaged, "The end of the store's audit chain is damaged.", "Restore the table from a backup.");
        }
    }

    public Item ToItem()
    {
        var item = TableLayout.Tokens.KeyOf(DynamoDbSchema.HeadKey);
        item["WriteId"] = Text(Write);
        if (Lease is not null) item["LeaseId"] = Text(Lease);
        item["Segment"] = Number(Segment);
        item["Sequence"] = Number(End.Sequence);
        item["Hash"] = new() { B = new MemoryStream(End.Hash) };
        if (End.Time is { } time) item["Time"] = Instant(time);
        item["Records"] = Text(Records);
        item["Taken"] = Text(JsonSerializer.Serialize([.. Taken], ChainHeadJson.Default.StringArrayArray));
        return item;
    }

    /// <summary>The newest segment's own item.</summary>
    public Item ToSegment()
    {
        var item = TableLayout.Tokens.KeyOf(DynamoDbSchema.KeyOfSegment(Segment));
        item["Records"] = Text(Records);
        return item;
    }
}

/// <summary>Serializers of <see cref="ChainHead"/>.</summary>
[JsonSerializable(typeof(string[][]))]
internal sealed partial class ChainHeadJson : JsonSerializerContext;
