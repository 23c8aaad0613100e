using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Broker.Hosting;
using DcvAdmin.Broker.Options;
using DcvAdmin.Broker.Verification;
using DcvAdmin.Connections;
using DcvAdmin.Tokens;

namespace DcvAdmin.Broker.Demo;

/// <summary>A first look: issues tokens for a few users on a temporary store and prints what to do with one of them.</summary>
internal static class BrokerDemo
{
    private static readonly TokenRequest[] Requests =
    [
        new() { SessionId = "console", UserName = "anna" },
        new() { SessionId = "console", UserName = @"CORP\bela", UsePolicy = TokenUsePolicy.SingleUse, Label = "demo" },
        new() { SessionId = "cad-01", UserName = "chen@example.com", UsePolicy = TokenUsePolicy.MultiUse, Lifetime = TimeSpan.FromHours(3), Label = "demo" },
    ];

    public static async Task ShowAsync(BrokerApplication broker, TextWriter output)
    {
        var results = await broker.Store.Authenticator.AsAdministrator("demo").IssueAsync(Requests, CancellationToken.None);
        var token = results[0].Token!.Reveal();
        var session = results[0].Grant!.SessionId;
        var target = ConnectionTarget.Of(new ConnectionRequest { HostName = "dcv-server.example.com", SessionId = session, Token = results[0].Token });
        var verifier = new Uri(broker.AgentAddress, VerificationEndpoint.Path);
        var trust = broker.Certificate?.AuthorityFile is { } authority ? $"--cacert {Quoted(authority)} " : string.Empty;
        var curl = OperatingSystem.IsWindows() ? "curl.exe --ssl-no-revoke" : "curl";

        await output.WriteLineAsync(
            $"""
            {StartReport.Of(broker)}

            DEMO: loopback only, data in a temporary folder that is removed at the end. Press Ctrl+C to stop.

            A token for {results[0].Grant!.UserName} on session {session}, valid for 60 minutes:
              {token}
            The link a user would open (with your DCV server's name):
              {ConnectionLink.Of(target, ConnectionLinkForm.Browser)}

            Play the DCV server, which asks whether the token is good:
              {curl} -s {trust}{verifier} -d sessionId={session} -d authenticationToken={token} -d clientAddress=10.0.0.7
            It answers <auth result="yes"><username>anna</username></auth>; for another clientAddress it says no from now on.

            """);
        foreach (var result in results) await output.WriteLineAsync($"  {result.Grant!.Id}  {result.Grant.UserName,-18} {result.Grant.SessionId,-8} {result.Grant.UsePolicy}");
    }

    public static void RemoveData(BrokerOptions options)
    {
        // Only what this demo made itself: a folder the user named stays.
        if (options.DataFolder.StartsWith(Path.Combine(Path.GetTempPath(), "dcvadmin-demo-"), StringComparison.Ordinal) && Directory.Exists(options.DataFolder))
            Directory.Delete(options.DataFolder, recursive: true);
    }

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;
}
