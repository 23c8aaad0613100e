using Amazon.DynamoDBv2.Model;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace DcvAdmin.Stores;

/// <summary>How a kind of table is keyed, and what its faults advise.</summary>
internal sealed record TableLayout
{
    /// <summary>A table of tokens.</summary>
    public static TableLayout Tokens { get; } = new()
    {
        Key = DynamoDbSchema.Key,
        ProbeKey = DynamoDbSchema.ProbeKey,
        Purpose = "a token store",
        ChecksClock = true,
    };

    /// <summary>A table of WorkSpaces.</summary>
    public static TableLayout Inventory { get; } = new()
    {
        Key = "WorkspaceId",
        ProbeKey = "meta#regions",
        Purpose = "an inventory of WorkSpaces",
        ChecksClock = false,
    };

    /// <summary>The attribute that is the key, a string; there is no sort key.</summary>
    public required string Key { get; init; }

    /// <summary>The key of an item that is asked for to hear whether the table answers.</summary>
    public required string ProbeKey { get; init; }

    /// <summary>What a table of this kind is, for messages.</summary>
    public required string Purpose { get; init; }

    /// <summary>Whether no answer counts while this machine's clock is behind: expired tokens would be valid again.</summary>
    public required bool ChecksClock { get; init; }

    /// <summary>An item's key, or an item that is nothing else yet.</summary>
    public Item KeyOf(string key) => new() { [Key] = new AttributeValue { S = key } };
}
