using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
#if !NET
using System.Linq;
using System.Text;
#endif
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Processes;

/// <summary>Runs programs of this machine.</summary>
internal sealed class ProcessRunner : IProcessRunner
{
    public async Task<ProcessOutcome?> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo(program) { UseShellExecute = false, CreateNoWindow = true, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
#if NET
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
#else
        start.Arguments = string.Join(" ", arguments.Select(Quote));
#endif
        using var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => ended.TrySetResult(true);
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return null;
        }

        // It must not wait for somebody to type.
        process.StandardInput.Close();
        var output = Task.Run(process.StandardOutput.ReadToEnd, CancellationToken.None);
        var errors = Task.Run(process.StandardError.ReadToEnd, CancellationToken.None);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(limit);
        using var registration = patience.Token.Register(() => ended.TrySetResult(false));
        if (!await ended.Task.ConfigureAwait(false))
        {
            Kill(process);
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"{program} did not end within {limit.TotalSeconds} s.");
        }

        // A child of the program may hold its output open for longer than the program lives.
        var read = Task.WhenAll(output, errors);
        await Task.WhenAny(read, Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None)).ConfigureAwait(false);
        return read.Status == TaskStatus.RanToCompletion
            ? new ProcessOutcome(process.ExitCode, output.Result, errors.Result)
            : new ProcessOutcome(process.ExitCode, string.Empty, string.Empty);
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception)
        {
            // It has ended in this moment.
        }
    }

#if !NET
    /// <summary>An argument as CommandLineToArgvW takes it apart again: .NET Framework has no list of arguments.</summary>
    private static string Quote(string argument)
    {
        var quoted = new StringBuilder("\"");
        var backslashes = 0;
        foreach (var c in argument)
        {
            if (c == '\\')
            {
                backslashes++;
                continue;
            }

            quoted.Append('\\', c == '"' ? (2 * backslashes) + 1 : backslashes).Append(c);
            backslashes = 0;
        }

        return quoted.Append('\\', 2 * backslashes).Append('"').ToString();
    }
#endif
}
