using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Adapters.Tests.Crashes;

/// <summary>A process of DcvAdmin.Adapters.CrashWriter.</summary>
internal sealed class CrashWriterProcess : IDisposable
{
    private const string SetPriv = "/usr/bin/setpriv";
    private const string EndOfLine = " .";

    private readonly Process _process;

    private CrashWriterProcess(Process process) => _process = process;

    public static bool CanRunAsNobody => File.Exists(SetPriv);

    public static CrashWriterProcess Start(IReadOnlyList<string> arguments, bool asNobody = false)
    {
        var start = new ProcessStartInfo(asNobody ? SetPriv : "dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        if (asNobody)
        {
            foreach (var argument in new[] { "--reuid=65534", "--regid=65534", "--clear-groups", "dotnet" }) start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "DcvAdmin.Adapters.CrashWriter.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return new CrashWriterProcess(Process.Start(start)!);
    }

    public void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>The next whole line; null at the end. A line that the process died in is none.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = await _process.StandardOutput.ReadLineAsync(cancellationToken);
        return line is not null && line.EndsWith(EndOfLine, StringComparison.Ordinal) ? line[..^EndOfLine.Length] : null;
    }

    /// <summary>What is left to read, until the process has ended.</summary>
    public async Task<List<string>> ReadToEndAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (await ReadLineAsync(cancellationToken) is { } line) lines.Add(line);
        await _process.WaitForExitAsync(cancellationToken);
        return lines;
    }

    /// <summary>SIGKILL: no handler, no flush, no dispose.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
