using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Aws;
using DcvAdmin.Broker.Tests.Running;
using DcvAdmin.Emulators;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Broker.Tests.Workspaces;

/// <summary>A broker with a portal, between an issuer of tokens and Amazon WorkSpaces on this machine. The variables of AWS are those of the whole process.</summary>
internal sealed class RunningPortal : IAsyncDisposable
{
    public const string Origin = "https://portal.example.com";

    private static readonly (string Name, string Value)[] Variables = [("AWS_ACCESS_KEY_ID", "AKIATEST"), ("AWS_SECRET_ACCESS_KEY", "test"), ("AWS_REGION", "eu-west-1"), ("AWS_EC2_METADATA_DISABLED", "true")];

    private readonly Dictionary<string, string?> _before;
    private int _recordsBefore;

    private RunningPortal(Dictionary<string, string?> before, WorkspacesEmulator aws, EmulatedIssuer issuer, RunningBroker broker) => (_before, Aws, Issuer, Broker) = (before, aws, issuer, broker);

    public WorkspacesEmulator Aws { get; }

    public EmulatedIssuer Issuer { get; }

    public RunningBroker Broker { get; }

    public EmulatedRegion Ireland => Aws.Regions["eu-west-1"];

    /// <summary>The calls that act, without those that read.</summary>
    public IEnumerable<string> Acts => Aws.Calls.Where(call => !call.Contains(" Describe", StringComparison.Ordinal) && !call.Contains("GetCallerIdentity", StringComparison.Ordinal));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Anna has two WorkSpaces and Bob one, in two regions; the inventory knows all of them.</summary>
    public static async Task<RunningPortal> StartAsync(params string[] arguments)
    {
        var aws = await WorkspacesEmulator.StartAsync(Cancel, "eu-west-1", "us-east-1");
        Fill(aws);
        var before = Variables.Append(("AWS_ENDPOINT_URL", aws.Address.AbsoluteUri)).ToDictionary(variable => variable.Item1, variable => Environment.GetEnvironmentVariable(variable.Item1));
        foreach (var (name, value) in Variables.Append(("AWS_ENDPOINT_URL", aws.Address.AbsoluteUri))) Environment.SetEnvironmentVariable(name, value);
        var issuer = await EmulatedIssuer.StartAsync(Cancel);
        var broker = await RunningBroker.StartAsync(null, null, ["--plain-http", "--portal-issuer", issuer.Name, "--portal-audience", EmulatedIssuer.Audience, "--portal-origins", Origin, .. arguments.Contains("--portal-rate") ? [] : (string[])["--portal-rate", "10000"], .. arguments]);
        var portal = new RunningPortal(before, aws, issuer, broker);
        await portal.SynchronizeAsync();
        aws.ForgetCalls();
        return portal;
    }

    /// <summary>Everything in AWS as it was at the start; what the broker has done so far counts no more.</summary>
    public async Task ResetAsync()
    {
        Fill(Aws);
        Aws.ForgetCalls();
        _recordsBefore = (await Broker.ReadAuditAsync()).Count;
    }

    /// <summary>The records since the start or the last reset.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ReadAuditAsync() => [.. (await Broker.ReadAuditAsync()).Skip(_recordsBefore).Select(record => record.Entry)];

    public async Task SynchronizeAsync()
    {
        var adapters = new AdapterFactory();
        using var inventory = await adapters.OpenInventoryAsync(Broker.Application.Options.Inventory!, new StoreAccess { Actor = "test" }, Cancel);
        using var session = adapters.OpenAws(new AwsAccess());
        await new InventoryUpdate(session, inventory, InventorySyncMode.Whole, () => DateTimeOffset.UtcNow).RunAsync(["eu-west-1", "us-east-1"], (_, _) => Task.CompletedTask, 2, Cancel);
    }

    public string TokenOf(string user, string groups = "UserGroupMember", Action<JsonObject>? change = null) => Issuer.Issue(user, groups, change);

    /// <summary>Asks with a token; null for none.</summary>
    public async Task<PortalAnswer> AskAsync(HttpMethod method, string path, string? token, HttpContent? content = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Broker.Application.ClientAddress, path)) { Content = content };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (origin is not null) request.Headers.Add("Origin", origin);
        using var response = await Broker.Http.SendAsync(request, Cancel);
        var body = await response.Content.ReadAsStringAsync(Cancel);
        return new PortalAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, body.Length == 0 ? null : JsonNode.Parse(body), response.Headers);
    }

    public Task<PortalAnswer> GetAsync(string path, string? token) => AskAsync(HttpMethod.Get, path, token);

    public Task<PortalAnswer> ActAsync(string id, string action, string token, string? json = null) =>
        AskAsync(HttpMethod.Post, $"/workspaces/{id}/actions/{action}", token, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"));

    private static void Fill(WorkspacesEmulator aws)
    {
        aws.Regions["eu-west-1"] = new EmulatedRegion { Workspaces = { new EmulatedWorkspace("ws-anna00001"), new EmulatedWorkspace("ws-bob000001") { UserName = "bob", RunningMode = "ALWAYS_ON" } } };
        aws.Regions["us-east-1"] = new EmulatedRegion { Workspaces = { new EmulatedWorkspace("ws-anna00002") { UserName = "Anna", State = "STOPPED" } } };
    }

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        await Issuer.DisposeAsync();
        await Aws.DisposeAsync();
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
    }
}

/// <summary>A reply of the portal.</summary>
internal sealed record PortalAnswer(int Status, string? ContentType, JsonNode? Body, HttpResponseHeaders Headers)
{
    /// <summary>The code of a problem; null where it is none.</summary>
    public string? Code => ContentType == "application/problem+json" && (int)Body!["status"]! == Status ? (string?)Body["code"] : null;

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    public IEnumerable<string> Ids => Body!["workspaces"]!.AsArray().Select(one => (string)one!["workspaceId"]!).Order(StringComparer.Ordinal);
}

/// <summary>One portal for all tests that leave it as it was.</summary>
public sealed class SharedPortal : IAsyncLifetime
{
    internal RunningPortal Portal { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Portal = await RunningPortal.StartAsync();

    public ValueTask DisposeAsync() => Portal.DisposeAsync();
}
