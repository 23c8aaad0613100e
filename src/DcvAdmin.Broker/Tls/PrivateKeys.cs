using System;
using System.Security.Cryptography.X509Certificates;

namespace DcvAdmin.Broker.Tls;

/// <summary>Works around a limit of Windows: its TLS does not take keys that live in memory alone.</summary>
internal static class PrivateKeys
{
    public static X509Certificate2 MadeUsable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows()) return certificate;
        using (certificate)
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }
}
