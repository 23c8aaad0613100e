using System;

namespace DcvAdmin.Connections;

/// <summary>The certificate that a server showed, and what is to be held of it.</summary>
/// <param name="Subject">Whose it says it is.</param>
/// <param name="Fingerprint">SHA-256 over the certificate, upper-case hexadecimal bytes with colons.</param>
/// <param name="ExpiresAt">The end of its validity.</param>
/// <param name="IsSelfSigned">It names itself as its issuer, as the one that a DCV server makes at its first start.</param>
/// <param name="IsTrusted">It leads to an authority that is trusted, and is valid now.</param>
/// <param name="IsForHost">It is for the host that was asked.</param>
public sealed record ServerCertificate(string Subject, string Fingerprint, DateTimeOffset ExpiresAt, bool IsSelfSigned, bool IsTrusted, bool IsForHost);
