using System;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DcvAdmin.Adapters.Tests.Desktop;

/// <summary>An authority, and a server's certificate that an authority between issued, as files; the server sends both. With RSA keys, unlike the broker's own: Mono cannot follow a chain of elliptic ones.</summary>
internal sealed class RsaCertificates
{
    public RsaCertificates(string folder)
    {
        Directory.CreateDirectory(folder);
        CaFile = Path.Combine(folder, "ca.pem");
        CertificateFile = Path.Combine(folder, "server.pem");
        KeyFile = Path.Combine(folder, "server.key");

        var (start, end) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(5));
        using var authorityKey = RSA.Create(2048);
        var authorityRequest = Request($"CN=authority {Path.GetFileName(folder)}", authorityKey, isAuthority: true);
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        using var authority = authorityRequest.CreateSelfSigned(start, end);
        File.WriteAllText(CaFile, authority.ExportCertificatePem());

        using var betweenKey = RSA.Create(2048);
        var betweenRequest = Request($"CN=between {Path.GetFileName(folder)}", betweenKey, isAuthority: true);
        betweenRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        using var issuedBetween = betweenRequest.Create(authority, start, end, RandomNumberGenerator.GetBytes(8));
        using var between = issuedBetween.CopyWithPrivateKey(betweenKey);

        using var key = RSA.Create(2048);
        var request = Request("CN=server of a test", key, isAuthority: false);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var certificate = request.Create(between, start, end, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem() + "\n" + between.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public string CaFile { get; }

    public string CertificateFile { get; }

    public string KeyFile { get; }

    private static CertificateRequest Request(string subject, RSA key, bool isAuthority)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        return request;
    }
}
