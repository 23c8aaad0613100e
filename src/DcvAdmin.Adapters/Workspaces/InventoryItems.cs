using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Amazon.DynamoDBv2.Model;
using DcvAdmin.Stores;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace DcvAdmin.Workspaces;

/// <summary>How a row lies in its item, and the marks of regions in theirs: one place for the names, which docs/aws.md explains.</summary>
internal static class InventoryItems
{
    /// <summary>By user, folded, and id.</summary>
    public const string UserIndex = "UserIndex";

    /// <summary>By account and region, and id.</summary>
    public const string PlaceIndex = "PlaceIndex";

    public const string UserKey = "UserKey";

    public const string Place = "Place";

    public const string RecordedAt = "RecordedAt";

    private const string Document = "Document";

    // Of a fixed width, so that their order is that of time.
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static Item Of(InventoryRow row)
    {
        var workspace = row.Workspace;
        var item = TableLayout.Inventory.KeyOf(workspace.WorkspaceId);
        item[Place] = Text(InventoryRules.PlaceOf(workspace));
        item[RecordedAt] = Instant(row.RecordedAt);
        item[Document] = Text(InventoryDocument.Write(workspace));
        // An index takes no empty text for a key.
        if (InventoryRules.UserKeyOf(workspace) is { Length: > 0 } user) item[UserKey] = Text(user);
        // For people who look at the table; nothing here reads them.
        item["AccountId"] = Text(workspace.AccountId);
        item["Region"] = Text(workspace.Region);
        if (workspace.UserName is { } name) item["UserName"] = Text(name);
        if (InventoryDocument.Word(workspace.State) is { } state) item["State"] = Text(state);
        if (InventoryDocument.Word(workspace.RunningMode) is { } mode) item["RunningMode"] = Text(mode);
        return item;
    }

    /// <summary>Reads a row; null where the item is none of ours.</summary>
    /// <exception cref="StoreException">A newer version wrote it, or it is damaged.</exception>
    public static InventoryRow? Read(Item item)
    {
        if (!item.TryGetValue(Document, out var document) || document.S is not { } text) return null;
        var id = item[TableLayout.Inventory.Key].S;
        var workspace = InventoryDocument.Read(text, id);
        return item.TryGetValue(RecordedAt, out var recorded) && TryReadInstant(recorded.S, out var at)
            ? new InventoryRow(workspace, at)
            : throw new StoreException(StoreFault.Damaged, $"The item of {id} in the inventory does not say when it was written.", "Delete it: the next reading of its region writes it again.");
    }

    /// <summary>Each mark is an attribute of one item, named after its place.</summary>
    public static IReadOnlyList<InventoryRegion> ReadMarks(Item item)
    {
        var marks = new List<InventoryRegion>();
        foreach (var attribute in item)
        {
            var sign = attribute.Key.IndexOf('#');
            if (sign > 0 && TryReadInstant(attribute.Value.S, out var at)) marks.Add(new InventoryRegion(attribute.Key.Substring(0, sign), attribute.Key.Substring(sign + 1), at));
        }

        return [.. marks.OrderBy(mark => mark.AccountId, StringComparer.Ordinal).ThenBy(mark => mark.Region, StringComparer.Ordinal)];
    }

    public static AttributeValue Text(string text) => new() { S = text };

    public static AttributeValue Instant(DateTimeOffset instant) => Text(instant.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture));

    private static bool TryReadInstant(string? text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(text, InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);
}
