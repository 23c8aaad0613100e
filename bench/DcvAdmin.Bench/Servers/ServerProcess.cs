using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Bench.Servers;

/// <summary>A server that runs as a process of its own, so that its memory and processor time are its own. Ended by its id when disposed of.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private ServerProcess(Process process) => _process = process;

    /// <summary>Processor time used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Working set now, in MB of 1,000,000 bytes.</summary>
    public double WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>The largest working set so far.</summary>
    public double PeakWorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / 1e6;
        }
    }

    /// <summary>Starts <c>dotnet program.dll arguments</c> and reads its output until <paramref name="read"/> has found what it looks for.</summary>
    /// <param name="program">Path of the assembly.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="read">Gets line by line; returns null until it has what it wants.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<(ServerProcess Server, T Found)> StartAsync<T>(string program, IEnumerable<string> arguments, Func<string, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        var start = new ProcessStartInfo(DotNet()) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        start.ArgumentList.Add(program);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            // What configures a broker on this machine must not configure the one that is measured.
            if (((string)variable.Key).StartsWith("DCVADMIN_", StringComparison.OrdinalIgnoreCase)) start.Environment.Remove((string)variable.Key);
        }

        var server = new ServerProcess(Process.Start(start) ?? throw new BenchException($"{program} cannot be started."));
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(StartTimeout);
            _ = server.CollectErrorsAsync();
            return (server, await server.ReadUntilAsync(program, read, timeout.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            server.Dispose();
            throw new BenchException($"{program} did not become ready within {StartTimeout.TotalSeconds:0} seconds. {server._errors}");
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        try
        {
            if (!_process.HasExited) _process.Kill();
            _process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        _process.Dispose();
    }

    /// <summary>The dotnet that runs this program.</summary>
    private static string DotNet() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    private async Task<T> ReadUntilAsync<T>(string program, Func<string, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        var output = _process.StandardOutput;
        while (await output.ReadLineAsync(cancellationToken) is { } line)
        {
            if (read(line) is not { } found) continue;
            _ = DrainAsync(output.BaseStream);
            return found;
        }

        await _process.WaitForExitAsync(cancellationToken);
        throw new BenchException($"{program} ended with exit code {_process.ExitCode} instead of becoming ready. {_errors}");
    }

    private async Task CollectErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line) _errors.AppendLine(line);
    }

    /// <summary>A full pipe would stop a server that logs.</summary>
    private static async Task DrainAsync(Stream output)
    {
        var buffer = new byte[64 * 1024];
        while (await output.ReadAsync(buffer) > 0)
        {
        }
    }
}
