namespace DcvAdmin.Tokens;

/// <summary>What became of one id that an admin wanted revoked.</summary>
/// <param name="Id">The id.</param>
/// <param name="Outcome">What happened.</param>
/// <param name="Grant">The grant as it is now; null where there is none.</param>
public sealed record TokenRevocation(TokenGrantId Id, RevocationOutcome Outcome, TokenGrantSummary? Grant);
