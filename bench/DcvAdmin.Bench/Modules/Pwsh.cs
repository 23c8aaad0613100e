using System;
using System.Collections;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Bench.Modules;

/// <summary>How a process of PowerShell went: its output, and the time from its start to its end.</summary>
internal sealed record PwshRun(IReadOnlyList<string> Lines, double WallMilliseconds)
{
    /// <summary>The one object that the script wrote.</summary>
    public T Result<T>() => Pwsh.Read<T>(Lines[^1]);
}

/// <summary>Runs scripts of this program in fresh processes of PowerShell.</summary>
/// <param name="folder">A folder of this run, for what PowerShell itself keeps.</param>
internal sealed class Pwsh(string folder)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly string _program = Find();
    private readonly Dictionary<string, string> _notes = [];

    /// <summary>What a script wrote about itself, as a line of JSON.</summary>
    public static T Read<T>(string line) => JsonSerializer.Deserialize<T>(line) ?? throw new JsonException();

    /// <summary>Runs a script to its end.</summary>
    /// <param name="script">Its path below this program.</param>
    /// <param name="arguments">Names and values of its parameters.</param>
    /// <param name="onLine">Gets every line of its output as it comes.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    public async Task<PwshRun> RunAsync(string script, string[] arguments, Action<string>? onLine, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var start = StartInfo(script, arguments);
        var begunAt = Stopwatch.GetTimestamp();
        using var process = Start(start);
        try
        {
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var lines = new List<string>();
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                lines.Add(line);
                onLine?.Invoke(line);
            }

            await process.WaitForExitAsync(limit.Token);
            var elapsed = Stopwatch.GetElapsedTime(begunAt);
            // Ctrl+C reaches the process too, which then fails: that is no result of the run.
            cancellationToken.ThrowIfCancellationRequested();
            if (process.ExitCode != 0) throw new BenchException($"{script} ended with exit code {process.ExitCode}. {await errors}".TrimEnd());
            return new PwshRun(lines, elapsed.TotalMilliseconds);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BenchException($"{script} did not end within {Limit.TotalMinutes:0} minutes.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("DCVADMIN_PWSH") is { Length: > 0 } named) return named;
        var file = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Where(place => place.Length > 0)
            .Select(place => Path.Combine(place, file)).FirstOrDefault(File.Exists)
            ?? throw new BenchException("There is no pwsh on the path; DCVADMIN_PWSH may name one.");
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new BenchException($"{_program} cannot be started.");
        }
        catch (Win32Exception failure)
        {
            throw new BenchException($"{_program} cannot be started: {failure.Message}.", failure);
        }
    }

    private ProcessStartInfo StartInfo(string script, string[] arguments)
    {
        var start = new ProcessStartInfo(_program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["-NoProfile", "-NonInteractive", "-File", Path.Combine(AppContext.BaseDirectory, script), .. arguments]) start.ArgumentList.Add(argument);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            // What configures the module on this machine must not configure the one that is measured.
            if (((string)variable.Key).StartsWith("DCVADMIN_", StringComparison.OrdinalIgnoreCase)) start.Environment.Remove((string)variable.Key);
        }

        start.Environment["NO_COLOR"] = "1";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        // At its end PowerShell writes down what it compiled, and its next start compiles that ahead. Who goes second must not find the notes of who went first,
        // so each goes on from its own. Windows has no variable for this folder.
        var notes = NotesOf(string.Join(' ', start.ArgumentList));
        start.Environment["XDG_CACHE_HOME"] = notes;
        start.Environment["PSModuleAnalysisCachePath"] = Path.Combine(notes, "ModuleAnalysisCache");
        return start;
    }

    private string NotesOf(string commandLine)
    {
        if (!_notes.TryGetValue(commandLine, out var notes)) _notes[commandLine] = notes = Directory.CreateDirectory(Path.Combine(folder, $"notes-{_notes.Count}")).FullName;
        return notes;
    }
}
