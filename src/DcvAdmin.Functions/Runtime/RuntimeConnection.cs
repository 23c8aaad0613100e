using System;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text;

namespace DcvAdmin.Functions.Runtime;

/// <summary>
/// One HTTP/1.1 connection to the sandbox, kept alive, blocking: a request and its reply at a time, no more than a runtime needs. HttpClient would
/// be most of the time that a function without a network store takes to its first answer (docs/decisions/0020).
/// </summary>
internal sealed class RuntimeConnection(string host, int port) : IDisposable
{
    /// <summary>Longest head of a reply: the context of a mobile client travels in one of its headers.</summary>
    private const int MaximumHead = 256 * 1024;

    private readonly string _hostHeader = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
    private readonly byte[] _buffer = new byte[16 * 1024];
    private Socket? _socket;
    private int _start;
    private int _end;
    private bool _isUsed;
    private volatile bool _isDisposed;

    /// <summary>Sends a request and reads its reply.</summary>
    /// <param name="method">GET or POST.</param>
    /// <param name="path">The path.</param>
    /// <param name="headers">Further header lines, each with its line end.</param>
    /// <param name="body">The body of a POST.</param>
    /// <param name="maximumBody">Longest body of the reply that is kept.</param>
    /// <exception cref="IOException">There is no reply, or none that is HTTP.</exception>
    /// <exception cref="ObjectDisposedException">The connection was closed meanwhile.</exception>
    public RuntimeReply Send(string method, string path, string headers, ReadOnlySpan<byte> body, int maximumBody)
    {
        var head = Encoding.ASCII.GetBytes(method == "GET"
            ? $"GET {path} HTTP/1.1\r\nHost: {_hostHeader}\r\n{headers}\r\n"
            : string.Create(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\nHost: {_hostHeader}\r\n{headers}Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"));
        while (true)
        {
            var wasUsed = _isUsed;
            try
            {
                Connect();
                SendAll(head, body);
                // Nothing may stand in the buffer that this request has not asked for.
                _start = _end = 0;
                Fill();
            }
            catch (Exception failure) when (failure is SocketException or IOException && wasUsed && !_isDisposed)
            {
                // The other side closed a connection that was idle, and has seen nothing of this request or has not begun to answer it.
                Close();
                continue;
            }
            catch (SocketException failure)
            {
                throw Lost(failure);
            }

            try
            {
                return ReadReply(maximumBody);
            }
            catch (SocketException failure)
            {
                throw Lost(failure);
            }
        }
    }

    /// <summary>Closes the connection; a request that waits for its reply ends.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Close();
    }

    private static IOException NotHttp(string what) => new($"The runtime's reply {what}.");

    private Exception Lost(Exception cause) => _isDisposed ? new ObjectDisposedException(nameof(RuntimeConnection)) : new IOException("The connection to the runtime broke.", cause);

    private void Connect()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_socket is not null) return;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket = socket;
        socket.Connect(host, port);
        // A stop that came while it was made has closed nothing yet.
        if (_isDisposed) socket.Dispose();
        ObjectDisposedException.ThrowIf(_isDisposed, this);
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
        _isUsed = false;
    }

    private void SendAll(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var socket = _socket ?? throw new ObjectDisposedException(nameof(RuntimeConnection));
        if (body.Length is > 0 and <= 16 * 1024)
        {
            var whole = new byte[head.Length + body.Length];
            head.CopyTo(whole);
            body.CopyTo(whole.AsSpan(head.Length));
            SendAll(socket, whole);
            return;
        }

        SendAll(socket, head);
        SendAll(socket, body);
    }

    private static void SendAll(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[socket.Send(bytes)..];
    }

    private void Fill()
    {
        var socket = _socket ?? throw new ObjectDisposedException(nameof(RuntimeConnection));
        int read;
        try
        {
            read = socket.Receive(_buffer);
        }
        catch (ObjectDisposedException)
        {
            throw new ObjectDisposedException(nameof(RuntimeConnection));
        }

        if (read == 0) throw Lost(new EndOfStreamException());
        _start = 0;
        _end = read;
    }

    private RuntimeReply ReadReply(int maximumBody)
    {
        var budget = MaximumHead;
        var reply = ReadHead(ref budget);
        // A reply ahead of the true one.
        while (reply.Status is >= 100 and < 200) reply = ReadHead(ref budget);

        var body = reply.Status is 204 or 304 ? [] : ReadBody(reply, maximumBody, ref budget);
        _isUsed = true;
        if (string.Equals(reply.Header("Connection"), "close", StringComparison.OrdinalIgnoreCase)) Close();
        return reply with { Body = body };
    }

    private RuntimeReply ReadHead(ref int budget)
    {
        var status = ReadLine(ref budget);
        if (!status.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) || status.Length < 12
            || !int.TryParse(status.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            throw NotHttp("is not HTTP/1.1");

        var reply = new RuntimeReply(code);
        while (ReadLine(ref budget) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) throw NotHttp("has a header without a name");
            reply.Headers.Add(line[..colon]);
            reply.Headers.Add(line[(colon + 1)..].Trim());
        }

        return reply;
    }

    private byte[]? ReadBody(RuntimeReply reply, int maximum, ref int budget)
    {
        if (reply.Header("Transfer-Encoding") is { } encoding)
        {
            if (!encoding.Equals("chunked", StringComparison.OrdinalIgnoreCase)) throw NotHttp("is encoded in an unknown way");
            return ReadChunks(maximum, ref budget);
        }

        if (reply.Header("Content-Length") is not { } text) return [];
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)) throw NotHttp("has a length that is no number");
        if (length > maximum)
        {
            Skip(length);
            return null;
        }

        var body = new byte[length];
        Read(body);
        return body;
    }

    private byte[]? ReadChunks(int maximum, ref int budget)
    {
        var body = Array.Empty<byte>();
        var isTooLong = false;
        while (true)
        {
            var line = ReadLine(ref budget);
            var semicolon = line.IndexOf(';', StringComparison.Ordinal);
            var size = (semicolon < 0 ? line.AsSpan() : line.AsSpan(0, semicolon)).Trim();
            if (!int.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length) || length < 0) throw NotHttp("has a chunk without a length");
            if (length == 0) break;
            isTooLong |= length > maximum - body.Length;
            if (isTooLong)
            {
                Skip(length);
            }
            else
            {
                var grown = new byte[body.Length + length];
                body.CopyTo(grown, 0);
                Read(grown.AsSpan(body.Length));
                body = grown;
            }

            if (ReadLine(ref budget).Length > 0) throw NotHttp("has a chunk longer than it says");
            // Of many small chunks only what they carry is to count.
            budget = MaximumHead;
        }

        while (ReadLine(ref budget).Length > 0)
        {
        }

        return isTooLong ? null : body;
    }

    private string ReadLine(ref int budget)
    {
        var line = string.Empty;
        while (true)
        {
            if (_start == _end) Fill();
            var rest = _buffer.AsSpan(_start, _end - _start);
            var feed = rest.IndexOf((byte)'\n');
            var taken = feed < 0 ? rest.Length : feed + 1;
            if ((budget -= taken) < 0) throw NotHttp("has a head that does not end");
            // A header may hold what the client of a function sent: read as Latin-1, any byte is a character.
            line += Encoding.Latin1.GetString(rest[..taken]);
            _start += taken;
            if (feed >= 0) return line.TrimEnd('\n').TrimEnd('\r');
        }
    }

    private void Read(Span<byte> target)
    {
        while (target.Length > 0)
        {
            if (_start == _end) Fill();
            var count = Math.Min(target.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(target);
            _start += count;
            target = target[count..];
        }
    }

    private void Skip(long count)
    {
        while (count > 0)
        {
            if (_start == _end) Fill();
            var here = (int)Math.Min(count, _end - _start);
            _start += here;
            count -= here;
        }
    }
}
