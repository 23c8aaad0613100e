using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Hosts;

/// <summary>Looks at the way to a verifier link by link. Every method has a time limit of its own, and a broken link is a <see cref="HostException"/>.</summary>
public interface IVerifierProbe
{
    /// <summary>The addresses of a name.</summary>
    Task<IReadOnlyList<string>> ResolveAsync(string host, CancellationToken cancellationToken);

    /// <summary>Opens a TCP connection and closes it again.</summary>
    Task ConnectAsync(string host, int port, CancellationToken cancellationToken);

    /// <summary>Makes a TLS handshake, sends nothing, and says what a strict check finds.</summary>
    /// <param name="verifier">The verifier, https.</param>
    /// <param name="caFile">PEM file with the authorities to trust; the machine's trust store where null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<CertificateFinding> LookAtCertificateAsync(Uri verifier, string? caFile, CancellationToken cancellationToken);

    /// <summary>Asks about a random token, as a DCV server does.</summary>
    /// <param name="verifier">The verifier.</param>
    /// <param name="certificate">The bytes of the one certificate to talk to; null for http.</param>
    /// <param name="limit">How long the answer may take.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<ProbeReply> AskAsync(Uri verifier, byte[]? certificate, TimeSpan limit, CancellationToken cancellationToken);
}
