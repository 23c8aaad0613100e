namespace DcvAdmin.Tokens;

/// <summary>What a verifier answers for a token, and as far as it is known, why.</summary>
public sealed class DcvAuthTokenTest
{
    internal DcvAuthTokenTest(DcvAuthTokenVerdict verdict, string explanation, string testedBy, string sessionId, string clientAddress)
    {
        Verdict = verdict;
        Explanation = explanation;
        TestedBy = testedBy;
        SessionId = sessionId;
        ClientAddress = clientAddress;
    }

    /// <summary>The public id of the token, for Revoke-DcvAuthToken; null where it is not known.</summary>
    public string? Id { get; internal set; }

    /// <summary>Yes or no.</summary>
    public DcvAuthTokenVerdict Verdict { get; }

    /// <summary>Why it is a no; null for a yes, and where a verifier was asked, which never tells.</summary>
    public DenialReason? Reason { get; internal set; }

    /// <summary>The verdict in words.</summary>
    public string Explanation { get; }

    /// <summary>The user the DCV server would authorize; null for a no.</summary>
    public string? UserName { get; internal set; }

    /// <summary>The session that was asked for.</summary>
    public string SessionId { get; }

    /// <summary>The client address that was asked for, in normal form; empty where none was given.</summary>
    public string ClientAddress { get; }

    /// <summary>The store that was read, or the verifier that was asked.</summary>
    public string TestedBy { get; }

    /// <summary>The token as the store knows it; null where it does not, and where a verifier was asked.</summary>
    public TokenGrantSummary? Grant { get; internal set; }

    /// <summary>The verdict in words.</summary>
    public override string ToString() => $"{Verdict}: {Explanation}";
}
