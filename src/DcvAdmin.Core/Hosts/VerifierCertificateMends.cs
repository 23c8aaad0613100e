using System.Collections.Generic;
using DcvAdmin.Diagnosis;

namespace DcvAdmin.Hosts;

/// <summary>What mends the certificate of a verifier: an act at the verifier, or a command at the DCV server that asks it.</summary>
internal static class VerifierCertificateMends
{
    /// <param name="shown">A certificate with flaws.</param>
    /// <param name="mend">Writes commands.</param>
    /// <param name="isLoose">Whether the DCV server checks loosely, which a command then ends.</param>
    public static string Of(ShownCertificate shown, VerifierMend mend, bool isLoose)
    {
        var mends = new List<string>();
        if (shown.Has(CertificateFlaws.NotYetValid)) mends.Add("Set the clocks of both machines right, or wait until it is valid");
        if (shown.Has(CertificateFlaws.Expired)) mends.Add("Renew the verifier's certificate");
        if (shown.Has(CertificateFlaws.WrongPurpose)) mends.Add("Give the verifier a certificate with the extended key usage Server Authentication");
        if (shown.Has(CertificateFlaws.IncompleteChain)) mends.Add("Have the verifier send the intermediate certificates behind its own, or trust the authority that issued it");
        if (shown.Has(CertificateFlaws.Other)) mends.Add("Look at the verifier's certificate and its chain");
        var isUntrusted = shown.Has(CertificateFlaws.IncompleteChain | CertificateFlaws.SelfSigned | CertificateFlaws.UnknownAuthority);
        var address = shown.Has(CertificateFlaws.WrongName) ? VerifierMend.AnyNamedAddress : null;
        if (isUntrusted || address is not null || isLoose) mends.Add(mend.Set(address, isUntrusted ? VerifierMend.AnyCaFile : null, isStrict: isLoose));
        return string.Join("; ", mends);
    }
}
