using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Hosts;

/// <summary>One of this module's documents, with its parameters. Commands that ask the same are equal.</summary>
/// <param name="Document">The document's name without a prefix.</param>
/// <param name="Parameters">What it is handed.</param>
internal sealed record InstanceCommand(string Document, IReadOnlyDictionary<string, string> Parameters)
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>A document without parameters.</summary>
    public InstanceCommand(string document)
        : this(document, None)
    {
    }

    public bool Equals(InstanceCommand? other) => other is not null && other.Document == Document && other.Parameters.Count == Parameters.Count
        && Parameters.All(pair => other.Parameters.TryGetValue(pair.Key, out var value) && value == pair.Value);

    public override int GetHashCode() => Parameters.Aggregate(StringComparer.Ordinal.GetHashCode(Document), (hash, pair) => hash ^ StringComparer.Ordinal.GetHashCode(pair.Value));
}
