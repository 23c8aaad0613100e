using System;

namespace DcvAdmin.Tokens;

/// <summary>A token that was just issued. This object is the only place where the secret can be read; the store keeps a hash.</summary>
public sealed class DcvAuthToken
{
    private readonly AuthToken _secret;

    internal DcvAuthToken(AuthToken secret, TokenGrantSummary grant, string? hostName = null)
    {
        _secret = secret;
        Grant = grant;
        HostName = hostName;
    }

    /// <summary>The public id, for Get-DcvAuthToken and Revoke-DcvAuthToken.</summary>
    public string Id => Grant.Id;

    /// <summary>The user the token lets in.</summary>
    public string UserName => Grant.UserName;

    /// <summary>The DCV session it opens.</summary>
    public string SessionId => Grant.SessionId;

    /// <summary>The DCV server that was named when it was issued; null where none was.</summary>
    public string? HostName { get; }

    /// <summary>The secret itself.</summary>
    public string Token => _secret.Reveal();

    /// <summary>First instant at which it is not valid any more.</summary>
    public DateTimeOffset ExpiresAt => Grant.ExpiresAt;

    /// <summary>First instant at which it is valid.</summary>
    public DateTimeOffset NotBefore => Grant.NotBefore;

    /// <summary>When it was issued.</summary>
    public DateTimeOffset IssuedAt => Grant.IssuedAt;

    /// <summary>How often and from where it may be used.</summary>
    public TokenUsePolicy UsePolicy => Grant.UsePolicy;

    /// <summary>A mark for bulk work.</summary>
    public string? Label => Grant.Label;

    /// <summary>Who issued it.</summary>
    public string Issuer => Grant.Issuer;

    internal TokenGrantSummary Grant { get; }

    internal AuthToken Secret => _secret;

    /// <summary>Names the token without showing it: id, user and session.</summary>
    public override string ToString() => Grant.ToString();
}
