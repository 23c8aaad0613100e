namespace DcvAdmin.Completion;

/// <summary>A value that may be meant.</summary>
/// <param name="Value">What is typed for it.</param>
/// <param name="Tip">What it is; the tooltip.</param>
internal readonly record struct Offer(string Value, string Tip)
{
    /// <summary>A text by which it is found as well; null for none.</summary>
    public string? AlsoKnownAs { get; init; }
}
