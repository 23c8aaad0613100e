using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Verification;

/// <summary>The outcome of one verification: the reply for the DCV server, and the truth for log and admin.</summary>
/// <param name="UserName">The user of a yes; null for a no.</param>
/// <param name="Denial">The reason of a no; null for a yes.</param>
/// <param name="GrantId">The grant concerned, where the token has one.</param>
/// <param name="Failure">What kept the store from answering, or from recording a malformed request.</param>
public sealed record VerificationResult(string? UserName, DenialReason? Denial, TokenGrantId? GrantId, StoreException? Failure = null)
{
    /// <summary>True for a yes.</summary>
    public bool IsGranted => UserName is not null;

    /// <summary>The bytes to answer with.</summary>
    public byte[] ToReply() => UserName is null ? AuthReply.Deny() : AuthReply.Grant(UserName);
}
