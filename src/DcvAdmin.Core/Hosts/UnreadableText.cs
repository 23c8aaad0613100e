namespace DcvAdmin.Hosts;

/// <summary>What stands in the place of a setting's value and is none: for a person to read. No setting takes it as its value, so that it is not written anywhere as a text.</summary>
/// <param name="Text">What stands there.</param>
public sealed record UnreadableText(string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
