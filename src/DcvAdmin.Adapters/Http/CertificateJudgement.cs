using System;
using System.Collections.Generic;
using System.Linq;
#if !NET
using System.Net.Security;
#endif
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DcvAdmin.Diagnosis;

namespace DcvAdmin.Http;

/// <summary>The one judgement of a server's certificate: its dates, its purpose and its chain. Whose name it bears is another question.</summary>
internal static class CertificateJudgement
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string AnyPurpose = "2.5.29.37.0";

    /// <summary>What is wrong with a certificate, and the operating system's words for what has no name here.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="shown">The chain that came with it, for the authorities between; null where none did.</param>
    /// <param name="authorities">The authorities that count, none but these; null for those of the machine.</param>
    public static (CertificateFlaws Flaws, string Remark) Of(X509Certificate2 certificate, X509Chain? shown, X509Certificate2Collection? authorities)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        var now = DateTime.Now;
        policy.VerificationTime = now;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        var sent = SentWith(shown).ToArray();
        policy.ExtraStore.AddRange(sent);
#if NET
        // A server must send its chain: clients that fetch what is missing are few, and who is not trusted does not say what is fetched.
        policy.DisableCertificateDownloads = true;
        if (authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }
#else
        if (authorities is not null)
        {
            // .NET Framework has no trust store of one's own: that the root is not in the machine's is no fault where it is one of the authorities.
            policy.ExtraStore.AddRange(authorities);
            policy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        }
#endif
        var isBuilt = chain.Build(certificate);
        var elements = chain.ChainElements.Cast<X509ChainElement>().Select(element => element.Certificate).ToArray();
        var flaws = FlawsOfDates(certificate, now) | FlawsOfPurpose(certificate);
        var remarks = new List<string>();
        var isTrusted = true;
        foreach (var status in chain.ChainStatus)
        {
            switch (status.Status)
            {
                case X509ChainStatusFlags.NoError:
                case X509ChainStatusFlags.NotTimeValid when (flaws & (CertificateFlaws.NotYetValid | CertificateFlaws.Expired)) != 0:
                    break;
                case X509ChainStatusFlags.NotValidForUsage:
                    flaws |= CertificateFlaws.WrongPurpose;
                    break;
#if !NET
                case X509ChainStatusFlags.UntrustedRoot when authorities is not null && EndsInOneOf(authorities, elements):
                    break;
#endif
                case X509ChainStatusFlags.UntrustedRoot:
                case X509ChainStatusFlags.PartialChain:
                case X509ChainStatusFlags.NotSignatureValid:
                    isTrusted = false;
                    break;
                default:
                    remarks.Add(status.StatusInformation.Trim());
                    break;
            }
        }

#if !NET
        // That the root is in the machine's store is no merit, either.
        if (authorities is not null && !EndsInOneOf(authorities, elements)) isTrusted = false;
#endif
        if (!isTrusted) flaws |= FlawOfAuthority(certificate, elements, [.. sent, .. authorities?.Cast<X509Certificate2>() ?? []]);
        // Whatever the system refuses without a word is refused here.
        if (!isBuilt && flaws == CertificateFlaws.None && remarks.Count == 0) remarks.Add("it is refused");
        if (remarks.Count > 0) flaws |= CertificateFlaws.Other;
        return (flaws, string.Join(" ", remarks.Distinct()));
    }

#if !NET
    /// <summary>Whether a handshake may go on, for the callbacks of .NET Framework, which hand over everything that the policy could not say.</summary>
    public static bool Accepts(X509Certificate2? certificate, X509Chain? shown, SslPolicyErrors errors, X509Certificate2Collection authorities) =>
        certificate is not null && (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && Of(certificate, shown, authorities).Flaws == CertificateFlaws.None;

    private static bool EndsInOneOf(X509Certificate2Collection authorities, X509Certificate2[] elements) =>
        elements.Length > 0 && authorities.Cast<X509Certificate2>().Any(authority => authority.RawData.SequenceEqual(elements[elements.Length - 1].RawData));
#endif

    private static IEnumerable<X509Certificate2> SentWith(X509Chain? shown)
    {
        if (shown is null) return [];
        // What was sent stands in the one; on some frameworks only what was used of it, in the other.
        return shown.ChainPolicy.ExtraStore.Cast<X509Certificate2>().Concat(shown.ChainElements.Cast<X509ChainElement>().Select(element => element.Certificate));
    }

    private static CertificateFlaws FlawsOfDates(X509Certificate2 certificate, DateTime now) =>
        now < certificate.NotBefore ? CertificateFlaws.NotYetValid : now > certificate.NotAfter ? CertificateFlaws.Expired : CertificateFlaws.None;

    // The chain is asked for it, too, but Mono's does not look.
    private static CertificateFlaws FlawsOfPurpose(X509Certificate2 certificate)
    {
        foreach (var purposes in certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>())
        {
            if (!purposes.EnhancedKeyUsages.Cast<Oid>().Any(purpose => purpose.Value is ServerAuthentication or AnyPurpose)) return CertificateFlaws.WrongPurpose;
        }

        return CertificateFlaws.None;
    }

    private static CertificateFlaws FlawOfAuthority(X509Certificate2 certificate, X509Certificate2[] elements, IEnumerable<X509Certificate2> atHand)
    {
        if (IsSelfIssued(certificate)) return CertificateFlaws.SelfSigned;
        // How far the chain came: to a root that is not trusted, to an authority between, or to an issuer that is at hand by name and is not the one that counts.
        var last = elements.Length > 0 ? elements[elements.Length - 1] : certificate;
        var isIssuerAtHand = atHand.Any(issuer => issuer.SubjectName.RawData.SequenceEqual(last.IssuerName.RawData));
        return isIssuerAtHand || elements.Length > 1 ? CertificateFlaws.UnknownAuthority : CertificateFlaws.IncompleteChain;
    }

    private static bool IsSelfIssued(X509Certificate2 certificate) => certificate.SubjectName.RawData.SequenceEqual(certificate.IssuerName.RawData);
}
