using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Functions.Hosting;
using DcvAdmin.LambdaEmulator;

namespace DcvAdmin.Functions.Tests.Running;

/// <summary>The executable as a sandbox or a developer starts it.</summary>
internal sealed class FunctionProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private FunctionProcess(Process process, bool readsErrors)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _errors = readsErrors ? process.StandardError.ReadToEndAsync(CancellationToken.None) : Task.FromResult(string.Empty);
    }

    public StreamReader Errors => _process.StandardError;

    /// <summary>Starts it in a sandbox.</summary>
    public static FunctionProcess StartIn(LambdaSandbox sandbox, string handler, params (string Name, string Value)[] environment) => Start(
        [], readsErrors: true, [("AWS_LAMBDA_RUNTIME_API", sandbox.Address), ("_HANDLER", handler), .. environment]);

    /// <summary>Starts it with arguments, as <c>dotnet</c> runs what was built.</summary>
    public static FunctionProcess Start(IEnumerable<string> arguments, bool readsErrors, params (string Name, string Value)[] environment) =>
        Start("dotnet", [typeof(LambdaHost).Assembly.Location, .. arguments], readsErrors, environment);

    /// <summary>Starts a program that was published.</summary>
    public static FunctionProcess StartProgram(string program, params (string Name, string Value)[] environment) => Start(program, [], readsErrors: true, environment);

    private static FunctionProcess Start(string program, IEnumerable<string> arguments, bool readsErrors, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("DCVADMIN_", StringComparison.Ordinal) || name.StartsWith("AWS_LAMBDA", StringComparison.Ordinal)).ToArray()) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new FunctionProcess(Process.Start(start)!, readsErrors);
    }

    public void Kill() => _process.Kill();

    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-s", "TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Everything it wrote, at its end.</summary>
    public async Task<string> OutputAsync() => await _output + await _errors;

    /// <summary>Its log, at its end: every line must be one JSON object.</summary>
    public async Task<IReadOnlyList<JsonElement>> LogAsync()
    {
        var lines = (await _output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
