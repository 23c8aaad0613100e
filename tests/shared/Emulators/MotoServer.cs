using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

[assembly: AssemblyFixture(typeof(DcvAdmin.Emulators.MotoServer))]

namespace DcvAdmin.Emulators;

/// <summary>The AWS emulator, started at its first use on a free port of this machine and stopped with the test run.</summary>
public sealed class MotoServer : IDisposable
{
    private const string Program = "moto_server";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private Process? _process;
    private Uri? _address;

    /// <summary>Skips the test, visibly, where the emulator is not installed.</summary>
    public static void SkipWhereMissing() => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(folder => folder.Length > 0 && (File.Exists(Path.Combine(folder, Program)) || File.Exists(Path.Combine(folder, Program + ".exe")))),
        "moto_server is not on PATH: pip install 'moto[server]'.");

    public async Task<Uri> GetAddressAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _address ??= await StartAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(10_000);
        }

        _process?.Dispose();
        _gate.Dispose();
    }

    private async Task<Uri> StartAsync(CancellationToken cancellationToken)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(Program) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { "-H", "127.0.0.1", "-p", port.ToString(System.Globalization.CultureInfo.InvariantCulture) }) start.ArgumentList.Add(argument);
        // Terraform attaches policies of AWS's own, which the emulator otherwise does not have.
        start.Environment["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true";
        _process = Process.Start(start)!;
        // It writes a line for each request; a full pipe would stop it.
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        var address = new Uri($"http://127.0.0.1:{port}");
        using var client = new HttpClient();
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(100, cancellationToken))
        {
            try
            {
                using var response = await client.GetAsync(new Uri(address, "moto-api/data.json"), cancellationToken);
                if (response.IsSuccessStatusCode) return address;
            }
            catch (HttpRequestException) when (waited.Elapsed < TimeSpan.FromMinutes(1) && !_process.HasExited)
            {
                // It is still starting.
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
