using System;

namespace DcvAdmin.Diagnosis;

/// <summary>What is wrong with a certificate; several things may be.</summary>
[Flags]
public enum CertificateFlaws
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Its validity has not begun.</summary>
    NotYetValid = 1,

    /// <summary>Its validity has ended.</summary>
    Expired = 2,

    /// <summary>It was not issued for servers (extended key usage).</summary>
    WrongPurpose = 4,

    /// <summary>Who issued it is at hand neither in what the server sent nor among the authorities: an intermediate certificate is missing, or the authority itself.</summary>
    IncompleteChain = 8,

    /// <summary>Its chain leads to an authority that is not trusted.</summary>
    UnknownAuthority = 16,

    /// <summary>It names itself as its issuer, as the one that a DCV server makes at its first start, and is not itself trusted.</summary>
    SelfSigned = 32,

    /// <summary>It is for another host.</summary>
    WrongName = 64,

    /// <summary>Anything else; <see cref="ShownCertificate.Remark"/> says what.</summary>
    Other = 128,
}
