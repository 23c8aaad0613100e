namespace DcvAdmin.Tokens;

/// <summary>What the verifier would answer, and why, without redeeming anything.</summary>
/// <param name="Grant">The grant of the token; null where none has it.</param>
/// <param name="Denial">The reason of the no; null where the answer would be yes.</param>
public sealed record TokenTestResult(TokenGrantSummary? Grant, DenialReason? Denial)
{
    /// <summary>True where the answer would be yes.</summary>
    public bool IsGranted => Denial is null;
}
