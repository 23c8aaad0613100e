using System.Collections.Generic;
using DcvAdmin.Tokens;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace DcvAdmin.Audit;

/// <summary>An audit record on its way into the chain.</summary>
/// <param name="Entry">What it says.</param>
/// <param name="Key">The item that holds it until it is in the chain; null for a record that only this process has.</param>
/// <param name="Text">The record as it stands in that item.</param>
internal sealed record PendingRecord(AuditEntry Entry, string? Key = null, string? Text = null)
{
    /// <summary>The text of a record for the item of its grant, which holds the rest: id, user and, where the entry has none, session.</summary>
    public static string TextOf(AuditEntry entry) => AuditEntryText.Write(entry with { GrantId = null, UserName = null });

    /// <summary>The records that an item holds.</summary>
    public static IEnumerable<PendingRecord> Of(Item item)
    {
        if (!item.TryGetValue("PendingRecords", out var texts) || texts.SS is null || GrantItems.Read(item) is not { } grant) yield break;
        foreach (var text in texts.SS)
        {
            var entry = AuditEntryText.Read(text);
            yield return new PendingRecord(entry with { GrantId = grant.Id, UserName = grant.UserName, SessionId = entry.SessionId ?? grant.SessionId }, item[Stores.DynamoDbSchema.Key].S, text);
        }
    }
}
