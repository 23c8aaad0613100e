using DcvAdmin.Verification;

namespace DcvAdmin.Tokens;

/// <summary>What is to be tested: a token by its secret, or one by its id, whose secret nobody has any more.</summary>
/// <param name="Id">The id, where it is known.</param>
/// <param name="Secret">The secret, where it is at hand.</param>
/// <param name="SessionId">The session that is asked for; null means the token's own.</param>
/// <param name="Client">The client that asks.</param>
internal sealed record TokenUnderTest(string? Id, AuthToken? Secret, string? SessionId, ClientAddress Client)
{
    public static TokenUnderTest Of(DcvAuthToken token, string? sessionId, ClientAddress client) => new(token.Id, token.Secret, sessionId ?? token.SessionId, client);

    public static TokenUnderTest Of(TokenGrantId id, string? sessionId, ClientAddress client) => new(id.Value, null, sessionId, client);

    public static TokenUnderTest Of(AuthToken secret, string sessionId, ClientAddress client) => new(null, secret, sessionId, client);
}
