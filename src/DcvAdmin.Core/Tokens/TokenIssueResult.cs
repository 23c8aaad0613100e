using System.Collections.Generic;

namespace DcvAdmin.Tokens;

/// <summary>What became of one token request: a token and its grant, or what was wrong with the request.</summary>
public sealed class TokenIssueResult
{
    private TokenIssueResult(TokenRequest request, AuthToken? token, TokenGrantSummary? grant, IReadOnlyList<string> flaws)
    {
        Request = request;
        Token = token;
        Grant = grant;
        Flaws = flaws;
    }

    /// <summary>What was asked.</summary>
    public TokenRequest Request { get; }

    /// <summary>The secret, here and nowhere else; null where the request was refused.</summary>
    public AuthToken? Token { get; }

    /// <summary>What was stored; null where the request was refused.</summary>
    public TokenGrantSummary? Grant { get; }

    /// <summary>Why it was refused, one sentence each; empty where a token was issued.</summary>
    public IReadOnlyList<string> Flaws { get; }

    /// <summary>A token was issued.</summary>
    public static TokenIssueResult Issued(TokenRequest request, AuthToken token, TokenGrantSummary grant) => new(request, token, grant, []);

    /// <summary>The request broke rules.</summary>
    public static TokenIssueResult Refused(TokenRequest request, IReadOnlyList<string> flaws) => new(request, null, null, flaws);
}
