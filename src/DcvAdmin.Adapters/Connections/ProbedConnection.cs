using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Http;

namespace DcvAdmin.Connections;

/// <summary>One TCP connection, then TLS and HTTP on it: all steps speak to the same server, and with the certificate that was looked at.</summary>
internal sealed class ProbedConnection(TcpClient client, string remoteAddress, string? caFile) : IProbedConnection
{
    private const int MaximumStatusLine = 1024;

    private SslStream? _stream;

    public string RemoteAddress { get; } = remoteAddress;

    public async Task<ServerCertificate> SecureAsync(ServerHost host, CancellationToken cancellationToken)
    {
        // Before the handshake: a file that cannot be read is no fault of the server.
        var authorities = caFile is null ? null : CertificateTrust.ReadAuthorities(caFile);
        ServerCertificate? shown = null;
        _stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, chain, errors) =>
        {
            if (certificate is not null) shown = Judge(certificate, chain, errors, authorities);
            // Any certificate will do: whoever answers gets no secret from a probe, and its caller says what the certificate is worth.
            return shown is not null;
        });
        try
        {
            await ConnectionProbe.Within(ConnectionProbe.Patience, HandshakeAsync(_stream, host), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException or TimeoutException)
        {
            throw new ProbeException($"{RemoteAddress} does not speak TLS with this machine.", "Check that the port is the web-port of a DCV server, and its setting ciphers.", failure);
        }

        return shown ?? throw new ProbeException($"{RemoteAddress} showed no certificate.", "Check that the port is the web-port of a DCV server.");
    }

    public async Task<int> GetAsync(ServerAddress server, string path, CancellationToken cancellationToken)
    {
        var stream = _stream ?? throw new InvalidOperationException("The connection is not secured yet.");
        try
        {
            var line = await ConnectionProbe.Within(ConnectionProbe.Patience, AskAsync(stream, $"GET {path} HTTP/1.1\r\nHost: {server}\r\nAccept: text/html\r\nConnection: close\r\n\r\n"), cancellationToken)
                .ConfigureAwait(false);
            var status = Regex.Match(line, "^HTTP/1\\.[01] (?<status>[1-5][0-9]{2})(?: |\r|\n)", RegexOptions.CultureInvariant);
            if (status.Success) return int.Parse(status.Groups["status"].Value, System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception failure) when (failure is IOException or TimeoutException)
        {
            throw NoAnswer(failure);
        }

        throw NoAnswer(null);
    }

    public void Dispose()
    {
        _stream?.Dispose();
        client.Dispose();
    }

    private static async Task<bool> HandshakeAsync(SslStream stream, ServerHost host)
    {
#if NET
        await stream.AuthenticateAsClientAsync(host.Value).ConfigureAwait(false);
#else
        // The default of an older Windows PowerShell is TLS 1.0.
        await stream.AuthenticateAsClientAsync(host.Value, null, SslProtocols.Tls12, checkCertificateRevocation: false).ConfigureAwait(false);
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

    private static ServerCertificate Judge(X509Certificate shown, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection? authorities)
    {
        using var certificate = new X509Certificate2(shown);
        return new ServerCertificate(
            certificate.Subject,
            BitConverter.ToString(Sha256(certificate.RawData)).Replace('-', ':'),
            certificate.NotAfter,
            certificate.Subject == certificate.Issuer,
            authorities is null ? (errors & SslPolicyErrors.RemoteCertificateChainErrors) == 0 : CertificateTrust.IsTrustedBy(authorities, certificate, chain),
            (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0);
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

    private ProbeException NoAnswer(Exception? cause) => new($"{RemoteAddress} does not answer a web request.", "Check that the port is the web-port of a DCV server, and its log server.log.", cause);
}
