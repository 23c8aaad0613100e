using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Broker.Hosting;

namespace DcvAdmin.Broker.Tests.Running;

/// <summary>A broker as a process of its own, as an admin starts it.</summary>
internal sealed class BrokerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Lock _gate = new();
    private readonly Channel _lines = new();

    private BrokerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data, isError: true);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Everything it wrote so far, errors too.</summary>
    public string Output
    {
        get
        {
            lock (_gate) return _output.ToString();
        }
    }

    public List<string> Errors { get; } = [];

    public static BrokerProcess Start(IEnumerable<string> arguments, string? user = null, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo { FileName = user is null ? "dotnet" : "setpriv", RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        if (user is not null)
        {
            foreach (var argument in (string[])["--reuid", user, "--clear-groups", "dotnet"]) start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add(typeof(BrokerApplication).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var variable in (string[])["DCVADMIN_DATAFOLDER", "DCVADMIN_STORE"]) start.Environment.Remove(variable);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        return new BrokerProcess(Process.Start(start)!);
    }

    /// <summary>A broker on loopback with data in <paramref name="folder"/>.</summary>
    public static BrokerProcess StartIn(string folder, params string[] arguments) => Start(
        ["--data-folder", folder, "--client-address", "127.0.0.1", "--agent-address", "127.0.0.1", "--client-port", "0", "--agent-port", "0", .. arguments]);

    /// <summary>Waits for a line of its output that holds a text.</summary>
    public Task<string> WaitForLineAsync(string text) => _lines.WaitForAsync(text, TestContext.Current.CancellationToken);

    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Kill() => _process.Kill();

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private void Take(string? line, bool isError = false)
    {
        if (line is null)
        {
            if (!isError) _lines.Complete();
            return;
        }

        lock (_gate)
        {
            _output.AppendLine(line);
            if (isError) Errors.Add(line);
        }

        if (!isError) _lines.Add(line);
    }

    /// <summary>The lines so far and whoever waits for one.</summary>
    private sealed class Channel
    {
        private readonly Lock _gate = new();
        private readonly List<string> _seen = [];
        private readonly List<(string Text, TaskCompletionSource<string> Waiter)> _waiters = [];
        private bool _isComplete;

        public void Add(string line)
        {
            lock (_gate)
            {
                _seen.Add(line);
                foreach (var (_, waiter) in _waiters.FindAll(waiting => line.Contains(waiting.Text, StringComparison.Ordinal))) waiter.TrySetResult(line);
            }
        }

        public void Complete()
        {
            lock (_gate)
            {
                _isComplete = true;
                foreach (var (text, waiter) in _waiters) waiter.TrySetException(Missing(text));
            }
        }

        public Task<string> WaitForAsync(string text, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                if (_seen.Find(line => line.Contains(text, StringComparison.Ordinal)) is { } seen) return Task.FromResult(seen);
                if (_isComplete) return Task.FromException<string>(Missing(text));
                var waiter = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiters.Add((text, waiter));
                return waiter.Task.WaitAsync(cancellationToken);
            }
        }

        private InvalidOperationException Missing(string text) => new($"The broker ended without writing '{text}'. It wrote:\n{string.Join('\n', _seen)}");
    }
}
