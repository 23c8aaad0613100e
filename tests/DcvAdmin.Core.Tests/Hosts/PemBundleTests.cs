using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DcvAdmin.Hosts;

namespace DcvAdmin.Core.Tests.Hosts;

public sealed class PemBundleTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private static string Authority { get; } = Pem(Now.AddDays(-1), Now.AddDays(1), isAuthority: true);

    [Fact]
    public void Authorities_are_found_among_comments_of_any_kind()
    {
        var bundle = PemBundle.TryRead(Encoding.UTF8.GetBytes($"# Főtanúsítvány\r\n{Authority}\n\nSubject: x\n{Authority.Replace("\n", "\r\n", StringComparison.Ordinal)}"))!;
        Assert.Equal((2, false), (bundle.Count, bundle.HasPrivateKey));
        Assert.Empty(bundle.DoubtsAt(Now));
    }

    [Fact]
    public void What_OpenSSL_would_not_find_is_none()
    {
        Assert.Null(PemBundle.TryRead([]));
        Assert.Null(PemBundle.TryRead("no certificate"u8.ToArray()));
        Assert.Null(PemBundle.TryRead([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Authority)]));
        Assert.Null(PemBundle.TryRead(Encoding.BigEndianUnicode.GetBytes(Authority)));
        Assert.Null(PemBundle.TryRead([0xEF, 0xBB, 0xBF, .. Encoding.ASCII.GetBytes(Authority)]));
        Assert.Null(PemBundle.TryRead(Encoding.ASCII.GetBytes("  " + Authority)));
    }

    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\n-----END PRIVATE KEY-----\n")]
    public void One_that_is_damaged_spoils_all(string damaged) => Assert.Null(PemBundle.TryRead(Encoding.ASCII.GetBytes(Authority + "\n" + damaged)));

    [Fact]
    public void What_is_doubtful_is_named()
    {
        Assert.Contains("expired", Assert.Single(Doubts(Pem(Now.AddDays(-2), Now.AddDays(-1), isAuthority: true))), StringComparison.Ordinal);
        Assert.Contains("not valid yet", Assert.Single(Doubts(Pem(Now.AddDays(1), Now.AddDays(2), isAuthority: true))), StringComparison.Ordinal);
        Assert.Contains("none of an authority", Assert.Single(Doubts(Pem(Now.AddDays(-1), Now.AddDays(1), isAuthority: false))), StringComparison.Ordinal);
        Assert.Empty(Doubts(Pem(Now.AddDays(-1), Now.AddDays(1), isAuthority: null)));
        using var key = RSA.Create(2048);
        Assert.Contains("private key", Assert.Single(Doubts(Authority + "\n" + key.ExportPkcs8PrivateKeyPem())), StringComparison.Ordinal);
    }

    private static string[] Doubts(string pem) => [.. PemBundle.TryRead(Encoding.ASCII.GetBytes(pem))!.DoubtsAt(Now)];

    private static string Pem(DateTimeOffset from, DateTimeOffset to, bool? isAuthority)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (isAuthority is { } said) request.CertificateExtensions.Add(new X509BasicConstraintsExtension(said, false, 0, true));
        using var certificate = request.CreateSelfSigned(from, to);
        return certificate.ExportCertificatePem();
    }
}
