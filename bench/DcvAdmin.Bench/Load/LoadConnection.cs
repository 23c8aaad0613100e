using System;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DcvAdmin.Bench.Load;

/// <summary>One keep-alive connection with at most one request on its way. Blocking calls only: a generator thread calls when there is something to read.</summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly byte[] _response = new byte[4096];
    private readonly SslStream? _tls;
    private byte[] _request = [];
    private int _question;
    private long _sentAt;

    /// <summary>Connects; with TLS where an authority to trust is given.</summary>
    public LoadConnection(IPEndPoint server, X509Certificate2? authority)
    {
        Socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 30_000, SendTimeout = 30_000 };
        Socket.Connect(server);
        if (authority is null) return;

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority);
        _tls = new SslStream(new NetworkStream(Socket, ownsSocket: false));
        _tls.AuthenticateAsClient(new SslClientAuthenticationOptions { TargetHost = server.Address.ToString(), CertificateChainPolicy = policy });
    }

    public Socket Socket { get; }

    /// <summary>A request is on its way.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Makes ready for a script.</summary>
    public void Load(Script script) => _request = (byte[])script.RequestTemplate.Clone();

    /// <summary>Asks the script's next question; false where it has none.</summary>
    public bool Send(Script script, ref ulong random)
    {
        _question = script.TryWriteNext(_request, ref random);
        if (_question < 0) return false;
        _sentAt = Stopwatch.GetTimestamp();
        if (_tls is not null) _tls.Write(_request);
        else Socket.Send(_request);
        IsWaiting = true;
        return true;
    }

    /// <summary>Reads the whole answer, checks it, and returns how long it took in ticks of <see cref="Stopwatch"/>.</summary>
    public long Receive(Script script)
    {
        var length = 0;
        while (true)
        {
            var read = _tls is not null ? _tls.Read(_response, length, _response.Length - length) : Socket.Receive(_response, length, _response.Length - length, SocketFlags.None);
            if (read == 0) throw new BenchException($"The server closed a connection after {length} bytes of an answer.");
            length += read;
            var response = _response.AsSpan(0, length);
            var head = response.IndexOf("\r\n\r\n"u8);
            if (head < 0) continue;
            var body = response[(head + 4)..];
            if (body.Length < ContentLength(response[..(head + 2)])) continue;

            var latency = Stopwatch.GetTimestamp() - _sentAt;
            IsWaiting = false;
            if (!response.StartsWith("HTTP/1.1 200 "u8) || !script.IsRight(_question, body))
                throw new BenchException($"Question {_question} got a wrong answer: {Encoding.UTF8.GetString(response)}");
            return latency;
        }
    }

    public void Dispose()
    {
        _tls?.Dispose();
        Socket.Dispose();
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var name = "\r\nContent-Length: "u8;
        var at = head.IndexOf(name);
        if (at < 0) throw new BenchException("An answer has no Content-Length.");
        var value = head[(at + name.Length)..];
        return int.Parse(value[..value.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
    }
}
