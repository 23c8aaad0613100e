using System;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace DcvAdmin.Stores;

/// <summary>A conditional write was refused; nothing was written.</summary>
/// <param name="stored">The item as it stands; null where there is none.</param>
internal sealed class ConditionNotMetException(Item? stored) : Exception("The condition of a write was not met.")
{
    /// <summary>The item as it stands; null where there is none.</summary>
    public Item? Stored { get; } = stored;
}
