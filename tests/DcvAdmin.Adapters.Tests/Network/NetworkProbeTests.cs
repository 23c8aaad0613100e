using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Http;
using DcvAdmin.Diagnosis;
using DcvAdmin.Network;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Adapters.Tests.Network;

public sealed class NetworkProbeTests
{
    private static readonly TaskCompletionSource Never = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_is_reached_secured_and_asked_over_one_connection()
    {
        using var certificate = TestAuthority.SelfSign();
        await using var server = await LoopbackServer.StartAsync(
            context =>
            {
                context.Response.StatusCode = StatusCodes.Status302Found;
                return Task.CompletedTask;
            },
            certificate);
        using var connection = await Probe().ConnectAsync(await Probe().ResolveAsync("127.0.0.1", Stop), server.Address.Port, Stop);
        await connection.SecureAsync("127.0.0.1", TrustedAuthorities.OfMachine, Stop);
        Assert.Equal(302, await connection.GetAsync(server.Address.Authority, "/lab", Stop));
        Assert.Equal(["GET /lab"], server.Asked);
    }

    [Fact]
    public async Task Of_several_addresses_one_that_answers_is_enough()
    {
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        // 127.0.0.2 is this machine as well, and the server does not listen there.
        using var connection = await Probe().ConnectAsync(["127.0.0.2", "127.0.0.1"], server.Address.Port, Stop);
        Assert.Equal("127.0.0.1", connection.RemoteAddress);
    }

    [Fact]
    public async Task An_address_that_says_nothing_holds_up_the_next_for_a_moment_only()
    {
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        var clock = new FakeClock { Passes = { FakeClock.HeadStart } };
        var abandoned = new List<TcpClient>();
        var probe = new NetworkProbe(FakeClock.Limits)
        {
            Delay = clock.DelayAsync,
            Dial = (client, address, port) =>
            {
                if (address.Equals(IPAddress.Loopback)) return client.ConnectAsync(address, port);
                abandoned.Add(client);
                return Never.Task;
            },
        };
        using (var connection = await probe.ConnectAsync(["192.0.2.1", "127.0.0.1"], server.Address.Port, Stop)) Assert.Equal("127.0.0.1", connection.RemoteAddress);
        // A client that was disposed of has no socket left.
        Assert.Null(Assert.Single(abandoned).Client);
    }

    [Fact]
    public async Task However_many_addresses_are_silent_the_step_has_one_limit()
    {
        var clock = new FakeClock { Passes = { FakeClock.HeadStart } };
        var dialled = new ConcurrentQueue<IPAddress>();
        var probe = new NetworkProbe(FakeClock.Limits)
        {
            Delay = clock.DelayAsync,
            Dial = (_, address, _) =>
            {
                dialled.Enqueue(address);
                // The last one: from here on, only the limit of the whole step can end it.
                if (dialled.Count == 4) clock.Pass(FakeClock.Step);
                return Never.Task;
            },
        };
        string[] addresses = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::4"];
        var failure = await Assert.ThrowsAsync<ProbeException>(() => probe.ConnectAsync(addresses, 8443, Stop));
        Assert.Equal(addresses, dialled.Select(address => address.ToString()));
        Assert.Single(clock.Asked, FakeClock.Step);
        Assert.Equal(ProbeFault.NotReached, failure.Fault);
        Assert.Equal(string.Join(", ", addresses.Select(address => $"{address} (no answer within 10 s)")), failure.Reason);
    }

    [Fact]
    public async Task Each_address_is_named_with_what_it_said()
    {
        var nobody = await LoopbackServer.NobodyAsync();
        var failure = await Assert.ThrowsAsync<ProbeException>(() => Probe().ConnectAsync(["127.0.0.1", "127.0.0.2"], nobody.Port, Stop));
        Assert.Equal(ProbeFault.NotReached, failure.Fault);
        Assert.Equal("127.0.0.1 (ConnectionRefused), 127.0.0.2 (ConnectionRefused)", failure.Reason);
    }

    [Fact]
    public void A_family_that_this_machine_has_not_is_an_address_that_failed()
    {
        using var race = new ConnectionRace((_, _, _) => Task.CompletedTask, 1) { Open = _ => throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.AddressFamilyNotSupported) };
        race.Enter(IPAddress.IPv6Loopback);
        Assert.Null(race.TakeWinner());
        Assert.Equal("::1 (AddressFamilyNotSupported)", race.Account("silent"));
    }

    [Fact]
    public async Task An_address_needs_no_name_server() =>
        Assert.Equal(["2001:db8::1"], await new NetworkProbe(new ProbeLimits()) { LookUp = _ => throw new InvalidOperationException() }.ResolveAsync("2001:db8::1", Stop));

    [Fact]
    public async Task A_name_server_that_says_nothing_is_given_up()
    {
        var clock = new FakeClock { Passes = { FakeClock.Step } };
        var probe = new NetworkProbe(FakeClock.Limits) { Delay = clock.DelayAsync, LookUp = _ => new TaskCompletionSource<IPAddress[]>().Task };
        var failure = await Assert.ThrowsAsync<ProbeException>(() => probe.ResolveAsync("dcv01", Stop));
        Assert.Equal((ProbeFault.NameUnknown, "no answer within 10 s"), (failure.Fault, failure.Reason));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_name_without_an_address_is_unknown(bool isKnown)
    {
        var probe = new NetworkProbe(new ProbeLimits()) { LookUp = _ => isKnown ? Task.FromResult<IPAddress[]>([]) : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)) };
        Assert.Equal(ProbeFault.NameUnknown, (await Assert.ThrowsAsync<ProbeException>(() => probe.ResolveAsync("dcv01", Stop))).Fault);
    }

    [Fact]
    public async Task A_silent_port_a_plain_one_and_one_that_hangs_up_are_told_apart()
    {
        var reasons = new List<string>();
        foreach (var answer in (Func<TcpClient, Task>[])[_ => Never.Task, PlainAsync, HangUpAsync])
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var clock = new FakeClock();
            if (reasons.Count == 0) clock.Pass(FakeClock.Step);
            var probe = new NetworkProbe(FakeClock.Limits) { Delay = clock.DelayAsync, Dial = static (client, address, port) => { client.Connect(address, port); return Task.CompletedTask; } };
            using var connection = await probe.ConnectAsync(["127.0.0.1"], ((IPEndPoint)listener.LocalEndpoint).Port, Stop);
            using var accepted = await listener.AcceptTcpClientAsync(Stop);
            var serving = answer(accepted);
            var failure = await Assert.ThrowsAsync<ProbeException>(() => connection.SecureAsync("127.0.0.1", TrustedAuthorities.OfMachine, Stop));
            Assert.Equal(ProbeFault.NoHandshake, failure.Fault);
            Assert.NotEmpty(failure.Reason);
            reasons.Add(failure.Reason);
            // The server waits for the end of the connection.
            connection.Dispose();
            if (serving != Never.Task) await serving;
        }

        Assert.Equal("no answer within 10 s", reasons[0]);
        Assert.Equal(3, reasons.Distinct().Count());

        static async Task PlainAsync(TcpClient client)
        {
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), Stop);
            await DrainAsync(stream);
        }

        static async Task HangUpAsync(TcpClient client)
        {
            var stream = client.GetStream();
            await stream.ReadAtLeastAsync(new byte[5], 5, cancellationToken: Stop);
            client.Client.Shutdown(SocketShutdown.Send);
            await DrainAsync(stream);
        }

        // Closed with something unread, a socket resets the connection, and what it said is lost.
        static async Task DrainAsync(NetworkStream stream)
        {
            try
            {
                while (await stream.ReadAsync(new byte[1024], Stop) > 0)
                {
                }
            }
            catch (System.IO.IOException)
            {
            }
        }
    }

    [Fact]
    public async Task A_server_that_keeps_silent_does_not_keep_its_caller()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var connection = await Probe().ConnectAsync(["127.0.0.1"], ((IPEndPoint)listener.LocalEndpoint).Port, Stop);
        using var callers = new CancellationTokenSource();
        var handshake = connection.SecureAsync("127.0.0.1", TrustedAuthorities.OfMachine, callers.Token);
        await callers.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => handshake);
    }

    private static NetworkProbe Probe() => new(new ProbeLimits());

    /// <summary>Time that passes when a test says so.</summary>
    private sealed class FakeClock
    {
        public static readonly TimeSpan Step = TimeSpan.FromSeconds(10);
        public static readonly TimeSpan HeadStart = TimeSpan.FromSeconds(1);
        public static readonly ProbeLimits Limits = new() { Step = Step, HeadStart = HeadStart };

        private readonly ConcurrentDictionary<TimeSpan, TaskCompletionSource> _passing = new();

        /// <summary>Spans that pass at once.</summary>
        public HashSet<TimeSpan> Passes { get; } = [];

        public ConcurrentQueue<TimeSpan> Asked { get; } = new();

        public Task DelayAsync(TimeSpan span, CancellationToken cancellationToken)
        {
            Asked.Enqueue(span);
            return Passes.Contains(span) ? Task.CompletedTask : _passing.GetOrAdd(span, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        public void Pass(TimeSpan span) => _passing.GetOrAdd(span, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
