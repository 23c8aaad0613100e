using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using DcvAdmin.Broker.Tests.Running;

namespace DcvAdmin.Broker.Tests.Demo;

/// <summary>The README's first command, with the line it prints.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task The_printed_line_gets_the_printed_answer_and_nothing_is_left_behind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using var real = new TemporaryFolder();
        // The settings of a real broker on this machine are not the demo's.
        await using var demo = BrokerProcess.Start(["--demo"], null, ("DCVADMIN_DATAFOLDER", real.FullName), ("DCVADMIN_AGENTADDRESS", "*"));
        var curl = await demo.WaitForLineAsync("-d authenticationToken=");
        var authority = Regex.Match(curl, "--cacert (\\S+)").Groups[1].Value;
        var verifier = new Uri(Regex.Match(curl, "https://\\S+").Value);
        var fields = new List<KeyValuePair<string, string>>();
        foreach (Match field in Regex.Matches(curl, "-d (\\w+)=(\\S+)")) fields.Add(new(field.Groups[1].Value, field.Groups[2].Value));

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority);
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } });
        using var response = await http.PostAsync(verifier, new FormUrlEncodedContent(fields), TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await demo.SignalAsync("INT");

        Assert.Equal("<auth result=\"yes\"><username>anna</username></auth>", answer);
        Assert.Contains(answer, demo.Output, StringComparison.Ordinal);
        Assert.Equal(0, await demo.WaitForExitAsync());
        Assert.Empty(Directory.EnumerateFileSystemEntries(real.FullName));
        Assert.False(Directory.Exists(Path.GetDirectoryName(Path.GetDirectoryName(authority))));
    }
}
