using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Http;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Hosts;

/// <summary>Looks at the way to a verifier with this machine's own means.</summary>
internal sealed class VerifierProbe(Func<DateTimeOffset> clock) : IVerifierProbe
{
    // What a healthy network does in milliseconds; a firewall that drops packets makes each of them the whole wait.
    private static readonly TimeSpan NetworkLimit = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<string>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await WithinAsync(Task.Run(() => Dns.GetHostAddresses(host), cancellationToken), $"{host} was not resolved", cancellationToken).ConfigureAwait(false);
            return [.. addresses.Select(address => address.ToString())];
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            throw new HostException(HostFault.NotFound, $"The name {host} does not resolve: {failure.Message}", "Correct DNS or the hosts file, or set the address with a name that resolves.", failure);
        }
    }

    public async Task ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var client = await OpenAsync(host, port, cancellationToken).ConfigureAwait(false);
    }

    public async Task<CertificateFinding> LookAtCertificateAsync(Uri verifier, string? caFile, CancellationToken cancellationToken)
    {
        var authorities = caFile is null ? null : ReadAuthorities(caFile);
        CertificateFinding? finding = null;
        using var client = await OpenAsync(verifier.DnsSafeHost, verifier.Port, cancellationToken).ConfigureAwait(false);
        // Every certificate is taken: it is looked at, and nothing is sent to who showed it.
        using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, chain, errors) =>
        {
            finding = certificate is null ? null : Judge(certificate, chain, errors, authorities);
            return certificate is not null;
        });
        try
        {
            // The default of an older Windows PowerShell is TLS 1.0.
            await WithinAsync(HandshakeAsync(stream, verifier.DnsSafeHost), $"{verifier.Authority} did not finish the TLS handshake", cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or AuthenticationException or SocketException)
        {
            throw new HostException(HostFault.Unavailable, $"{verifier.Authority} takes the connection but makes no TLS handshake: {failure.GetBaseException().Message}",
                "Check that the port is that of the verifier, and whether it speaks https.", failure);
        }

        return finding ?? throw new HostException(HostFault.Unavailable, $"{verifier.Authority} showed no certificate.", "Check that the port is that of the verifier.");
    }

    public async Task<ProbeReply> AskAsync(Uri verifier, byte[]? certificate, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(CreateHandler(certificate)) { Timeout = limit, MaxResponseContentBufferSize = 4 * AuthReply.MaximumCharacters };
        client.DefaultRequestHeaders.ExpectContinue = false;
        var token = AuthToken.Generate(bytes =>
        {
            using var random = RandomNumberGenerator.Create();
            random.GetBytes(bytes);
        });
        using var content = new StringContent(VerificationForm.Write(new VerificationRequest("console", token, ClientAddress.Parse("127.0.0.1"))), Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue(VerificationForm.MediaType);
        try
        {
            var before = clock();
            using var response = await client.PostAsync(verifier, content, cancellationToken).ConfigureAwait(false);
            var now = before + TimeSpan.FromTicks((clock() - before).Ticks / 2);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new HostException(HostFault.Unavailable, $"The verifier answered with HTTP status {(int)response.StatusCode}.",
                    "Check the path of the address: that of a broker is /agent/validate-authentication-token.");
            }

            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return AuthReply.TryRead(Encoding.UTF8.GetString(bytes), out var reply)
                ? new ProbeReply(reply.IsGranted, reply.Text, OffsetOf(response.Headers.Date, now), clock() - before)
                : throw new HostException(HostFault.Damaged, "The answer is not the XML a DCV server expects.", "Check that the address is that of a token verifier.");
        }
        catch (Exception failure) when (HttpFaults.IsConnectionFault(failure, cancellationToken))
        {
            throw new HostException(HostFault.Unavailable, $"The verifier did not answer: {failure.GetBaseException().Message}", "Look at the log of the verifier.", failure);
        }
    }

    /// <summary>A handler for one certificate alone, which was judged before: a verifier that is not trusted is asked, too, where the DCV server would ask it.</summary>
#if NET
    private static SocketsHttpHandler CreateHandler(byte[]? certificate)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => IsSame(shown, certificate);
        return handler;
    }
#else
    private static HttpClientHandler CreateHandler(byte[]? certificate) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        SslProtocols = SslProtocols.Tls12,
        ServerCertificateCustomValidationCallback = (_, shown, _, _) => IsSame(shown, certificate),
    };
#endif

    private static bool IsSame(X509Certificate? shown, byte[]? expected) => shown is not null && expected is not null && shown.GetRawCertData().SequenceEqual(expected);

    // The header has whole seconds, cut off: half a second is the middle of what it can mean.
    private static TimeSpan? OffsetOf(DateTimeOffset? date, DateTimeOffset now) => date is { } said ? said + TimeSpan.FromSeconds(0.5) - now : null;

    private static Task HandshakeAsync(SslStream stream, string host) =>
#if NET
        stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host });
#else
        stream.AuthenticateAsClientAsync(host, null, SslProtocols.Tls12, checkCertificateRevocation: false);
#endif

    private static X509Certificate2Collection ReadAuthorities(string caFile)
    {
        try
        {
            return CertificateTrust.ReadAuthorities(caFile);
        }
        catch (StoreException failure)
        {
            throw new HostException(HostFault.Damaged, $"The CA file {caFile} cannot be read as PEM certificates.", "Set-DcvTokenVerifier -CaFile <ca.pem of the verifier> -Restart", failure);
        }
    }

    private static CertificateFinding Judge(X509Certificate shown, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection? authorities)
    {
        using var certificate = new X509Certificate2(shown);
        var flaws = new List<string>();
        if ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0) flaws.Add("it is for another name.");
        if (authorities is null)
        {
            if ((errors & SslPolicyErrors.RemoteCertificateChainErrors) != 0) flaws.AddRange(StatusOf(chain));
        }
        else if (CertificateTrust.FlawOfChain(authorities, certificate, chain) is { } flaw)
        {
            flaws.Add(flaw);
        }

        return new CertificateFinding(certificate.Subject, certificate.Issuer, flaws.Count == 0 ? null : string.Join(" ", flaws), certificate.RawData);
    }

    private static IEnumerable<string> StatusOf(X509Chain? chain) =>
        chain is { ChainStatus.Length: > 0 } ? chain.ChainStatus.Select(status => status.StatusInformation.Trim()).Distinct() : ["its chain does not end in a trusted authority."];

    private static async Task<TcpClient> OpenAsync(string host, int port, CancellationToken cancellationToken)
    {
        var client = new TcpClient();
        try
        {
            await WithinAsync(client.ConnectAsync(host, port), $"{host} did not answer on port {port}", cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch (SocketException failure)
        {
            client.Dispose();
            throw new HostException(HostFault.Unavailable, $"{host} does not take connections on port {port}: {failure.Message}", "Check that the verifier runs, its port, and the firewalls between.", failure);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static async Task<T> WithinAsync<T>(Task<T> work, string otherwise, CancellationToken cancellationToken)
    {
        await WithinAsync((Task)work, otherwise, cancellationToken).ConfigureAwait(false);
        return await work.ConfigureAwait(false);
    }

    /// <summary>Waits for work that takes no token. It is left alone then; what it uses is closed under it.</summary>
    private static async Task WithinAsync(Task work, string otherwise, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var limit = Task.Delay(NetworkLimit, patience.Token);
        if (await Task.WhenAny(work, limit).ConfigureAwait(false) == work)
        {
            patience.Cancel();
            await work.ConfigureAwait(false);
            return;
        }

        _ = work.ContinueWith(late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        cancellationToken.ThrowIfCancellationRequested();
        throw new HostException(HostFault.Unavailable, $"{otherwise} within {NetworkLimit.TotalSeconds} s.", "Check the network, and the firewalls between.");
    }
}
