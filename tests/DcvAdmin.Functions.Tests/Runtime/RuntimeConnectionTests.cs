using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Functions.Runtime;

namespace DcvAdmin.Functions.Tests.Runtime;

/// <summary>The HTTP of the runtime connection, byte by byte.</summary>
public sealed class RuntimeConnectionTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200\r\ncontent-length:5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: x\r\n\r\n")]
    public async Task A_reply_is_read_whole_and_in_single_bytes(string reply)
    {
        foreach (var size in (int[])[int.MaxValue, 1])
        {
            var received = await AskAsync(reply, size);
            Assert.Equal((200, "hello"), (received.Status, Encoding.ASCII.GetString(received.Body!)));
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")]
    public async Task A_body_that_is_too_long_is_dropped_and_the_connection_goes_on(string reply)
    {
        await using var server = new Server([reply, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"], int.MaxValue);
        using var connection = server.Connect();

        var first = await Task.Run(() => connection.Send("GET", "/", string.Empty, default, 10), TestContext.Current.CancellationToken);
        var second = await Task.Run(() => connection.Send("POST", "/", string.Empty, "x"u8, 10), TestContext.Current.CancellationToken);

        Assert.Equal((200, 202), (first.Status, second.Status));
        Assert.Null(first.Body);
        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("")]
    public async Task What_is_no_reply_is_refused(string reply) => await Assert.ThrowsAnyAsync<IOException>(() => AskAsync(reply, int.MaxValue));

    [Fact]
    public async Task A_head_without_end_is_refused() =>
        await Assert.ThrowsAnyAsync<IOException>(() => AskAsync("HTTP/1.1 200 OK\r\nA: " + new string('x', 300 * 1024), int.MaxValue));

    [Fact]
    public async Task A_connection_that_was_closed_while_idle_is_made_anew()
    {
        await using var server = new Server(["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", null, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb"], int.MaxValue);
        using var connection = server.Connect();

        var bodies = new List<string>();
        for (var i = 0; i < 2; i++) bodies.Add(Encoding.ASCII.GetString((await Task.Run(() => connection.Send("GET", "/", string.Empty, default, 10), TestContext.Current.CancellationToken)).Body!));

        Assert.Equal(["a", "b"], bodies);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task A_request_is_HTTP_with_its_headers_and_its_length()
    {
        await using var server = new Server(["HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"], int.MaxValue);
        using var connection = server.Connect();

        await Task.Run(() => connection.Send("POST", "/a/b", "X-Test: 1\r\n", "{}"u8, 10), TestContext.Current.CancellationToken);

        Assert.Equal($"POST /a/b HTTP/1.1\r\nHost: 127.0.0.1:{server.Port}\r\nX-Test: 1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}", server.Requests.Single());
    }

    [Fact]
    public void A_runtime_that_is_not_there_is_a_fault()
    {
        using var taken = new Socket(SocketType.Stream, ProtocolType.Tcp);
        // Bound and not listening: nothing else gets the port, and nobody answers there.
        taken.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        using var connection = new RuntimeConnection("::1", ((IPEndPoint)taken.LocalEndPoint!).Port);

        Assert.Throws<IOException>(() => connection.Send("GET", "/", string.Empty, default, 10));
    }

    private static async Task<RuntimeReply> AskAsync(string reply, int size)
    {
        await using var server = new Server([reply], size);
        using var connection = server.Connect();
        return await Task.Run(() => connection.Send("GET", "/", string.Empty, default, 10), TestContext.Current.CancellationToken);
    }

    /// <summary>Reads a request, sends the next of its texts, and closes the connection where that is null or was the last.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _end = new();
        private readonly Task _loop;

        public Server(string?[] replies, int size)
        {
            _listener.Start();
            _loop = Task.Run(() => ServeAsync(new Queue<string?>(replies), size));
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Connections { get; private set; }

        public List<string> Requests { get; } = [];

        public RuntimeConnection Connect() => new("127.0.0.1", Port);

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            _listener.Dispose();
            await _loop;
            _end.Dispose();
        }

        private async Task ServeAsync(Queue<string?> replies, int size)
        {
            try
            {
                while (replies.Count > 0)
                {
                    using var socket = await _listener.AcceptSocketAsync(_end.Token);
                    socket.NoDelay = true;
                    Connections++;
                    while (replies.Count > 0)
                    {
                        // Closed before the request of the next one is read: idle, as the other side sees it.
                        if (replies.Peek() is null)
                        {
                            replies.Dequeue();
                            break;
                        }

                        if (!await ReadRequestAsync(socket)) return;
                        var bytes = Encoding.Latin1.GetBytes(replies.Dequeue()!);
                        for (var sent = 0; sent < bytes.Length;) sent += await socket.SendAsync(bytes.AsMemory(sent, Math.Min(size, bytes.Length - sent)), _end.Token);
                    }
                }
            }
            catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task<bool> ReadRequestAsync(Socket socket)
        {
            var text = string.Empty;
            var buffer = new byte[4096];
            do
            {
                var read = await socket.ReceiveAsync(buffer, _end.Token);
                if (read == 0) return false;
                text += Encoding.Latin1.GetString(buffer, 0, read);
            }
            while (!IsWhole(text));

            Requests.Add(text);
            return true;
        }

        private static bool IsWhole(string request)
        {
            var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) return false;
            var line = request[..end].Split("\r\n").FirstOrDefault(header => header.StartsWith("Content-Length: ", StringComparison.Ordinal));
            return line is null || request.Length >= end + 4 + int.Parse(line[16..], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
