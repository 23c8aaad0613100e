using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using DcvAdmin.Bench.Servers;

namespace DcvAdmin.Bench.Load;

/// <summary>What one slice of load measured.</summary>
/// <param name="Requests">Requests answered in the measured time.</param>
/// <param name="Seconds">The measured time.</param>
/// <param name="Latencies">Their latencies.</param>
/// <param name="ServerMicroseconds">Processor time of the server for each request.</param>
/// <param name="GeneratorMicroseconds">Processor time of this process for each request.</param>
internal sealed record SliceResult(long Requests, double Seconds, LatencyHistogram Latencies, double ServerMicroseconds, double GeneratorMicroseconds)
{
    public double RequestsPerSecond => Requests / Seconds;
}

/// <summary>
/// One slice of load on one server: a lead-in that is not measured, so that the server is in its stride (its group commits too), then the
/// measured time. Two threads, each polling half of the connections, cost less processor time than asynchronous calls would.
/// </summary>
internal sealed class LoadSlice : IDisposable
{
    private const int Threads = 2;
    private const double LeadInSeconds = 0.75;

    private readonly Script _script;
    private readonly RunningServer _server;
    private readonly ManualResetEventSlim _begin = new();
    private readonly ManualResetEventSlim _end = new();
    private readonly LatencyHistogram _latencies = new();
    private volatile bool _isMeasuring, _isOver;
    private long _asked;
    private Exception? _failure;

    private LoadSlice(Script script, RunningServer server)
    {
        _script = script;
        _server = server;
    }

    /// <summary>Drives <paramref name="server"/> through open connections.</summary>
    public static SliceResult Run(Script script, RunningServer server, IReadOnlyList<LoadConnection> connections, double seconds, CancellationToken cancellationToken)
    {
        using var slice = new LoadSlice(script, server);
        return slice.Run(connections, seconds, cancellationToken);
    }

    public void Dispose()
    {
        _begin.Dispose();
        _end.Dispose();
    }

    private SliceResult Run(IReadOnlyList<LoadConnection> connections, double seconds, CancellationToken cancellationToken)
    {
        var threads = new Thread[Math.Min(Threads, connections.Count)];
        for (var i = 0; i < threads.Length; i++)
        {
            var own = new List<LoadConnection>();
            for (var j = i; j < connections.Count; j += threads.Length) own.Add(connections[j]);
            var seed = (ulong)Stopwatch.GetTimestamp() * 2 + (ulong)i + 1;
            threads[i] = new Thread(() => Drive(own, seed)) { IsBackground = true };
            threads[i].Start();
        }

        try
        {
            _begin.Wait(_script.Limit is null ? TimeSpan.FromSeconds(LeadInSeconds) : Timeout.InfiniteTimeSpan, cancellationToken);
            var (serverBefore, generatorBefore, begunAt) = (_server.Process.ProcessorTime, Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            _isMeasuring = true;
            _end.Wait(_script.Limit is null ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan, cancellationToken);
            _isMeasuring = false;
            var (serverTime, generatorTime, elapsed) = (_server.Process.ProcessorTime - serverBefore, Environment.CpuUsage.TotalTime - generatorBefore, Stopwatch.GetElapsedTime(begunAt));
            Finish(threads);

            var requests = _latencies.Total;
            if (requests == 0) throw new BenchException("Not one request was answered in the measured time.");
            return new SliceResult(requests, elapsed.TotalSeconds, _latencies, serverTime.TotalMicroseconds / requests, generatorTime.TotalMicroseconds / requests);
        }
        finally
        {
            Finish(threads);
        }
    }

    private void Finish(Thread[] threads)
    {
        _isOver = true;
        foreach (var thread in threads) thread.Join();
        if (Interlocked.Exchange(ref _failure, null) is { } failure) throw failure is BenchException ? failure : new BenchException($"The load failed: {failure.Message}", failure);
    }

    private void Drive(List<LoadConnection> connections, ulong random)
    {
        var latencies = new LatencyHistogram();
        var ready = new List<Socket>(connections.Count);
        try
        {
            foreach (var connection in connections)
            {
                connection.Load(_script);
                Ask(connection, ref random);
            }

            while (true)
            {
                ready.Clear();
                foreach (var connection in connections)
                {
                    if (connection.IsWaiting) ready.Add(connection.Socket);
                }

                if (ready.Count == 0) break;
                Socket.Select(ready, null, null, 30_000_000);
                if (ready.Count == 0) throw new BenchException("The server did not answer for 30 seconds.");

                // Select keeps the order of what it leaves in the list.
                var next = 0;
                foreach (var connection in connections)
                {
                    if (next == ready.Count) break;
                    if (ready[next] != connection.Socket) continue;
                    next++;
                    var latency = connection.Receive(_script);
                    if (_isMeasuring) latencies.Record(latency);
                    if (!_isOver) Ask(connection, ref random);
                }
            }
        }
        catch (Exception failure) when (failure is BenchException or SocketException or IOException)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
            _begin.Set();
            _end.Set();
            _isOver = true;
        }

        lock (_latencies) _latencies.Add(latencies);
    }

    private void Ask(LoadConnection connection, ref ulong random)
    {
        if (!connection.Send(_script, ref random)) _end.Set();
        else if (_script.Limit is { } limit && Interlocked.Increment(ref _asked) == limit / 5) _begin.Set();
    }
}
