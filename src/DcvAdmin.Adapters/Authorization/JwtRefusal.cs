namespace DcvAdmin.Authorization;

/// <summary>Why a token is not accepted: for logs and metrics. Who presented it is told no more than that it is not valid.</summary>
public enum JwtRefusal
{
    /// <summary>It is accepted.</summary>
    None,

    /// <summary>It is longer than allowed.</summary>
    TooLong,

    /// <summary>It is not three parts of base64url, or its header is not what RFC 7515 asks for.</summary>
    Malformed,

    /// <summary>Its header has <c>crit</c>: it asks for an extension to be understood, and none is.</summary>
    UnsupportedHeader,

    /// <summary>Its <c>alg</c> is not one of those allowed.</summary>
    AlgorithmNotAllowed,

    /// <summary>There are no keys to verify with, as the provider cannot be reached.</summary>
    KeysUnavailable,

    /// <summary>It does not name its key, and must.</summary>
    NoKeyId,

    /// <summary>The issuer has no key of this <c>kid</c>, or the token has none and no key fits its algorithm.</summary>
    UnknownKey,

    /// <summary>More than one key could be meant.</summary>
    AmbiguousKey,

    /// <summary>The key of this <c>kid</c> is not for this algorithm, not for signatures, too weak or damaged.</summary>
    KeyDoesNotFit,

    /// <summary>The signature is not that of the key.</summary>
    BadSignature,

    /// <summary>The issuer signed what is not a JSON object in which every name stands once, or what has dates that are none.</summary>
    MalformedClaims,

    /// <summary><c>typ</c> is another.</summary>
    WrongType,

    /// <summary><c>iss</c> is another.</summary>
    WrongIssuer,

    /// <summary>It is for somebody else.</summary>
    WrongAudience,

    /// <summary><c>token_use</c> is another.</summary>
    WrongTokenUse,

    /// <summary>It has ended.</summary>
    Expired,

    /// <summary><c>nbf</c> or <c>iat</c> is to come.</summary>
    NotYetValid,

    /// <summary>It is valid for longer than allowed, or does not say since when.</summary>
    LivesTooLong,
}
