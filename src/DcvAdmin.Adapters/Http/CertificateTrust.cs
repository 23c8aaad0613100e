using System;
using System.IO;
using System.Net;
using System.Net.Http;
#if !NET
using System.Net.Security;
using System.Security.Authentication;
#endif
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DcvAdmin.Hosts;
using DcvAdmin.Stores;

namespace DcvAdmin.Http;

/// <summary>HTTP handlers that verify certificates: against the authorities of a PEM file, or against the machine's trust store. There is no other mode.</summary>
internal static class CertificateTrust
{
    // A bundle of every public authority is a quarter of this.
    private const int MaximumBytes = 1024 * 1024;

    /// <summary>A handler without redirects or cookies.</summary>
    /// <param name="caFile">PEM file; the machine's trust store where null.</param>
    /// <param name="proxy">The proxy; null for the one of the environment or the machine.</param>
    /// <param name="usesProxy">Whether any proxy is used.</param>
    /// <exception cref="StoreException">The file cannot be read or holds no certificate.</exception>
    public static HttpMessageHandler CreateHandler(string? caFile, IWebProxy? proxy = null, bool usesProxy = true)
    {
        var authorities = caFile is null ? null : ReadAuthorities(caFile);
#if NET
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), UseProxy = usesProxy, Proxy = proxy };
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
            UseProxy = usesProxy,
            Proxy = usesProxy ? proxy : null,
            // .NET Framework allows two by default.
            MaxConnectionsPerServer = 64,
            // The default of an older Windows PowerShell is TLS 1.0.
            SslProtocols = SslProtocols.Tls12,
            // Also where the machine decides: without a callback of its own a handler asks the one of ServicePointManager, and many a script sets that to trust everyone.
            ServerCertificateCustomValidationCallback = (_, certificate, chain, errors) =>
                authorities is null ? errors == SslPolicyErrors.None : CertificateJudgement.Accepts(certificate, chain, errors, authorities),
        };
#endif
    }

    /// <summary>Reads the certificates of a PEM file.</summary>
    /// <exception cref="StoreException">The file cannot be read or holds no certificate.</exception>
    public static X509Certificate2Collection ReadAuthorities(string caFile)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            // A pipe would keep whoever opens it, and no Ctrl+C would end that.
            var text = Encoding.UTF8.GetString(RegularFile.ReadAllBytes(caFile, MaximumBytes));
#if NET
            authorities.ImportFromPem(text);
#else
            const string Begin = "-----BEGIN CERTIFICATE-----", End = "-----END CERTIFICATE-----";
            for (var start = text.IndexOf(Begin, StringComparison.Ordinal); start >= 0; start = text.IndexOf(Begin, start + 1, StringComparison.Ordinal))
            {
                var end = text.IndexOf(End, start, StringComparison.Ordinal);
                if (end < 0) break;
                authorities.Add(new X509Certificate2(Convert.FromBase64String(text.Substring(start + Begin.Length, end - start - Begin.Length))));
            }
#endif
            return authorities.Count > 0 ? authorities : throw Unusable(caFile, null);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException or CryptographicException or FormatException)
        {
            throw Unusable(caFile, failure);
        }
    }

    private static StoreException Unusable(string caFile, Exception? cause) => new(
        StoreFault.InvalidUri, $"The CA file {caFile} cannot be read as PEM certificates.", "Name the ca.pem file of the broker's data folder, or leave it out to use the machine's trust store.", cause);
}
