using DcvAdmin.Tokens;

namespace DcvAdmin.Verification;

/// <summary>The question a DCV server asks its <c>auth-token-verifier</c>.</summary>
/// <param name="SessionId">Form field <c>sessionId</c>.</param>
/// <param name="Token">Form field <c>authenticationToken</c>.</param>
/// <param name="ClientAddress">Form field <c>clientAddress</c>; the vendor's own smoke test leaves it out.</param>
public sealed record VerificationRequest(string SessionId, AuthToken Token, ClientAddress ClientAddress);
