using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Hosts;

/// <summary>Asks a verifier, also one that is not trusted.</summary>
public interface IVerifierProbe
{
    /// <summary>Asks about a random token, as a DCV server does.</summary>
    /// <param name="verifier">The verifier.</param>
    /// <param name="certificate">The bytes of the one certificate to talk to; null for http.</param>
    /// <param name="limit">How long the answer may take.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HostException">It gives no answer that a DCV server could use.</exception>
    Task<ProbeReply> AskAsync(Uri verifier, IReadOnlyList<byte>? certificate, TimeSpan limit, CancellationToken cancellationToken);
}
