using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Terraform.Tests.Running;

/// <summary>One run of a program of others, with an end: within its limit, or killed with whatever it started.</summary>
/// <param name="Command">What was run.</param>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record ToolRun(string Command, int ExitCode, string Output, string Errors)
{
    /// <summary>What a failed test shows.</summary>
    public string Report => string.Create(CultureInfo.InvariantCulture, $"{Command} ended with {ExitCode}:{Environment.NewLine}{Output}{Errors}");

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">What its environment has beside or instead of ours; null takes a variable away.</param>
    /// <param name="limit">When it is killed.</param>
    /// <param name="input">What it reads.</param>
    public static async Task<ToolRun> RunAsync(string program, IReadOnlyCollection<string> arguments, string folder, IReadOnlyDictionary<string, string?> environment, TimeSpan limit, string input = "")
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var command = $"{Path.GetFileName(program)} {string.Join(' ', arguments)}";

        using var process = Process.Start(start)!;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(limit);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await WriteAsync(process, input);
            await process.WaitForExitAsync(end.Token);
            return new ToolRun(command, process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command} did not end within {limit.TotalSeconds} s; it said:{Environment.NewLine}{await output}{await errors}");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Fails the test, with everything the program said, unless it ended with one of these codes.</summary>
    public ToolRun MustEndWith(params int[] codes)
    {
        Assert.True(codes.Contains(ExitCode), Report);
        return this;
    }

    private static async Task WriteAsync(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says why.
        }
    }
}
