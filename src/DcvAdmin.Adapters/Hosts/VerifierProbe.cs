using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
#if !NET
using System.Security.Authentication;
#endif
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Http;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Hosts;

/// <summary>Asks a verifier with this machine's own means.</summary>
internal sealed class VerifierProbe(Func<DateTimeOffset> clock) : IVerifierProbe
{
    public async Task<ProbeReply> AskAsync(Uri verifier, IReadOnlyList<byte>? certificate, TimeSpan limit, CancellationToken cancellationToken)
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
    private static SocketsHttpHandler CreateHandler(IReadOnlyList<byte>? certificate)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => IsSame(shown, certificate);
        return handler;
    }
#else
    private static HttpClientHandler CreateHandler(IReadOnlyList<byte>? certificate) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        SslProtocols = SslProtocols.Tls12,
        ServerCertificateCustomValidationCallback = (_, shown, _, _) => IsSame(shown, certificate),
    };
#endif

    private static bool IsSame(X509Certificate? shown, IReadOnlyList<byte>? expected) => shown is not null && expected is not null && shown.GetRawCertData().SequenceEqual(expected);

    // The header has whole seconds, cut off: half a second is the middle of what it can mean.
    private static TimeSpan? OffsetOf(DateTimeOffset? date, DateTimeOffset now) => date is { } said ? said + TimeSpan.FromSeconds(0.5) - now : null;
}
