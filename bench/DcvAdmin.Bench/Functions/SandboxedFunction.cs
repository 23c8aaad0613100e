using System;
using System.Collections;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.LambdaEmulator;

namespace DcvAdmin.Bench.Functions;

/// <summary>How a function's first answer went.</summary>
/// <param name="Milliseconds">From the start of its process to its answer.</param>
/// <param name="InitMilliseconds">From the start of its process to its request for an event.</param>
/// <param name="ProcessorMilliseconds">Processor time until then.</param>
internal sealed record ColdStart(double Milliseconds, double InitMilliseconds, double ProcessorMilliseconds);

/// <summary>A function in a sandbox of its own, from its start to its end.</summary>
internal sealed class SandboxedFunction : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly LambdaSandbox _sandbox;
    private readonly Process _process;

    private SandboxedFunction(LambdaSandbox sandbox, Process process)
    {
        _sandbox = sandbox;
        _process = process;
    }

    public required ColdStart Start { get; init; }

    public required string FirstAnswer { get; init; }

    /// <summary>Starts a program with an event waiting for it, as Lambda does.</summary>
    public static async Task<SandboxedFunction> StartAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string firstEvent, CancellationToken stop)
    {
        var sandbox = await LambdaSandbox.StartAsync();
        Process? process = null;
        try
        {
            var answer = sandbox.InvokeAsync(LambdaEvent.Of(firstEvent));
            var start = StartInfo(command, environment, sandbox.Address);
            var begunAt = Stopwatch.GetTimestamp();
            process = Process.Start(start) ?? throw new BenchException($"{command[0]} cannot be started.");
            // Full pipes would stop it.
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            var asked = sandbox.FirstAsk.ContinueWith(_ => Stopwatch.GetElapsedTime(begunAt), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            var ended = process.WaitForExitAsync(stop);
            if (await Task.WhenAny(answer, ended).WaitAsync(Limit, stop) == ended) throw new BenchException($"{command[0]} ended with exit code {process.ExitCode}. {await output}{await errors}".TrimEnd());
            var elapsed = Stopwatch.GetElapsedTime(begunAt);
            process.Refresh();
            return new SandboxedFunction(sandbox, process)
            {
                Start = new ColdStart(elapsed.TotalMilliseconds, (await asked).TotalMilliseconds, process.TotalProcessorTime.TotalMilliseconds),
                FirstAnswer = BodyOf(await answer),
            };
        }
        catch (Win32Exception failure)
        {
            await EndAsync(sandbox, process);
            throw new BenchException($"{command[0]} cannot be started: {failure.Message}.", failure);
        }
        catch
        {
            await EndAsync(sandbox, process);
            throw;
        }
    }

    /// <summary>One more event. Returns how long the answer took.</summary>
    public async Task<(double Milliseconds, string Answer)> AskAsync(string json, CancellationToken stop)
    {
        var begunAt = Stopwatch.GetTimestamp();
        var answer = await _sandbox.InvokeAsync(LambdaEvent.Of(json)).WaitAsync(Limit, stop);
        return (Stopwatch.GetElapsedTime(begunAt).TotalMilliseconds, BodyOf(answer));
    }

    public async ValueTask DisposeAsync() => await EndAsync(_sandbox, _process);

    private static string BodyOf(LambdaAnswer answer)
    {
        if (answer.Kind != LambdaAnswerKind.Response) throw new BenchException($"A function failed: {answer.Text}");
        using var reply = JsonDocument.Parse(answer.Body);
        return reply.RootElement.GetProperty("body").GetString()!;
    }

    private static ProcessStartInfo StartInfo(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string address)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Path.GetTempPath() };
        for (var i = 1; i < command.Count; i++) start.ArgumentList.Add(command[i]);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            // What configures functions or the AWS SDK on this machine must not configure the ones that are measured.
            var name = (string)variable.Key;
            if (name.StartsWith("DCVADMIN_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase)) start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = address;
        return start;
    }

    private static async Task EndAsync(LambdaSandbox sandbox, Process? process)
    {
        if (process is not null)
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

        await sandbox.DisposeAsync();
    }
}
