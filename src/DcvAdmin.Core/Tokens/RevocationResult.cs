namespace DcvAdmin.Tokens;

/// <summary>What became of one id that was to be revoked.</summary>
/// <param name="Id">The id that was asked for.</param>
/// <param name="Outcome">What happened.</param>
/// <param name="Grant">The grant as it is now; null where there is none.</param>
public sealed record RevocationResult(TokenGrantId Id, RevocationOutcome Outcome, TokenGrant? Grant);
