using System;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Emulators;
using DcvAdmin.Functions.Tests.Running;
using DcvAdmin.LambdaEmulator;
using DcvAdmin.Stores;

namespace DcvAdmin.Functions.Tests.Workspaces;

/// <summary>The real executable in emulated sandboxes, between tables of the emulator of DynamoDB, Amazon WorkSpaces and an issuer of tokens on this machine.</summary>
public sealed class WorkspaceProcessTests(MotoServer moto) : IAsyncLifetime
{
    private const string Origin = "https://portal.example.com";

    private WorkspacesEmulator _aws = null!;
    private EmulatedIssuer _issuer = null!;
    private TokenTable _audit = null!;
    private StoreUri.DynamoDb _inventory = null!;
    private LambdaSandbox _sandbox = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private (string Name, string Value)[] Variables =>
    [
        .. _audit.Variables,
        ("AWS_ENDPOINT_URL", _aws.Address.AbsoluteUri),
        ("DCVADMIN_INVENTORY", _inventory.ToString()),
        ("DCVADMIN_PORTALISSUER", _issuer.Name),
        ("DCVADMIN_PORTALAUDIENCE", EmulatedIssuer.Audience),
        ("DCVADMIN_PORTALORIGINS", Origin),
        ("REGIONLIST", "eu-west-1,us-east-1"),
    ];

    public async ValueTask InitializeAsync()
    {
        MotoServer.SkipWhereMissing();
        var emulator = await moto.GetAddressAsync(Cancel);
        _audit = await TokenTable.CreateAsync(emulator);
        _inventory = await PortalTables.CreateInventoryAsync(emulator, Cancel);
        _aws = await WorkspacesEmulator.StartAsync(Cancel, "eu-west-1", "us-east-1");
        _aws.Regions["eu-west-1"].Workspaces.AddRange([new EmulatedWorkspace("ws-anna00001"), new EmulatedWorkspace("ws-bob000001") { UserName = "bob" }]);
        for (var number = 0; number < 30; number++) _aws.Regions["us-east-1"].Workspaces.Add(new EmulatedWorkspace($"ws-{number:00000000}") { UserName = "carla" });
        _issuer = await EmulatedIssuer.StartAsync(Cancel);
        _sandbox = await LambdaSandbox.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        await _issuer.DisposeAsync();
        await _aws.DisposeAsync();
        await _audit.DisposeAsync();
    }

    [Fact]
    public async Task What_one_function_finds_another_shows_and_a_third_acts_on_until_a_fourth_removes_it()
    {
        var found = await InvokeAsync("find-workspaces", "{}");
        Assert.Equal((2, 30), (Number(found, "eu-west-1", "added"), Number(found, "us-east-1", "added")));

        var anna = _issuer.Issue(@"EXAMPLE\anna", "[UserGroupMember]");
        var listed = await InvokeAsync("list-workspaces", Call("GET", "/workspaces-portal/workspaces", anna).ToJsonString());
        Assert.Equal((200, "application/json", Origin), (Status(listed), Header(listed, "Content-Type"), Header(listed, "Access-Control-Allow-Origin")));
        Assert.Equal("ws-anna00001", Assert.Single(Body(listed).GetProperty("workspaces").EnumerateArray()).GetProperty("workspaceId").GetString());

        var acted = await InvokeAsync("act-on-workspace", Call("POST", "/workspaces/ws-anna00001/actions/Reboot", anna).ToJsonString());
        Assert.Equal(202, Status(acted));
        Assert.Contains("""eu-west-1 RebootWorkspaces {"RebootWorkspaceRequests":[{"WorkspaceId":"ws-anna00001"}]}""", _aws.Calls);

        _aws.Regions["eu-west-1"].Workspaces.RemoveAll(workspace => workspace.Id == "ws-bob000001");
        Assert.Equal(0, Number(await InvokeAsync("find-workspaces", "{}"), "eu-west-1", "removed"));
        Assert.Equal(1, Number(await InvokeAsync("reap-workspaces", "{}"), "eu-west-1", "removed"));

        var records = await _audit.ReadAuditAsync();
        Assert.Equal([AuditEvent.WorkspaceActionBegun, AuditEvent.WorkspaceActionEnded], records.Select(record => record.Event));
        Assert.All(records, record => Assert.Equal(("portal user anna", ApiEvents.Source), (record.Actor, record.ClientAddress)));
    }

    [Fact]
    public async Task An_API_gets_problems_with_their_status_whatever_its_authorizer_said()
    {
        var answers = await InvokeAsync(
            "act-on-workspace",
            Call("POST", "/workspaces/ws-anna00001/actions/Reboot", "not-a-token").WithAuthorizer(new JsonObject { ["claims"] = new JsonObject { ["cognito:username"] = "root", ["custom:ADGroups"] = "AdminGroupMember" } }).ToJsonString(),
            Call("POST", "/workspaces/ws-anna00001/actions/Reboot", null).ToJsonString(),
            Call("POST", "/workspaces/ws-anna00001/actions/Reboot", _issuer.Issue("anna", "UserGroupMember")).ToJsonString(),
            Call("OPTIONS", "/workspaces/ws-anna00001/actions/Reboot", null).ToJsonString(),
            "{}",
            "[]");
        Assert.Equal([401, 401, 403, 204, 400, 400], answers.Select(Status));
        Assert.Equal("application/problem+json", Header(answers[2], "Content-Type"));
        Assert.Equal("There is no WorkSpace of this id that you may act on.", Body(answers[2]).GetProperty("detail").GetString());
        Assert.Equal("GET, POST", Header(answers[3], "Access-Control-Allow-Methods"));
        Assert.Equal(AuditEvent.WorkspaceActionForbidden, Assert.Single(await _audit.ReadAuditAsync()).Event);
    }

    [Fact]
    public async Task A_region_that_cannot_be_read_is_logged_and_loses_nothing()
    {
        await InvokeAsync("find-workspaces", "{}");
        _aws.Regions["us-east-1"].Refusal = (400, "AccessDeniedException", "no");
        var answer = (await InvokeAsync("reap-workspaces", ["{}"], log => Assert.Single(log, line => line.GetProperty("eventId").GetInt32() == 1356 && line.GetProperty("region").GetString() == "us-east-1" && line.GetProperty("level").GetString() == "ERROR")))[0];
        Assert.Equal(("Unreadable", 0), (RegionOf(answer, "us-east-1").GetProperty("outcome").GetString(), Number(answer, "us-east-1", "removed")));
        var admin = _issuer.Issue("root", "AdminGroupMember");
        Assert.Equal(32, Body(await InvokeAsync("list-workspaces", Call("GET", "/workspaces?pageSize=200", admin).ToJsonString())).GetProperty("workspaces").GetArrayLength());
    }

    [Fact]
    public async Task Where_no_region_can_be_read_the_invocation_has_failed()
    {
        foreach (var region in _aws.Regions.Values) region.Refusal = (400, "AccessDeniedException", "no");
        await using var function = FunctionProcess.StartIn(_sandbox, "find-workspaces", Variables);
        var answer = await _sandbox.InvokeAsync(LambdaEvent.Of("{}"));
        Assert.Equal("Function.NoRegionRead", answer.ErrorType);
        Assert.Contains("AccessDeniedException", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list-workspaces", "DCVADMIN_INVENTORY", "", "DCVADMIN_INVENTORY is not set")]
    [InlineData("find-workspaces", "DCVADMIN_INVENTORY", "sqlite:///tmp/x.db", "a SQLite file")]
    [InlineData("act-on-workspace", "DCVADMIN_STORE", "https://broker01:8443", "a broker")]
    [InlineData("list-workspaces", "DCVADMIN_PORTALISSUER", "", "PortalIssuer")]
    [InlineData("act-on-workspace", "DCVADMIN_PORTALORIGINS", "*", "no origin")]
    public async Task What_is_set_wrong_is_told_at_the_start(string handler, string variable, string value, string told)
    {
        await using var function = FunctionProcess.StartIn(_sandbox, handler, [.. Variables.Where(one => one.Name != variable), (variable, value)]);
        var failure = await _sandbox.InitError.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal("Function.InvalidConfiguration", failure.ErrorType);
        Assert.Contains(told, failure.Text, StringComparison.Ordinal);
    }

    private static JsonObject Call(string method, string path, string? token)
    {
        var call = ApiEvents.Rest(null, contentType: null, method: method);
        var query = path.Split('?');
        call["path"] = query[0];
        if (query.Length > 1) call["multiValueQueryStringParameters"] = new JsonObject(query[1].Split('&').Select(pair => pair.Split('=')).Select(pair => new System.Collections.Generic.KeyValuePair<string, JsonNode?>(pair[0], new JsonArray(pair[1]))));
        call["multiValueHeaders"]!["origin"] = new JsonArray(Origin);
        if (token is not null) call["multiValueHeaders"]!["Authorization"] = new JsonArray("Bearer " + token);
        return call;
    }

    private static int Status(JsonElement answer) => answer.GetProperty("statusCode").GetInt32();

    private static string? Header(JsonElement answer, string name) => answer.GetProperty("headers").TryGetProperty(name, out var value) ? value.GetString() : null;

    private static JsonElement Body(JsonElement answer) => JsonDocument.Parse(answer.GetProperty("body").GetString()!).RootElement;

    private static JsonElement RegionOf(JsonElement answer, string region) => answer.GetProperty("regions").EnumerateArray().Single(one => one.GetProperty("region").GetString() == region);

    private static int Number(JsonElement answer, string region, string member) => RegionOf(answer, region).GetProperty(member).GetInt32();

    private async Task<JsonElement> InvokeAsync(string handler, string call) => (await InvokeAsync(handler, [call], _ => { }))[0];

    private Task<JsonElement[]> InvokeAsync(string handler, params string[] calls) => InvokeAsync(handler, calls, _ => { });

    // In a sandbox of its own each time, as a schedule or a first visitor of the day meets it.
    private async Task<JsonElement[]> InvokeAsync(string handler, string[] calls, Action<System.Collections.Generic.IReadOnlyList<JsonElement>> inspect)
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await using var function = FunctionProcess.StartIn(sandbox, handler, Variables);
        var answers = new JsonElement[calls.Length];
        for (var i = 0; i < calls.Length; i++)
        {
            var answer = await sandbox.InvokeAsync(LambdaEvent.Of(calls[i]));
            Assert.Null(answer.ErrorType);
            answers[i] = JsonDocument.Parse(answer.Body).RootElement;
        }

        await sandbox.Idle;
        await function.TerminateAsync();
        await function.WaitForExitAsync();
        inspect(await function.LogAsync());
        return answers;
    }
}
