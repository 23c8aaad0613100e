using System;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Verification;

/// <summary>Asks a verifier over HTTP the way a DCV server does.</summary>
public interface IVerifierClient
{
    /// <summary>
    /// Posts the form and reads the reply. This is a real verification: it uses up a single-use token and binds a single-client one.
    /// </summary>
    /// <exception cref="DcvAdmin.Stores.StoreException">The verifier cannot be reached, its certificate is not trusted, or its reply is no verifier's reply.</exception>
    Task<AuthReply> VerifyAsync(Uri verifier, VerificationRequest request, CancellationToken cancellationToken);
}
