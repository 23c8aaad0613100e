using System;
using System.Net;

namespace DcvAdmin.Bench.Servers;

/// <summary>A server and where it listens.</summary>
internal sealed record RunningServer(ServerProcess Process, IPEndPoint Endpoint) : IDisposable
{
    public void Dispose() => Process.Dispose();
}
