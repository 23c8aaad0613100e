using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Diagnosis;
using DcvAdmin.Http;

namespace DcvAdmin.Network;

/// <summary>One TCP connection, then TLS and HTTP on it: all steps speak to the same server, and with the certificate that was looked at.</summary>
internal sealed class ProbedConnection(TcpClient client, string remoteAddress, Patience patience) : IProbedConnection
{
    private const int MaximumStatusLine = 1024;

    private SslStream? _stream;

    public string RemoteAddress { get; } = remoteAddress;

    public async Task<ShownCertificate> SecureAsync(string host, TrustedAuthorities authorities, CancellationToken cancellationToken)
    {
        ShownCertificate? shown = null;
        _stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, chain, errors) =>
        {
            if (certificate is not null) shown = Judge(certificate, chain, errors, authorities);
            // Any certificate will do: whoever answers gets no secret from a probe, and its caller says what the certificate is worth.
            return shown is not null;
        });
        try
        {
            await patience.WaitAsync(HandshakeAsync(_stream, host), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException or SocketException or CryptographicException or TimeoutException)
        {
            throw new ProbeException(ProbeFault.NoHandshake, failure.GetBaseException().Message, failure);
        }

        return shown ?? throw new ProbeException(ProbeFault.NoHandshake, "it showed no certificate");
    }

    public async Task<int> GetAsync(string authority, string path, CancellationToken cancellationToken)
    {
        var stream = _stream ?? throw new InvalidOperationException("The connection is not secured yet.");
        string line;
        try
        {
            line = await patience.WaitAsync(AskAsync(stream, $"GET {path} HTTP/1.1\r\nHost: {authority}\r\nAccept: text/html\r\nConnection: close\r\n\r\n"), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or TimeoutException)
        {
            throw new ProbeException(ProbeFault.NoWebAnswer, failure.GetBaseException().Message, failure);
        }

        if (line.Length == 0) throw new ProbeException(ProbeFault.NoWebAnswer, "it hung up without a word");
        var status = Regex.Match(line, "^HTTP/1\\.[01] (?<status>[1-5][0-9]{2})(?: |\r|\n)", RegexOptions.CultureInvariant);
        return status.Success ? int.Parse(status.Groups["status"].Value, CultureInfo.InvariantCulture) : throw new ProbeException(ProbeFault.NoWebAnswer, "its answer is not HTTP");
    }

    public void Dispose()
    {
        _stream?.Dispose();
        client.Dispose();
    }

    private static async Task<bool> HandshakeAsync(SslStream stream, string host)
    {
#if NET
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = host,
            // The judgement is made elsewhere: here only the names are compared, and nothing is fetched from where the certificate says.
            CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
        }).ConfigureAwait(false);
#else
        // The default of an older Windows PowerShell is TLS 1.0.
        await stream.AuthenticateAsClientAsync(host, null, SslProtocols.Tls12, checkCertificateRevocation: false).ConfigureAwait(false);
#endif
        return true;
    }

    private static async Task<string> AskAsync(SslStream stream, string request)
    {
        var bytes = Encoding.ASCII.GetBytes(request);
        await stream.WriteAsync(bytes, 0, bytes.Length).ConfigureAwait(false);
        var buffer = new byte[MaximumStatusLine];
        var count = 0;
        while (count < buffer.Length && Array.IndexOf(buffer, (byte)'\n', 0, count) < 0)
        {
            var read = await stream.ReadAsync(buffer, count, buffer.Length - count).ConfigureAwait(false);
            if (read == 0) break;
            count += read;
        }

        return Encoding.ASCII.GetString(buffer, 0, count);
    }

    private static ShownCertificate Judge(X509Certificate shown, X509Chain? chain, SslPolicyErrors errors, TrustedAuthorities authorities)
    {
        using var certificate = new X509Certificate2(shown);
        var (flaws, remark) = FlawsOf(certificate, chain, authorities);
        if ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0) flaws |= CertificateFlaws.WrongName;
        return new ShownCertificate
        {
            Subject = certificate.Subject,
            Issuer = certificate.Issuer,
            Fingerprint = BitConverter.ToString(Sha256(certificate.RawData)).Replace('-', ':'),
            NotBefore = certificate.NotBefore,
            NotAfter = certificate.NotAfter,
            Raw = certificate.RawData,
            Flaws = flaws,
            Remark = remark,
        };
    }

    /// <summary>Where the machine's authorities and others count, the judgement of those is taken that know the certificate's authority.</summary>
    private static (CertificateFlaws Flaws, string Remark) FlawsOf(X509Certificate2 certificate, X509Chain? chain, TrustedAuthorities authorities)
    {
        const CertificateFlaws Untrusted = CertificateFlaws.IncompleteChain | CertificateFlaws.UnknownAuthority | CertificateFlaws.SelfSigned;
        var ofMachine = authorities.IncludesMachine ? CertificateJudgement.Of(certificate, chain, null) : default((CertificateFlaws Flaws, string Remark)?);
        if (ofMachine is { } known && (authorities.Certificates.Count == 0 || (known.Flaws & Untrusted) == 0)) return known;
        var named = new X509Certificate2Collection();
        try
        {
            foreach (var raw in authorities.Certificates) named.Add(Load(raw));
            return CertificateJudgement.Of(certificate, chain, named);
        }
        finally
        {
            foreach (var authority in named.Cast<X509Certificate2>()) authority.Dispose();
        }
    }

    private static X509Certificate2 Load(byte[] raw)
    {
#if NET9_0_OR_GREATER
        return X509CertificateLoader.LoadCertificate(raw);
#else
        return new X509Certificate2(raw);
#endif
    }

    private static byte[] Sha256(byte[] bytes)
    {
#if NET
        return SHA256.HashData(bytes);
#else
        using var sha256 = SHA256.Create();
        return sha256.ComputeHash(bytes);
#endif
    }
}
