using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Bench.Servers;

/// <summary>The broker under test, as an admin would start it, but for loopback, free ports and a rate limit that no caller reaches.</summary>
internal static class BrokerServer
{
    public const string VerificationPath = "/agent/validate-authentication-token";

    private const string VerifierLine = "auth-token-verifier";

    /// <summary>Starts one with a new data folder on a store that exists.</summary>
    public static async Task<RunningServer> StartAsync(string programFolder, string dataFolder, string storeFile, bool isPlain, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "--data-folder", dataFolder, "--store", "sqlite://" + storeFile, "--verification-rate", "10000000",
            "--client-address", "127.0.0.1", "--client-port", "0", "--agent-address", "127.0.0.1", "--agent-port", "0",
            .. isPlain ? ["--plain-http"] : Array.Empty<string>(),
        ];
        // The start report names the verifier as it stands in dcv.conf: one word, then the address. It is the last line but for the certificate's.
        var (process, verifier) = await ServerProcess.StartAsync(Path.Combine(programFolder, "DcvAdmin.Broker.dll"), arguments, FindVerifier, cancellationToken);
        return new RunningServer(process, new IPEndPoint(IPAddress.Loopback, verifier.Port));
    }

    /// <summary>The certificate and key the broker made itself.</summary>
    public static string CertificateFile(string dataFolder) => Path.Combine(dataFolder, "tls", "server.pem");

    /// <summary>The authority that signed it.</summary>
    public static string AuthorityFile(string dataFolder) => Path.Combine(dataFolder, "tls", "ca.pem");

    /// <summary>Address, id and secret of the client API.</summary>
    public static string ApiClientFile(string dataFolder) => Path.Combine(dataFolder, "api-client.json");

    /// <summary>Where the client API is.</summary>
    public static string ClientApi(string dataFolder)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(ApiClientFile(dataFolder)));
        return file.RootElement.EnumerateObject().First(member => member.Name.Equals("BrokerUri", StringComparison.OrdinalIgnoreCase)).Value.GetString()!;
    }

    private static Uri? FindVerifier(string line)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts is [VerifierLine, var address] && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.AbsolutePath == VerificationPath ? uri : null;
    }
}
