using System;
using System.Diagnostics;
using System.IO;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Adapters.Tests.Desktop;

/// <summary>A broker as a process of its own, on free ports of this machine.</summary>
internal sealed partial class NeighbourBroker : IDisposable
{
    private readonly Process _process;

    private NeighbourBroker(Process process, string clientAddress, string verifier)
    {
        _process = process;
        ClientAddress = clientAddress;
        Verifier = verifier;
    }

    public string ClientAddress { get; }

    public string Verifier { get; }

    public static async Task<NeighbourBroker> StartAsync(string dataFolder, RsaCertificates certificates, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        string[] arguments =
        [
            DesktopProcess.PathOf("BrokerPath"), "--data-folder", dataFolder, "--client-address", "127.0.0.1", "--agent-address", "127.0.0.1",
            "--client-port", "0", "--agent-port", "0", "--tls-certificate-file", certificates.CertificateFile, "--tls-key-file", certificates.KeyFile, "--log-level", "Warning",
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var variable in (string[])["DCVADMIN_STORE", "DCVADMIN_DATAFOLDER"]) start.Environment.Remove(variable);

        var process = Process.Start(start)!;
        try
        {
            var report = string.Empty;
            while (!report.Contains("first API client", StringComparison.Ordinal))
                report += await process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException($"The broker ended: {report}");
            return new NeighbourBroker(process, ClientApi().Match(report).Groups["address"].Value, VerifierAddress().Match(report).Value);
        }
        catch
        {
            Stop(process);
            throw;
        }
    }

    public static string CredentialFileIn(string dataFolder) => Path.Combine(dataFolder, "api-client.json");

    public void Dispose() => Stop(_process);

    private static void Stop(Process process)
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    [GeneratedRegex(@"client API\s+(?<address>https://[^/\s]+)")]
    private static partial Regex ClientApi();

    [GeneratedRegex(@"https://\S+/agent/validate-authentication-token")]
    private static partial Regex VerifierAddress();
}
