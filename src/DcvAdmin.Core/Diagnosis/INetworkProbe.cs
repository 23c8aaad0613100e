using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Diagnosis;

/// <summary>Goes the way to a server step by step, and sends nothing secret. Each step has one time limit, however many addresses it tries.</summary>
public interface INetworkProbe
{
    /// <summary>The certificates (DER) of a PEM file. Asked for before the first step: a file that cannot be read is no fault of the server.</summary>
    /// <exception cref="ProbeException"><see cref="ProbeFault.NoAuthorities"/>.</exception>
    IReadOnlyList<byte[]> ReadAuthorities(string caFile);

    /// <summary>The addresses of a host; an address is its own.</summary>
    /// <exception cref="ProbeException"><see cref="ProbeFault.NameUnknown"/>.</exception>
    Task<IReadOnlyList<string>> ResolveAsync(string host, CancellationToken cancellationToken);

    /// <summary>Opens a TCP connection to the first of the addresses that answers.</summary>
    /// <exception cref="ProbeException"><see cref="ProbeFault.NotReached"/>.</exception>
    Task<IProbedConnection> ConnectAsync(IReadOnlyList<string> addresses, int port, CancellationToken cancellationToken);
}
