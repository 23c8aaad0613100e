namespace DcvAdmin.Authorization;

/// <summary>The claim that says for whom a token is.</summary>
public enum JwtAudienceClaim
{
    /// <summary><c>aud</c> (RFC 7519 4.1.3).</summary>
    Audience,

    /// <summary><c>client_id</c>: access tokens of Amazon Cognito name the app client there and have no <c>aud</c>.</summary>
    ClientId,
}
