using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DcvAdmin.Files;

namespace DcvAdmin.Broker.Tls;

/// <summary>
/// The broker's own certificate authority, in its data folder: made once for ten years, it signs a certificate of 90 days for this machine's
/// names, and a new one 30 days before that ends, or at a start with other names. ECDSA P-256 throughout, which every supported TLS client knows.
/// </summary>
internal sealed class OwnAuthority : ICertificateSource
{
    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);
    private static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    // Clients' clocks are not all right: a certificate that begins a day ago does not fail on the first of them.
    private static readonly TimeSpan Backdate = TimeSpan.FromDays(1);

    private readonly string _folder;
    private readonly string[] _names;
    private X509Certificate2? _served;

    /// <summary>Uses the authority in <paramref name="folder"/>, making folder and authority where they do not exist.</summary>
    public OwnAuthority(string folder, IReadOnlyList<string> extraNames)
    {
        _folder = folder;
        _names = [.. MachineNames().Concat(extraNames).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
    }

    public string AuthorityFile => Path.Combine(_folder, "ca.pem");

    private string AuthorityKeyFile => Path.Combine(_folder, "ca.key");

    private string ServerFile => Path.Combine(_folder, "server.pem");

    public IReadOnlyList<X509Certificate2>? Refresh(DateTimeOffset now)
    {
        if (_served is not null && now < ExpiryOf(_served) - RenewBefore) return null;

        PrivateFiles.CreateDirectory(_folder);
        using var authority = LoadOrMakeAuthority(now);
        // In the authority's last month a new certificate would end when the served one does.
        if (_served is not null && ExpiryOf(_served) >= ExpiryOf(authority)) return null;
        if (_served is null && LoadServer(authority, now) is { } stored) return [_served = stored];

        return [_served = MakeServer(authority, now)];
    }

    private static DateTimeOffset ExpiryOf(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);

    private static DateTimeOffset StartOf(X509Certificate2 certificate) => new(certificate.NotBefore.ToUniversalTime(), TimeSpan.Zero);

    private X509Certificate2 LoadOrMakeAuthority(DateTimeOffset now)
    {
        // The certificate is written last: a key without it is what a first start left behind that did not come to its end.
        if (!File.Exists(AuthorityFile) && !File.Exists(ServerFile)) return MakeAuthority(now);
        try
        {
            var authority = X509Certificate2.CreateFromPemFile(AuthorityFile, AuthorityKeyFile);
            if (now < StartOf(authority))
                throw new CertificateException($"The broker's certificate authority {AuthorityFile} begins on {authority.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC, which lies ahead: set this machine's clock, or move {_folder} away and give the new ca.pem to every DCV server.");
            if (now >= ExpiryOf(authority))
                throw new CertificateException($"The broker's certificate authority {AuthorityFile} ended on {authority.NotAfter:yyyy-MM-dd}: move {_folder} away, start again, and give the new ca.pem to every DCV server.");
            return authority;
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CertificateException($"The broker's certificate authority {AuthorityFile} or its key cannot be read: restore both files from a backup, or move {_folder} away and give the new ca.pem to every DCV server.", failure);
        }
    }

    private X509Certificate2 MakeAuthority(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // The name must differ between authorities, or a client that trusts two picks the wrong one.
        var distinct = Convert.ToHexString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, 4));
        var request = new CertificateRequest($"CN=DcvAdmin authority {distinct}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var authority = request.CreateSelfSigned(now - Backdate, now + AuthorityLifetime);

        // The key first: a certificate without its key would be a damaged authority, a key without a certificate is the trace of a crash in between.
        PrivateFiles.WriteAllText(AuthorityKeyFile, key.ExportPkcs8PrivateKeyPem() + "\n");
        PrivateFiles.WriteAllText(AuthorityFile, authority.ExportCertificatePem() + "\n");
        return authority;
    }

    private X509Certificate2? LoadServer(X509Certificate2 authority, DateTimeOffset now)
    {
        if (!File.Exists(ServerFile)) return null;
        try
        {
            var server = PrivateKeys.MadeUsable(X509Certificate2.CreateFromPemFile(ServerFile));
            var isRight = server.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData) && now < ExpiryOf(server) - RenewBefore && NamesOf(server).SetEquals(_names);
            if (isRight) return server;
            server.Dispose();
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or ArgumentException)
        {
            // Whatever is wrong with it, the authority signs a new one.
        }

        return null;
    }

    private X509Certificate2 MakeServer(X509Certificate2 authority, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=DcvAdmin broker", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in _names)
        {
            if (IPAddress.TryParse(name, out var address)) names.AddIpAddress(address);
            else names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "Server Authentication")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));

        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F;
        var authorityEnd = ExpiryOf(authority);
        var notAfter = now + ServerLifetime < authorityEnd ? now + ServerLifetime : authorityEnd;
        var notBefore = now - Backdate > StartOf(authority) ? now - Backdate : StartOf(authority);
        using var certificate = request.Create(authority, notBefore, notAfter, serial);
        PrivateFiles.WriteAllText(ServerFile, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return PrivateKeys.MadeUsable(certificate.CopyWithPrivateKey(key));
    }

    private static HashSet<string> NamesOf(X509Certificate2 certificate)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            names.UnionWith(extension.EnumerateDnsNames());
            names.UnionWith(extension.EnumerateIPAddresses().Select(address => address.ToString()));
        }

        return names;
    }

    private static IEnumerable<string> MachineNames()
    {
        yield return "localhost";
        yield return IPAddress.Loopback.ToString();
        yield return IPAddress.IPv6Loopback.ToString();
        yield return Environment.MachineName;

        var properties = IPGlobalProperties.GetIPGlobalProperties();
        if (properties.DomainName is { Length: > 0 } domain && domain != "(none)") yield return $"{properties.HostName}.{domain}";

        var addresses = NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => !IPAddress.IsLoopback(address) && (address.AddressFamily == AddressFamily.InterNetwork || !address.IsIPv6LinkLocal));
        foreach (var address in addresses) yield return address.ToString();
    }
}
