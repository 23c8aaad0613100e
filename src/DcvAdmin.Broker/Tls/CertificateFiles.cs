using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DcvAdmin.Broker.Tls;

/// <summary>A certificate of the admin's own: PEM (leaf first, then its chain) with a key, or PFX. It is read again when a file changes.</summary>
internal sealed class CertificateFiles(string certificateFile, string? keyFile, string? passwordFile) : ICertificateSource
{
    // Of the content, not the time: a link may change its target, and a copied file may bring an old time with it.
    private byte[] _lastRead = [];

    public string? AuthorityFile => null;

    public IReadOnlyList<X509Certificate2>? Refresh(DateTimeOffset now)
    {
        var content = HashOfFiles();
        if (content.AsSpan().SequenceEqual(_lastRead)) return null;

        var chain = Load();
        var leaf = chain[0];
        if (!leaf.HasPrivateKey) throw new CertificateException($"The certificate {certificateFile} has no private key: name the key with TlsKeyFile.");
        if (leaf.NotAfter.ToUniversalTime() <= now.UtcDateTime) throw new CertificateException($"The certificate {certificateFile} ended on {leaf.NotAfter:yyyy-MM-dd}: renew it.");
        if (leaf.NotBefore.ToUniversalTime() > now.UtcDateTime) throw new CertificateException($"The certificate {certificateFile} begins on {leaf.NotBefore:yyyy-MM-dd}: check this machine's clock.");
        // Only a certificate that can be served counts as read: a half-written file is tried again.
        _lastRead = content;
        return chain;
    }

    private byte[] HashOfFiles()
    {
        string?[] files = [certificateFile, keyFile, passwordFile];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.OfType<string>()) hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        return hash.GetHashAndReset();
    }

    private List<X509Certificate2> Load()
    {
        try
        {
            var password = passwordFile is null ? null : File.ReadLines(passwordFile).FirstOrDefault();
            if (X509Certificate2.GetCertContentType(certificateFile) == X509ContentType.Pkcs12)
            {
                var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(certificateFile, password);
                var leaf = all.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new CertificateException($"The file {certificateFile} holds no certificate with a private key.");
                return [leaf, .. all.Where(certificate => !ReferenceEquals(certificate, leaf))];
            }

            var withKey = password is null
                ? X509Certificate2.CreateFromPemFile(certificateFile, keyFile)
                : X509Certificate2.CreateFromEncryptedPemFile(certificateFile, password, keyFile);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificateFile);
            return [PrivateKeys.MadeUsable(withKey), .. chain.Skip(1)];
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CertificateException($"The certificate {certificateFile} or its key cannot be used: {failure.Message} Check that both are of one pair and that the password file is right.", failure);
        }
    }
}
