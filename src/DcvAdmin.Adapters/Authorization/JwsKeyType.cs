namespace DcvAdmin.Authorization;

/// <summary>The types of key (<c>kty</c>) that verify. Symmetric ones do not.</summary>
internal enum JwsKeyType
{
    Rsa,
    EllipticCurve,
}
