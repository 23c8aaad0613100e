using System.Collections.Generic;
using DcvAdmin.Stores;
using static DcvAdmin.Tokens.GrantItems;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace DcvAdmin.Audit;

/// <summary>An audit record that waits in an item for its place in the chain.</summary>
/// <param name="Key">The item.</param>
/// <param name="Mark">Its <see cref="RecordMark"/>.</param>
/// <param name="Entry">What it says.</param>
internal sealed record PendingRecord(string Key, string Mark, AuditEntry Entry)
{
    /// <summary>The text of a record for the item of its grant, which holds the rest: id, user and session.</summary>
    public static string TextOf(AuditEntry entry) => AuditEntryText.Write(entry with { GrantId = null, UserName = null, SessionId = null }, RecordMark.Next());

    /// <summary>The records that an item holds.</summary>
    public static IEnumerable<PendingRecord> Of(Item item)
    {
        if (!item.TryGetValue("PendingRecords", out var texts) || texts.SS is null) yield break;
        var key = item[DynamoDbSchema.Key].S;
        foreach (var text in texts.SS)
        {
            var (entry, mark) = AuditEntryText.Read(text);
            // Not by way of a grant: one that is damaged must not keep its records, and all others, out of the chain.
            if (DynamoDbSchema.TryReadId(key, out var id)) entry = entry with { GrantId = id, UserName = NullableText(item, "UserName"), SessionId = NullableText(item, DynamoDbSchema.Session) };
            yield return new PendingRecord(key, mark, entry);
        }
    }
}
