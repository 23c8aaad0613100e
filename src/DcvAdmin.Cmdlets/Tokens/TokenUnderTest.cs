using DcvAdmin.Verification;

namespace DcvAdmin.Tokens;

/// <summary>What is to be tested: a token by its secret, or a grant whose secret nobody has any more.</summary>
internal sealed record TokenUnderTest(string? Id, AuthToken? Secret, string SessionId, ClientAddress Client)
{
    public static TokenUnderTest Of(DcvAuthToken token, string? sessionId, ClientAddress client) => new(token.Id, token.Secret, sessionId ?? token.SessionId, client);

    public static TokenUnderTest Of(TokenGrantSummary grant, string? sessionId, ClientAddress client) => new(grant.Id, null, sessionId ?? grant.SessionId, client);

    public static TokenUnderTest Of(AuthToken secret, string sessionId, ClientAddress client) => new(null, secret, sessionId, client);
}
