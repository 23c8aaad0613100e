using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
#if !NET
using System.Linq;
#endif
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Processes;

/// <summary>Runs programs of this machine.</summary>
internal sealed class ProcessRunner : IProcessRunner
{
    // What the programs say is a list of sessions or a few sentences.
    private const int MaximumCharacters = 1024 * 1024;

    // As Windows and Unix number them, and Mono on either.
    private const int NoFile = 2, NoFolder = 3, DeniedByWindows = 5, DeniedByUnix = 13;

    // Not the folder of the moment, which may be anybody's.
    private static string WorkingDirectory => Path.DirectorySeparatorChar == '\\' ? Environment.SystemDirectory : "/";

    public async Task<ProcessOutcome?> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellationToken)
    {
        // .NET looks for a bare name in the folder of the moment first.
        if (!IsAbsolute(program)) throw new ArgumentException("A program is named by its absolute path.", nameof(program));
        cancellationToken.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
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
        catch (Win32Exception failure) when (failure.NativeErrorCode is NoFile or NoFolder)
        {
            return null;
        }
        catch (Win32Exception failure)
        {
            throw failure.NativeErrorCode is DeniedByWindows or DeniedByUnix
                ? new UnauthorizedAccessException($"{program} may not be run: {failure.Message}", failure)
                : new IOException($"{program} cannot be run: {failure.Message}", failure);
        }

        // It must not wait for somebody to type.
        process.StandardInput.Close();
        var output = Task.Run(() => Read(process.StandardOutput), CancellationToken.None);
        var errors = Task.Run(() => Read(process.StandardError), CancellationToken.None);
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

    private static bool IsAbsolute(string program) => Path.IsPathRooted(program) && Path.GetFullPath(program) == program;

    /// <summary>Reads to the end, so that the program is never kept waiting, but keeps no more than its beginning.</summary>
    private static string Read(StreamReader reader)
    {
        var kept = new StringBuilder();
        var buffer = new char[4096];
        while (reader.Read(buffer, 0, buffer.Length) is > 0 and var count) kept.Append(buffer, 0, Math.Min(count, MaximumCharacters - kept.Length));
        return kept.ToString();
    }

    private static void Kill(Process process)
    {
        try
        {
#if NET
            process.Kill(entireProcessTree: true);
#else
            process.Kill();
#endif
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception or AggregateException)
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
