using System;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Diagnosis;

/// <summary>A connection under test.</summary>
public interface IProbedConnection : IDisposable
{
    /// <summary>The address that answered.</summary>
    string RemoteAddress { get; }

    /// <summary>Does the TLS handshake. It succeeds with any certificate: what follows holds no secret, and the caller decides what to think of it.</summary>
    /// <param name="host">The name or address that the certificate must be for; an IPv6 literal without brackets.</param>
    /// <param name="authorities">The authorities that count.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ProbeException"><see cref="ProbeFault.NoHandshake"/>.</exception>
    Task<ShownCertificate> SecureAsync(string host, TrustedAuthorities authorities, CancellationToken cancellationToken);

    /// <summary>Asks for a page over the secured connection; returns the HTTP status.</summary>
    /// <param name="authority">Host and port as they stand in an address.</param>
    /// <param name="path">The path, percent-encoded.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ProbeException"><see cref="ProbeFault.NoWebAnswer"/>.</exception>
    Task<int> GetAsync(string authority, string path, CancellationToken cancellationToken);
}
