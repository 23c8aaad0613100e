using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Diagnosis;
using DcvAdmin.Http;
using DcvAdmin.Stores;

namespace DcvAdmin.Network;

/// <summary>Names and TCP connections of the machine it runs on.</summary>
internal sealed class NetworkProbe(ProbeLimits limits) : INetworkProbe
{
    /// <summary>Passes time; tests have their own.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = Task.Delay;

    /// <summary>Asks name servers. Resolvers of operating systems cannot be told to stop, so no token goes there.</summary>
    public Func<string, Task<IPAddress[]>> LookUp { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Connects a client. It ends when the client is disposed.</summary>
    public Func<TcpClient, IPAddress, int, Task> Dial { get; init; } = static (client, address, port) => client.ConnectAsync(address, port);

    public IReadOnlyList<byte[]> ReadAuthorities(string caFile)
    {
        try
        {
            return [.. CertificateTrust.ReadAuthorities(caFile).Cast<X509Certificate2>().Select(authority => authority.RawData)];
        }
        catch (StoreException failure)
        {
            throw new ProbeException(ProbeFault.NoAuthorities, failure.InnerException?.Message ?? "it holds none", failure);
        }
    }

    public async Task<IReadOnlyList<string>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var address)) return [address.ToString()];
        try
        {
            var addresses = await new Patience(limits.Step, Delay).WaitAsync(LookUp(host), cancellationToken).ConfigureAwait(false);
            return addresses.Length > 0 ? [.. addresses.Select(found => found.ToString())] : throw new ProbeException(ProbeFault.NameUnknown, "it has no address");
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException or TimeoutException)
        {
            throw new ProbeException(ProbeFault.NameUnknown, failure.Message, failure);
        }
    }

    public async Task<IProbedConnection> ConnectAsync(IReadOnlyList<string> addresses, int port, CancellationToken cancellationToken)
    {
        using var race = new ConnectionRace(Dial, port);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var patience = new Patience(limits.Step, Delay);
        try
        {
            var alarm = patience.StartAlarm(end.Token);
            var waiting = new Queue<IPAddress>(addresses.Select(IPAddress.Parse));
            while (true)
            {
                if (waiting.Count > 0) race.Enter(waiting.Dequeue());
                // Before it is looked who has won: who ends after this line ends the waiting below.
                var running = race.Running.ToArray();
                if (race.TakeWinner() is { } winner) return new ProbedConnection(winner.Client, winner.Address.ToString(), patience);
                if (alarm.IsCompleted || (running.Length == 0 && waiting.Count == 0)) break;
                if (running.Length == 0) continue;
                var headStart = waiting.Count > 0 ? Delay(limits.HeadStart, end.Token) : alarm;
                await Task.WhenAny([alarm, headStart, .. running]).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            end.Cancel();
        }

        throw new ProbeException(ProbeFault.NotReached, race.Account(patience.Exhausted), race.LastFailure);
    }
}
