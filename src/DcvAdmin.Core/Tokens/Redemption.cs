namespace DcvAdmin.Tokens;

/// <summary>The outcome of one redemption, as a store reports it.</summary>
/// <param name="Grant">The grant after the attempt; null where none has the token.</param>
/// <param name="Denial">The reason of a no; null for a yes.</param>
public sealed record Redemption(TokenGrant? Grant, DenialReason? Denial)
{
    /// <summary>True for a yes.</summary>
    public bool IsGranted => Denial is null;
}
