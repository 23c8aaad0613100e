using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Bench.Functions;

/// <summary>The Python of this machine.</summary>
/// <param name="Program">The interpreter itself: what is on the path may be a script that looks for it.</param>
/// <param name="Version">Python's and boto3's versions, in words.</param>
internal sealed record Python(string Program, string Version)
{
    private const string Question = "import sys, platform, boto3; print(sys.executable); print('Python ' + platform.python_version() + ' with boto3 ' + boto3.__version__)";

    /// <summary>Null where there is none, or none with boto3.</summary>
    public static async Task<Python?> FindAsync(CancellationToken stop)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DCVADMIN_PYTHON") is { Length: > 0 } named ? named : "python3", ["-c", Question])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(stop);
            var lines = (await process.StandardOutput.ReadToEndAsync(stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            await process.WaitForExitAsync(stop);
            await errors;
            return process.ExitCode == 0 && lines is [var program, var version] ? new Python(program, version) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
