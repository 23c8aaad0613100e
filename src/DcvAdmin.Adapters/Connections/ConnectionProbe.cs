using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;

namespace DcvAdmin.Connections;

/// <summary>Names and TCP connections of the machine it runs on.</summary>
internal sealed class ConnectionProbe(string? caFile) : IConnectionProbe
{
    /// <summary>A client waits longer; an admin who tests wants to know sooner.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Of several addresses, one may be a dead end.
    private static readonly TimeSpan PatienceForOne = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<string>> ResolveAsync(ServerHost host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host.Value, out var address)) return [address.ToString()];
        try
        {
            var addresses = await Within(Patience, AddressesOf(host.Value), cancellationToken).ConfigureAwait(false);
            if (addresses.Length > 0) return [.. addresses.Select(found => found.ToString())];
        }
        catch (Exception failure) when (failure is SocketException or TimeoutException)
        {
            throw Unknown(host, failure);
        }

        throw Unknown(host, null);
    }

    public async Task<IProbedConnection> ConnectAsync(IReadOnlyList<string> addresses, int port, CancellationToken cancellationToken)
    {
        Exception? last = null;
        foreach (var address in addresses.Select(IPAddress.Parse))
        {
            var client = new TcpClient(address.AddressFamily);
            try
            {
                await Within(PatienceForOne, ConnectAsync(client, address, port), cancellationToken).ConfigureAwait(false);
                return new ProbedConnection(client, address.ToString(), caFile);
            }
            catch (Exception failure)
            {
                client.Dispose();
                if (failure is not (SocketException or TimeoutException)) throw;
                last = failure;
            }
        }

        throw new ProbeException($"Port {port} does not answer at {string.Join(", ", addresses)}: {(last is SocketException refused ? refused.SocketErrorCode.ToString() : "no answer in time")}.",
            "Check that the DCV server runs (dcv list-endpoints on the host), its web-port, and firewalls and security groups between.", last);
    }

    /// <summary>Waits, but not for ever. The work itself ends when its connection is disposed.</summary>
    internal static async Task<T> Within<T>(TimeSpan patience, Task<T> work, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            return await work.AbandonOn(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // What the work still throws is nobody's any more.
            _ = work.ContinueWith(static abandoned => abandoned.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException();
        }
    }

    // Resolvers of operating systems cannot be told to stop, so the token is that of whoever waits.
    private static Task<IPAddress[]> AddressesOf(string name) => Dns.GetHostAddressesAsync(name);

    private static async Task<bool> ConnectAsync(TcpClient client, IPAddress address, int port)
    {
        await client.ConnectAsync(address, port).ConfigureAwait(false);
        return true;
    }

    private static ProbeException Unknown(ServerHost host, Exception? cause) => new(
        $"No name server of this machine knows {host}.", "Check the spelling, give the full name with its domain, or the server's address; a private name is known within its network alone.", cause);
}
