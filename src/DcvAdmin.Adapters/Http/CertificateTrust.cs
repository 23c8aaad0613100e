using System;
using System.IO;
using System.Linq;
using System.Net.Http;
#if !NET
using System.Net.Security;
using System.Security.Authentication;
#endif
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DcvAdmin.Stores;

namespace DcvAdmin.Http;

/// <summary>HTTP handlers that verify certificates: against the authorities of a PEM file, or against the machine's trust store. There is no other mode.</summary>
internal static class CertificateTrust
{
    /// <summary>A handler without redirects or cookies.</summary>
    /// <param name="caFile">PEM file; the machine's trust store where null.</param>
    /// <exception cref="StoreException">The file cannot be read or holds no certificate.</exception>
    public static HttpMessageHandler CreateHandler(string? caFile)
    {
        var authorities = caFile is null ? null : ReadAuthorities(caFile);
#if NET
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        if (authorities is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        return handler;
#else
        return new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // The default of an older Windows PowerShell is TLS 1.0.
            SslProtocols = SslProtocols.Tls12,
            // Also where the machine decides: without a callback of its own a handler asks the one of ServicePointManager, and many a script sets that to trust everyone.
            ServerCertificateCustomValidationCallback = (_, certificate, _, errors) =>
                authorities is null ? errors == SslPolicyErrors.None : IsIssuedBy(authorities, certificate, errors),
        };
#endif
    }

    /// <summary>Whether a certificate leads to one of the authorities and is valid now; whose name it bears is another question.</summary>
    public static bool IsTrustedBy(X509Certificate2Collection authorities, X509Certificate2 certificate, X509Chain? shown)
    {
#if NET
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1", "Server Authentication"));
        if (shown is not null) chain.ChainPolicy.ExtraStore.AddRange(shown.ChainPolicy.ExtraStore);
        return chain.Build(certificate);
#else
        return IsIssuedBy(authorities, certificate, SslPolicyErrors.RemoteCertificateChainErrors);
#endif
    }

    /// <summary>What is wrong with a certificate's chain and dates when only these authorities count, one sentence; null where nothing is.</summary>
    /// <param name="authorities">The authorities.</param>
    /// <param name="certificate">The certificate.</param>
    /// <param name="shown">The chain that came with it, for the authorities between; null where none did.</param>
    public static string? FlawOfChain(X509Certificate2Collection authorities, X509Certificate2 certificate, X509Chain? shown)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1", "Server Authentication"));
        if (shown is not null)
        {
            foreach (var element in shown.ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }
#if NET
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
#else
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.ExtraStore.AddRange(authorities);
#endif
        var isBuilt = chain.Build(certificate);
#if !NET
        var root = chain.ChainElements[chain.ChainElements.Count - 1].Certificate;
        if (!authorities.Cast<X509Certificate2>().Any(authority => authority.RawData.SequenceEqual(root.RawData))) return "its chain does not end in one of these authorities.";
#endif
        return isBuilt ? null : string.Join(" ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()).Distinct());
    }

    /// <summary>Reads the certificates of a PEM file.</summary>
    /// <exception cref="StoreException">The file cannot be read or holds no certificate.</exception>
    public static X509Certificate2Collection ReadAuthorities(string caFile)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
#if NET
            authorities.ImportFromPemFile(caFile);
#else
            const string Begin = "-----BEGIN CERTIFICATE-----", End = "-----END CERTIFICATE-----";
            var text = File.ReadAllText(caFile);
            for (var start = text.IndexOf(Begin, StringComparison.Ordinal); start >= 0; start = text.IndexOf(Begin, start + 1, StringComparison.Ordinal))
            {
                var end = text.IndexOf(End, start, StringComparison.Ordinal);
                if (end < 0) break;
                authorities.Add(new X509Certificate2(Convert.FromBase64String(text.Substring(start + Begin.Length, end - start - Begin.Length))));
            }
#endif
            return authorities.Count > 0 ? authorities : throw Unusable(caFile, null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException or FormatException)
        {
            throw Unusable(caFile, failure);
        }
    }

    private static StoreException Unusable(string caFile, Exception? cause) => new(
        StoreFault.InvalidUri, $"The CA file {caFile} cannot be read as PEM certificates.", "Name the ca.pem file of the broker's data folder, or leave it out to use the machine's trust store.", cause);

#if !NET
    // .NET Framework has no custom trust store: build the chain with the authorities at hand and accept no fault but the one
    // that they are not in the machine's store, and that only when the chain ends in one of them.
    private static bool IsIssuedBy(X509Certificate2Collection authorities, X509Certificate2 certificate, SslPolicyErrors errors)
    {
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.ExtraStore.AddRange(authorities);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1", "Server Authentication"));
        if (!chain.Build(certificate)) return false;
        if (chain.ChainStatus.Any(status => status.Status is not (X509ChainStatusFlags.NoError or X509ChainStatusFlags.UntrustedRoot))) return false;
        var root = chain.ChainElements[chain.ChainElements.Count - 1].Certificate;
        return authorities.Cast<X509Certificate2>().Any(authority => authority.RawData.SequenceEqual(root.RawData));
    }
#endif
}
