using System.Collections.Generic;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace DcvAdmin.Stores;

/// <summary>A write to one item.</summary>
internal sealed class ItemWrite
{
    /// <summary>What is set, removed and added, as an update expression; null where the item is put or deleted as a whole.</summary>
    public string? Update { get; init; }

    /// <summary>Under which condition; null for none.</summary>
    public string? Condition { get; init; }

    /// <summary>What the two name with a number sign; null for nothing.</summary>
    public IReadOnlyDictionary<string, string>? Names { get; init; }

    /// <summary>What the two name with a colon.</summary>
    public Item? Values { get; init; }

    /// <summary>What comes back of an update. A condition that was not met always brings the item.</summary>
    public ReturnedItem Returns { get; init; }
}

/// <summary>What a write brings back.</summary>
internal enum ReturnedItem
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The item as it was.</summary>
    Before,

    /// <summary>The item as it is now.</summary>
    After,

    /// <summary>What was changed, as it is now.</summary>
    ChangesAfter,
}
