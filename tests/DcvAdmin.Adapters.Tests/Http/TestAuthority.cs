using System;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DcvAdmin.Adapters.Tests.Http;

/// <summary>A certificate authority of one test.</summary>
internal sealed class TestAuthority : IDisposable
{
    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2 _certificate;

    public TestAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _certificate = RequestFor(name, key).CreateSelfSigned(Start, End);
    }

    private TestAuthority(X509Certificate2 certificate) => _certificate = certificate;

    private static DateTimeOffset Start => DateTimeOffset.UtcNow.AddDays(-1);

    private static DateTimeOffset End => DateTimeOffset.UtcNow.AddDays(10);

    /// <summary>Without its key, as a server sends it.</summary>
    public X509Certificate2 Certificate => X509CertificateLoader.LoadCertificate(_certificate.RawData);

    /// <summary>An authority that this one vouches for.</summary>
    public TestAuthority IssueAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = RequestFor(name, key).Create(_certificate, Start, End.AddDays(-1), RandomNumberGenerator.GetBytes(8));
        return new TestAuthority(issued.CopyWithPrivateKey(key));
    }

    public string WriteTo(string path)
    {
        File.WriteAllText(path, _certificate.ExportCertificatePem());
        return path;
    }

    /// <summary>A server's certificate for 127.0.0.1, or for another DNS name alone.</summary>
    public X509Certificate2 Issue(string? onlyForName = null, DateTimeOffset? expiry = null, DateTimeOffset? start = null, string purpose = ServerAuthentication)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = ServerRequest("CN=server of a test", key, onlyForName, purpose).Create(_certificate, start ?? Start, expiry ?? DateTimeOffset.UtcNow.AddDays(5), RandomNumberGenerator.GetBytes(8));
        using var withKey = issued.CopyWithPrivateKey(key);
        return Servable(withKey);
    }

    /// <summary>A server's certificate that only its key vouches for.</summary>
    public static X509Certificate2 SelfSign(string subject = "CN=server of a test", DateTimeOffset? expiry = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = ServerRequest(subject, key, null, ServerAuthentication).CreateSelfSigned(Start, expiry ?? DateTimeOffset.UtcNow.AddDays(5));
        return Servable(made);
    }

    private static CertificateRequest RequestFor(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static CertificateRequest ServerRequest(string subject, ECDsa key, string? onlyForName, string purpose)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (onlyForName is null) names.AddIpAddress(IPAddress.Loopback);
        else names.AddDnsName(onlyForName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        return request;
    }

    // Schannel does not serve a key that lives in memory alone.
    private static X509Certificate2 Servable(X509Certificate2 withKey) => X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);

    public void Dispose() => _certificate.Dispose();
}
