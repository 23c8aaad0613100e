using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace DcvAdmin.Network;

/// <summary>Connections to several addresses of one server, of which one that answers is enough. The others are hung up.</summary>
internal sealed class ConnectionRace(Func<TcpClient, IPAddress, int, Task> dial, int port) : IDisposable
{
    private readonly List<(IPAddress Address, TcpClient? Client, Task Dialling)> _entered = [];
    private TcpClient? _winner;

    public Func<AddressFamily, TcpClient> Open { get; init; } = family => new TcpClient(family);

    /// <summary>What has neither succeeded nor failed.</summary>
    public IEnumerable<Task> Running => _entered.Select(entry => entry.Dialling).Where(dialling => !dialling.IsCompleted);

    public Exception? LastFailure => _entered.Select(entry => entry.Dialling.Exception?.GetBaseException()).LastOrDefault(failure => failure is not null);

    public void Enter(IPAddress address)
    {
        TcpClient client;
        try
        {
            client = Open(address.AddressFamily);
        }
        catch (SocketException failure)
        {
            // This machine has none of the family, such as where IPv6 is switched off.
            _entered.Add((address, null, Task.FromException(failure)));
            return;
        }

        _entered.Add((address, client, DialAsync(client, address)));
    }

    /// <summary>The first that answered, which its taker disposes of; null where none has so far.</summary>
    public (IPAddress Address, TcpClient Client)? TakeWinner()
    {
        foreach (var (address, client, dialling) in _entered)
        {
            if (dialling.Status != TaskStatus.RanToCompletion || client is null) continue;
            _winner = client;
            return (address, client);
        }

        return null;
    }

    /// <summary>Why nobody won: each address and what it said.</summary>
    /// <param name="silence">What is said of an address that said nothing.</param>
    public string Account(string silence) => string.Join(", ", _entered.Select(entry => $"{entry.Address} ({WordOf(entry.Dialling, silence)})"));

    public void Dispose()
    {
        foreach (var (_, client, dialling) in _entered)
        {
            if (client is not null && client == _winner) continue;
            Patience.Forget(dialling);
            client?.Dispose();
        }
    }

    // What is thrown before there is a task is the task's failure as well.
    private async Task DialAsync(TcpClient client, IPAddress address) => await dial(client, address, port).ConfigureAwait(false);

    private static string WordOf(Task dialling, string silence) => dialling.Exception?.GetBaseException() switch
    {
        null => silence,
        SocketException refused => refused.SocketErrorCode.ToString(),
        var failure => failure.Message,
    };
}
