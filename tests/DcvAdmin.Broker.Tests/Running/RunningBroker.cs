using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Broker.Hosting;
using DcvAdmin.Broker.Options;
using DcvAdmin.Broker.Verification;
using DcvAdmin.Tokens;
using DcvAdmin.Tokens.BrokerApi;

namespace DcvAdmin.Broker.Tests.Running;

/// <summary>A broker in this process, over real HTTPS on loopback ports the system chose, driven the way DCV servers and admins drive it.</summary>
internal sealed class RunningBroker : IAsyncDisposable
{
    private readonly TemporaryFolder? _ownFolder;

    private RunningBroker(BrokerApplication application, TemporaryFolder? ownFolder)
    {
        Application = application;
        _ownFolder = ownFolder;
        Http = NewClient();
    }

    public BrokerApplication Application { get; }

    public HttpClient Http { get; }

    public Uri Verifier => new(Application.AgentAddress, VerificationEndpoint.Path);

    public ApiClientCredentialFile FirstClient =>
        JsonSerializer.Deserialize(File.ReadAllText(Application.Clients.FirstClientFile), BrokerApiJson.Default.ApiClientCredentialFile)!;

    public static async Task<RunningBroker> StartAsync(string? folder = null, TimeProvider? time = null, params string[] arguments)
    {
        var ownFolder = folder is null ? new TemporaryFolder() : null;
        folder ??= ownFolder!.FullName;
        string[] all = ["--data-folder", folder, "--client-address", "127.0.0.1", "--agent-address", "127.0.0.1", "--client-port", "0", "--agent-port", "0", "--log-level", "Critical", .. arguments];
        var (options, flaws) = BrokerOptionsReader.Read(BrokerCommandLine.Parse(all));
        Assert.Empty(flaws);
        return new RunningBroker(await BrokerApplication.StartAsync(options!, time ?? TimeProvider.System), ownFolder);
    }

    /// <summary>A client that trusts the broker's own authority and nothing else.</summary>
    public HttpClient NewClient()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        if (Application.Certificate?.AuthorityFile is { } authority)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(authority);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(60) };
    }

    public async Task<string> IssueAsync(TokenRequest request)
    {
        var results = await Application.Store.Authenticator.AsAdministrator("test").IssueAsync([request], TestContext.Current.CancellationToken);
        return results[0].Token!.Reveal();
    }

    /// <summary>Asks as a DCV server does.</summary>
    public async Task<string> VerifyAsync(string sessionId, string token, string? clientAddress = null)
    {
        List<KeyValuePair<string, string>> fields = [new("sessionId", sessionId), new("authenticationToken", token)];
        if (clientAddress is not null) fields.Add(new("clientAddress", clientAddress));
        using var content = new FormUrlEncodedContent(fields);
        using var response = await Http.PostAsync(Verifier, content, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Lets the client log in as the first API client.</summary>
    public async Task LogInAsync()
    {
        var reply = await RequestAccessTokenAsync(FirstClient.ClientId, FirstClient.ClientSecret);
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", reply.AccessToken);
    }

    public async Task<AccessTokenReply> RequestAccessTokenAsync(string clientId, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Application.ClientAddress, "oauth2/token?grant_type=client_credentials"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{clientId}:{secret}")));
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"The token endpoint answered {(int)response.StatusCode}.");
        return JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), BrokerApiJson.Default.AccessTokenReply)!;
    }

    /// <summary>Every audit record so far, the deferred ones included.</summary>
    public async Task<IReadOnlyList<AuditRecord>> ReadAuditAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await Application.Store.Audit.FlushAsync(cancellation);
        var page = await Application.Store.Audit.ReadAsync(null, 1000, cancellation);
        Assert.Null(page.NextCursor);
        return page.Items;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Application.StopAsync();
        _ownFolder?.Dispose();
    }
}
