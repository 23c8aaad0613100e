using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Broker.Tests.Running;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Tokens.BrokerApi;

namespace DcvAdmin.Broker.Tests.Hosting;

/// <summary>What is acknowledged is kept, however the broker ends; and what it writes while it runs holds no secret.</summary>
public sealed class StopTests
{
    private const int Tokens = 400;

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task Every_yes_that_was_answered_is_in_the_store_after_the_end(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using var folder = new TemporaryFolder();
        var tokens = await IssueAsync(folder, Tokens);
        await using var broker = BrokerProcess.StartIn(folder.FullName, "--verification-rate", "1000000", "--log-level", "Warning");
        var verifier = await VerifierOfAsync(broker);
        using var http = NewClient(folder);

        var granted = new ConcurrentBag<string>();
        using var enough = new SemaphoreSlim(0);
        var asking = Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = worker; i < tokens.Count; i += 8)
            {
                try
                {
                    using var content = Form(tokens[i]);
                    using var response = await http.PostAsync(verifier, content, TestContext.Current.CancellationToken);
                    if ((await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("yes", StringComparison.Ordinal)) granted.Add(tokens[i]);
                    if (granted.Count >= 50) enough.Release();
                }
                catch (HttpRequestException)
                {
                    return;
                }
            }
        }, TestContext.Current.CancellationToken)));
        await enough.WaitAsync(TestContext.Current.CancellationToken);
        await broker.SignalAsync(signal);
        var exitCode = await broker.WaitForExitAsync();
        await asking;

        Assert.Equal(signal == "KILL", exitCode != 0);
        using var store = Open(folder);
        foreach (var token in granted)
            Assert.NotNull((await store.Tokens.GetAsync(TokenHash.Compute(token), TestContext.Current.CancellationToken))!.RedeemedAt);
        var verification = await store.Audit.VerifyAsync(TestContext.Current.CancellationToken);
        Assert.Null(verification.Flaw);
        Assert.True(verification.RecordsChecked >= Tokens + granted.Count);
    }

    [Fact]
    public async Task A_clean_stop_writes_the_records_of_repeated_answers()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using var folder = new TemporaryFolder();
        var tokens = await IssueAsync(folder, 1, TokenUsePolicy.MultiUse);
        await using var broker = BrokerProcess.StartIn(folder.FullName);
        var verifier = await VerifierOfAsync(broker);
        using var http = NewClient(folder);
        for (var i = 0; i < 25; i++)
        {
            using var content = Form(tokens[0]);
            using var response = await http.PostAsync(verifier, content, TestContext.Current.CancellationToken);
        }

        await broker.SignalAsync("TERM");

        Assert.Equal(0, await broker.WaitForExitAsync());
        using var store = Open(folder);
        var page = await store.Audit.ReadAsync(null, 1000, TestContext.Current.CancellationToken);
        Assert.Equal(25, page.Items.Count(record => record.Entry.Event == AuditEvent.TokenGranted));
    }

    [Fact]
    public async Task No_secret_is_ever_written_though_everything_is_logged()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using var folder = new TemporaryFolder();
        var tokens = await IssueAsync(folder, 3);
        await using var broker = BrokerProcess.StartIn(folder.FullName, "--log-level", "Trace");
        var verifier = await VerifierOfAsync(broker);
        await broker.WaitForLineAsync("first API client");
        using var http = NewClient(folder);
        var client = JsonSerializer.Deserialize(await File.ReadAllTextAsync(folder.File("api-client.json"), TestContext.Current.CancellationToken), BrokerApiJson.Default.ApiClientCredentialFile)!;
        List<string> secrets = [.. tokens, client.ClientSecret];

        foreach (var token in tokens)
        {
            using var content = Form(token);
            using var response = await http.PostAsync(verifier, content, TestContext.Current.CancellationToken);
        }

        using var login = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(client.BrokerUri), "oauth2/token?grant_type=client_credentials"));
        var basic = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{client.ClientId}:{client.ClientSecret}"));
        login.Headers.Authorization = new("Basic", basic);
        using var loggedIn = await http.SendAsync(login, TestContext.Current.CancellationToken);
        var access = JsonSerializer.Deserialize(await loggedIn.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), BrokerApiJson.Default.AccessTokenReply)!.AccessToken;
        secrets.AddRange([basic, access]);
        http.DefaultRequestHeaders.Authorization = new("Bearer", access);
        using var body = new StringContent("""{"Tokens":[{"SessionId":"console","UserName":"anna"}]}""", System.Text.Encoding.UTF8, "application/json");
        using var issued = await http.PostAsync(new Uri(new Uri(client.BrokerUri), "auth-tokens"), body, TestContext.Current.CancellationToken);
        secrets.Add(JsonSerializer.Deserialize(await issued.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), BrokerApiJson.Default.IssueTokensReply)!.SuccessfulList[0].AuthToken);
        await broker.SignalAsync("TERM");
        await broker.WaitForExitAsync();

        Assert.Contains("issued 1 tokens", broker.Output, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, broker.Output, StringComparison.Ordinal));
    }

    private static async Task<List<string>> IssueAsync(TemporaryFolder folder, int count, TokenUsePolicy policy = TokenUsePolicy.SingleUse)
    {
        using var store = Open(folder);
        var requests = Enumerable.Range(0, count).Select(_ => new TokenRequest { SessionId = "console", UserName = "anna", UsePolicy = policy }).ToArray();
        var results = await store.Authenticator.AsAdministrator("test").IssueAsync(requests, TestContext.Current.CancellationToken);
        return [.. results.Select(result => result.Token!.Reveal())];
    }

    private static SqliteStore Open(TemporaryFolder folder) =>
        SqliteStore.Open(StoreUri.Sqlite.AtPath(folder.File("dcvadmin.db")), new SqliteOptions(), () => DateTimeOffset.UtcNow, "test");

    private static async Task<Uri> VerifierOfAsync(BrokerProcess broker)
    {
        var line = await broker.WaitForLineAsync("auth-token-verifier");
        return new Uri(line[line.IndexOf("https://", StringComparison.Ordinal)..].Trim());
    }

    private static FormUrlEncodedContent Form(string token) =>
        new(new Dictionary<string, string> { ["sessionId"] = "console", ["authenticationToken"] = token, ["clientAddress"] = "10.0.0.7" });

    private static HttpClient NewClient(TemporaryFolder folder)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(Path.Combine(folder.FullName, "tls", "ca.pem"));
        return new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } });
    }
}
