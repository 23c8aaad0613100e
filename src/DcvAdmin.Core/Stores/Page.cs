using System.Collections.Generic;

namespace DcvAdmin.Stores;

/// <summary>One page of a list. A page may be empty and still have a successor.</summary>
/// <param name="Items">What is on the page.</param>
/// <param name="NextCursor">Opaque; ask for the next page with it. Null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
