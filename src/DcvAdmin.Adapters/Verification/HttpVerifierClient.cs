using System;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Http;
using DcvAdmin.Stores;

namespace DcvAdmin.Verification;

/// <summary>Asks a verifier over HTTP the way a DCV server does: one POST of the form, any 200 with the XML is the answer.</summary>
internal sealed class HttpVerifierClient(string? caFile) : IVerifierClient
{
    // A DCV server waits 100 s by default (auth-token-verifier-timeout); an admin who tests wants to know sooner.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public async Task<AuthReply> VerifyAsync(Uri verifier, VerificationRequest request, CancellationToken cancellationToken)
    {
        var address = verifier.WithoutUser(UriComponents.SchemeAndServer | UriComponents.Path);
        using var client = new HttpClient(CertificateTrust.CreateHandler(caFile)) { Timeout = Timeout, MaxResponseContentBufferSize = 4 * AuthReply.MaximumCharacters };
        // .NET Framework would ask first whether it may send the form, and wait a third of a second where the verifier does not know the question; a DCV server does not ask.
        client.DefaultRequestHeaders.ExpectContinue = false;
        using var content = new StringContent(VerificationForm.Write(request), Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue(VerificationForm.MediaType);

        try
        {
            using var response = await client.PostAsync(verifier, content, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new StoreException(response.StatusCode == (HttpStatusCode)429 ? StoreFault.Throttled : StoreFault.Protocol,
                    $"The verifier {address} answered with HTTP status {(int)response.StatusCode}.", "Check the path of the address; a broker's is /agent/validate-authentication-token.");
            }

            // As bytes: a wrong charset in the reply's header must not fail the test of a verifier that DCV would accept.
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return AuthReply.TryRead(Encoding.UTF8.GetString(bytes), out var reply)
                ? reply
                : throw new StoreException(StoreFault.Protocol, $"The reply of {address} is not the XML a DCV server expects.", "Check that the address is that of a token verifier.");
        }
        catch (Exception failure) when (HttpFaults.IsConnectionFault(failure, cancellationToken))
        {
            throw failure.ToStoreException(verifier, "verifier");
        }
    }
}
