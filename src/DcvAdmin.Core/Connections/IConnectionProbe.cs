using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Connections;

/// <summary>Goes the way of a DCV client to a server, step by step, and sends nothing secret. Each step gives up after ten seconds at most.</summary>
public interface IConnectionProbe
{
    /// <summary>The addresses of a host; an address is its own.</summary>
    /// <exception cref="ProbeException">No name server knows it.</exception>
    Task<IReadOnlyList<string>> ResolveAsync(ServerHost host, CancellationToken cancellationToken);

    /// <summary>Opens a TCP connection to the first of the addresses that answers.</summary>
    /// <exception cref="ProbeException">None does.</exception>
    Task<IProbedConnection> ConnectAsync(IReadOnlyList<string> addresses, int port, CancellationToken cancellationToken);
}

/// <summary>A connection under test.</summary>
public interface IProbedConnection : IDisposable
{
    /// <summary>The address that answered.</summary>
    string RemoteAddress { get; }

    /// <summary>Does the TLS handshake. It succeeds with any certificate: what follows holds no secret, and the caller decides what to think of it.</summary>
    /// <exception cref="ProbeException">The other side does not speak TLS.</exception>
    Task<ServerCertificate> SecureAsync(ServerHost host, CancellationToken cancellationToken);

    /// <summary>Asks for a page over the secured connection; returns the HTTP status.</summary>
    /// <exception cref="ProbeException">The other side does not speak HTTP.</exception>
    Task<int> GetAsync(ServerAddress server, string path, CancellationToken cancellationToken);
}
