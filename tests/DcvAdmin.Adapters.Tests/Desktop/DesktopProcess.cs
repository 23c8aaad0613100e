using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Adapters.Tests.Desktop;

/// <summary>Runs DcvAdmin.Desktop.Tests: on Windows by .NET Framework itself, elsewhere by Mono.</summary>
internal static class DesktopProcess
{
    private const string MonoVariable = "DCVADMIN_MONO";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static void SkipWhereItCannotRun() =>
        Assert.SkipUnless(OperatingSystem.IsWindows() || FindMono() is not null, $"There is no mono on the path; {MonoVariable} may name one.");

    /// <summary>Lines it wrote, after a run that ended by itself.</summary>
    public static Task<(int ExitCode, IReadOnlyList<string> Lines)> RunAsync(params string[] arguments) => RunAsync(hasSqlite: true, arguments);

    public static async Task<(int ExitCode, IReadOnlyList<string> Lines)> RunAsync(bool hasSqlite, params string[] arguments)
    {
        var mono = OperatingSystem.IsWindows() ? null : FindMono();
        var start = new ProcessStartInfo(mono ?? PathOf("DesktopPath")) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Path.GetTempPath() };
        if (mono is not null) start.ArgumentList.Add(PathOf("DesktopPath"));
        start.ArgumentList.Add(PathOf("ModulePath"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        // The adapters for .NET Framework ship with SQLite for Windows alone.
        if (mono is not null && hasSqlite) start.Environment["LD_LIBRARY_PATH"] = Path.Combine(PathOf("ModulePath"), "adapters", "net8.0", "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        foreach (var variable in (string[])["DCVADMIN_STORE", "DCVADMIN_DATAFOLDER"]) start.Environment.Remove(variable);

        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, [.. (await output + await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    public static string PathOf(string name) =>
        typeof(DesktopProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == name).Value!;

    private static string? FindMono()
    {
        if (Environment.GetEnvironmentVariable(MonoVariable) is { Length: > 0 } named) return named;
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, "mono")).FirstOrDefault(File.Exists);
    }
}
