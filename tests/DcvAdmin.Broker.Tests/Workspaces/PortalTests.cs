using System;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Broker.Options;
using DcvAdmin.Broker.Tests.Running;
using DcvAdmin.Stores;

namespace DcvAdmin.Broker.Tests.Workspaces;

/// <summary>Alone, because the variables of AWS are those of the process.</summary>
[CollectionDefinition(nameof(PortalTests), DisableParallelization = true)]
public sealed class PortalsAlone;

[Collection(nameof(PortalTests))]
public sealed class PortalTests(SharedPortal shared) : IClassFixture<SharedPortal>, IAsyncLifetime
{
    private const string Both = "[UserGroupMember, AdminGroupMember]";

    private readonly RunningPortal _portal = shared.Portal;

    public async ValueTask InitializeAsync() => await _portal.ResetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("anna", "UserGroupMember", "", "ws-anna00001 ws-anna00002")]
    [InlineData(@"EXAMPLE\ANNA", "UserGroupMember", "", "ws-anna00001 ws-anna00002")]
    [InlineData("bob", "UserGroupMember", "?scope=own", "ws-bob000001")]
    [InlineData("carla", "UserGroupMember", "", "")]
    [InlineData("root", "AdminGroupMember", "", "ws-anna00001 ws-anna00002 ws-bob000001")]
    [InlineData("bob", Both, "", "ws-bob000001")]
    [InlineData("bob", Both, "?scope=all", "ws-anna00001 ws-anna00002 ws-bob000001")]
    [InlineData("bob", "AdminGroupMember", "?scope=own", "ws-bob000001")]
    public async Task Users_see_their_own_and_admins_all(string user, string groups, string query, string ids)
    {
        var answer = await _portal.GetAsync("/workspaces" + query, _portal.TokenOf(user, groups));
        Assert.Equal(200, answer.Status);
        Assert.Equal(ids, string.Join(' ', answer.Ids));
        Assert.Empty(_portal.Aws.Calls);
    }

    [Fact]
    public async Task A_WorkSpace_says_what_its_user_may_do_and_how_old_this_is()
    {
        var stopped = await _portal.GetAsync("/workspaces/ws-anna00002", _portal.TokenOf("anna"));
        Assert.Equal(["Start", "Rebuild"], stopped.Body!["allowedActions"]!.AsArray().Select(action => (string)action!));
        Assert.InRange((DateTimeOffset)stopped.Body["asOf"]!, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddSeconds(5));
        var shownToAdmin = await _portal.GetAsync("/workspaces/ws-anna00002", _portal.TokenOf("root", "AdminGroupMember"));
        Assert.Contains("Terminate", shownToAdmin.Body!["allowedActions"]!.AsArray().Select(action => (string)action!));
        Assert.Equal("no-store", stopped.Header("Cache-Control"));
    }

    [Fact]
    public async Task Pages_lead_to_all()
    {
        var token = _portal.TokenOf("root", "AdminGroupMember");
        var first = await _portal.GetAsync("/workspaces?pageSize=2", token);
        var second = await _portal.GetAsync($"/workspaces?pageSize=2&cursor={Uri.EscapeDataString((string)first.Body!["nextCursor"]!)}", token);
        Assert.Equal(3, first.Ids.Concat(second.Ids).Distinct().Count());
        Assert.Null(second.Body!["nextCursor"]);
    }

    [Fact]
    public async Task Nobody_can_try_out_ids()
    {
        var anothers = await _portal.GetAsync("/workspaces/ws-bob000001", _portal.TokenOf("anna"));
        var nobodys = await _portal.GetAsync("/workspaces/ws-nobody0001", _portal.TokenOf("anna"));
        Assert.Equal((403, "Forbidden"), (anothers.Status, anothers.Code));
        Assert.Equal(anothers.Body!.ToJsonString(), nobodys.Body!.ToJsonString());
        Assert.Equal(404, (await _portal.GetAsync("/workspaces/ws-nobody0001", _portal.TokenOf("root", "AdminGroupMember"))).Status);

        var acted = await _portal.ActAsync("ws-bob000001", "Reboot", _portal.TokenOf("anna"));
        var tried = await _portal.ActAsync("ws-nobody0001", "Reboot", _portal.TokenOf("anna"));
        Assert.Equal(acted.Body!.ToJsonString(), tried.Body!.ToJsonString());
        Assert.Empty(_portal.Aws.Calls);
    }

    [Fact]
    public async Task An_action_goes_out_and_is_on_record_before_and_after()
    {
        var answer = await _portal.ActAsync("ws-anna00001", "reboot", _portal.TokenOf("anna"));
        Assert.Equal(202, answer.Status);
        Assert.Equal("""{"workspaceId":"ws-anna00001","region":"eu-west-1","action":"Reboot","operation":"RebootWorkspaces"}""", answer.Body!.ToJsonString());
        Assert.Equal(["""eu-west-1 RebootWorkspaces {"RebootWorkspaceRequests":[{"WorkspaceId":"ws-anna00001"}]}"""], _portal.Acts);
        var records = await _portal.ReadAuditAsync();
        Assert.Equal([AuditEvent.WorkspaceActionBegun, AuditEvent.WorkspaceActionEnded], records.Select(record => record.Event));
        Assert.All(records, record => Assert.Equal(("portal user anna", "anna", "127.0.0.1"), (record.Actor, record.UserName, record.ClientAddress)));
        Assert.Equal("RebootWorkspaces for ws-anna00001 in eu-west-1 of 123456789012: accepted", records[1].Detail);
        Assert.True((await _portal.Broker.Application.Store.Audit.VerifyAsync(TestContext.Current.CancellationToken)).IsIntact);
    }

    [Theory]
    [InlineData("anna", "UserGroupMember", "ws-bob000001", "Reboot")]
    [InlineData("anna", "UserGroupMember", "ws-anna00001", "Terminate")]
    [InlineData("anna", "UserGroupMember", "ws-anna00001", "Restore")]
    [InlineData("anna", "UserGroupMember", "ws-nobody0001", "Start")]
    public async Task What_someone_may_not_do_is_refused_and_on_record(string user, string groups, string id, string action)
    {
        var answer = await _portal.ActAsync(id, action, _portal.TokenOf(user, groups));
        Assert.Equal((403, "Forbidden"), (answer.Status, answer.Code));
        var record = Assert.Single(await _portal.ReadAuditAsync());
        Assert.Equal((AuditEvent.WorkspaceActionForbidden, $"portal user {user}", $"{action} of {id}"), (record.Event, record.Actor, record.Detail));
        Assert.Empty(_portal.Acts);
    }

    [Fact]
    public async Task Somebody_with_both_roles_acts_as_an_admin()
    {
        Assert.Equal(202, (await _portal.ActAsync("ws-anna00001", "Stop", _portal.TokenOf("bob", Both))).Status);
        Assert.Equal("portal admin bob", (await _portal.ReadAuditAsync())[0].Actor);
    }

    [Fact]
    public async Task What_is_not_legal_now_is_told_with_its_reason_by_the_state_now()
    {
        var alwaysOn = await _portal.ActAsync("ws-bob000001", "Stop", _portal.TokenOf("bob"));
        Assert.Equal((409, "NotLegal", "Stop needs the running mode AutoStop or Manual; it is AlwaysOn."), (alwaysOn.Status, alwaysOn.Code, (string)alwaysOn.Body!["detail"]!));
        // The inventory still says that it runs.
        _portal.Ireland.Workspaces[0].State = "STOPPED";
        Assert.Equal("NotLegal", (await _portal.ActAsync("ws-anna00001", "Stop", _portal.TokenOf("anna"))).Code);
        _portal.Ireland.Workspaces[0].Tags["DcvAdmin:Protected"] = "true";
        var shielded = await _portal.ActAsync("ws-anna00001", "Terminate", _portal.TokenOf("root", "AdminGroupMember"));
        Assert.Equal((409, "NotLegal"), (shielded.Status, shielded.Code));
        Assert.Empty(_portal.Acts);
    }

    [Fact]
    public async Task A_running_mode_comes_in_the_body()
    {
        var admin = _portal.TokenOf("root", "AdminGroupMember");
        Assert.Equal(202, (await _portal.ActAsync("ws-bob000001", "SetRunningMode", admin, """{"runningMode":"AutoStop","autoStopTimeoutMinutes":120}""")).Status);
        Assert.Contains("\"RunningModeAutoStopTimeoutInMinutes\":120", _portal.Acts.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SetRunningMode", null)]
    [InlineData("SetRunningMode", """{"runningMode":"AutoStop","autoStopTimeoutMinutes":90}""")]
    [InlineData("SetRunningMode", """{"runningMode":"3"}""")]
    [InlineData("SetRunningMode", """{"runningMode":"AutoStop","force":true}""")]
    [InlineData("SetRunningMode", """{"runningMode":"AutoStop","runningMode":"AlwaysOn"}""")]
    [InlineData("SetRunningMode", "[]")]
    [InlineData("SetRunningMode", "{")]
    [InlineData("Reboot", """{"runningMode":"AutoStop"}""")]
    public async Task A_wrong_body_is_refused(string action, string? json)
    {
        Assert.Equal((400, "InvalidRequest"), await CodeOf(_portal.ActAsync("ws-anna00001", action, _portal.TokenOf("root", "AdminGroupMember"), json)));
        Assert.Empty(_portal.Aws.Calls);
    }

    [Theory]
    [InlineData("GET", "/workspaces?scope=mine", 400)]
    [InlineData("GET", "/workspaces?scope=own&scope=all", 400)]
    [InlineData("GET", "/workspaces?user=bob", 400)]
    [InlineData("GET", "/workspaces?pageSize=0", 400)]
    [InlineData("GET", "/workspaces?pageSize=100000", 400)]
    [InlineData("GET", "/workspaces?cursor=garbage", 400)]
    [InlineData("GET", "/workspaces/i-0123456789abcdef0", 400)]
    [InlineData("GET", "/workspaces/..%2f..%2fauth-tokens", 400)]
    [InlineData("GET", "/workspaces/ws-anna00001/actions/Reboot", 405)]
    [InlineData("POST", "/workspaces/ws-anna00001/actions/Explode", 404)]
    [InlineData("POST", "/workspaces/ws-anna00001/actions/3", 404)]
    [InlineData("POST", "/workspaces/ws-anna00001/actions/Reboot/now", 404)]
    [InlineData("DELETE", "/workspaces/ws-anna00001", 405)]
    [InlineData("PUT", "/workspaces", 405)]
    public async Task A_wrong_request_is_a_problem_with_its_status(string method, string path, int status)
    {
        var answer = await _portal.AskAsync(new HttpMethod(method), path, _portal.TokenOf("root", "AdminGroupMember"));
        Assert.Equal((status, "application/problem+json"), (answer.Status, answer.ContentType));
        Assert.Equal(status, (int)answer.Body!["status"]!);
    }

    [Fact]
    public async Task A_body_that_is_too_long_or_no_JSON_is_refused()
    {
        var token = _portal.TokenOf("root", "AdminGroupMember");
        using var large = new StringContent(new string(' ', 5000), Encoding.UTF8, "application/json");
        Assert.Equal((413, "TooLarge"), await CodeOf(_portal.AskAsync(HttpMethod.Post, "/workspaces/ws-anna00001/actions/Reboot", token, large)));
        using var form = new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded");
        Assert.Equal((415, "UnsupportedMediaType"), await CodeOf(_portal.AskAsync(HttpMethod.Post, "/workspaces/ws-anna00001/actions/Reboot", token, form)));
    }

    [Fact]
    public async Task Without_a_token_nothing_is_told()
    {
        var answer = await _portal.GetAsync("/workspaces", null);
        Assert.Equal((401, "Bearer"), (answer.Status, answer.Header("WWW-Authenticate")));
        Assert.Equal(401, (await _portal.GetAsync("/workspaces/whatever/there/is", null)).Status);
    }

    [Fact]
    public async Task A_token_that_is_not_valid_is_refused()
    {
        var good = _portal.TokenOf("root", "AdminGroupMember");
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string[] bad =
        [
            "x", good[..^4] + "AAAA", good + ".", "eyJhbGciOiJub25lIn0." + good.Split('.')[1] + ".",
            Changed("exp", now - 120), Changed("nbf", now + 3600), Changed("aud", "another-client"), Changed("iss", _portal.Issuer.Name + "/"), Changed("token_use", "access"), Changed("exp", "soon"),
        ];
        foreach (var token in bad)
        {
            var answer = await _portal.GetAsync("/workspaces", token);
            Assert.Equal((401, "Unauthorized", "Bearer error=\"invalid_token\""), (answer.Status, answer.Code, answer.Header("WWW-Authenticate")));
        }

        Assert.Equal(200, (await _portal.GetAsync("/workspaces", good)).Status);

        string Changed(string claim, JsonNode value) => _portal.TokenOf("root", "AdminGroupMember", claims => claims[claim] = value);
    }

    [Theory]
    [InlineData("anna", "")]
    [InlineData("anna", "usergroupmember")]
    [InlineData("anna", "NotUserGroupMember")]
    [InlineData(@"EXAMPLE\", "UserGroupMember")]
    public async Task A_token_without_a_role_or_a_name_is_forbidden(string user, string groups) => Assert.Equal((403, "Forbidden"), await CodeOf(_portal.GetAsync("/workspaces", _portal.TokenOf(user, groups))));

    [Fact]
    public async Task Only_configured_origins_may_call()
    {
        var preflight = await _portal.AskAsync(HttpMethod.Options, "/workspaces/ws-anna00001/actions/Reboot", null, origin: RunningPortal.Origin);
        Assert.Equal((204, RunningPortal.Origin, "GET, POST", "Authorization, Content-Type"), (preflight.Status, preflight.Header("Access-Control-Allow-Origin"), preflight.Header("Access-Control-Allow-Methods"), preflight.Header("Access-Control-Allow-Headers")));
        Assert.Null((await _portal.AskAsync(HttpMethod.Options, "/workspaces", null, origin: "https://portal.example.com.evil.example")).Header("Access-Control-Allow-Origin"));
        // A page must be able to read why it was refused.
        Assert.Equal(RunningPortal.Origin, (await _portal.AskAsync(HttpMethod.Get, "/workspaces", null, origin: RunningPortal.Origin)).Header("Access-Control-Allow-Origin"));
        Assert.Equal("Origin", (await _portal.GetAsync("/workspaces", null)).Header("Vary"));
        Assert.Null(preflight.Header("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task What_AWS_refuses_is_told_without_its_words()
    {
        _portal.Ireland.Refusal = (400, "AccessDeniedException", "User: arn:aws:iam::123456789012:user/x is not authorized");
        var answer = await _portal.ActAsync("ws-anna00001", "Reboot", _portal.TokenOf("anna"));
        Assert.Equal((502, "AwsRefused"), (answer.Status, answer.Code));
        Assert.DoesNotContain("arn:", answer.Body!.ToJsonString(), StringComparison.Ordinal);
        _portal.Ireland.Refusal = null;
        _portal.Ireland.Workspaces[0].FailsWith = "OperationNotSupportedException";
        Assert.Equal((409, "Refused"), await CodeOf(_portal.ActAsync("ws-anna00001", "Reboot", _portal.TokenOf("anna"))));
        Assert.Equal("RebootWorkspaces for ws-anna00001 in eu-west-1 of 123456789012: refused, OperationNotSupportedException", (await _portal.ReadAuditAsync())[^1].Detail);
    }

    [Fact]
    public async Task A_lost_answer_is_on_record_and_the_call_goes_out_once()
    {
        _portal.Ireland.LoseAnswer("RebootWorkspaces");
        var answer = await _portal.ActAsync("ws-anna00001", "Reboot", _portal.TokenOf("anna"));
        // Nothing that would have a client ask again by itself.
        Assert.Equal((502, "OutcomeUnknown", null), (answer.Status, answer.Code, answer.Header("Retry-After")));
        Assert.Single(_portal.Acts);
        Assert.EndsWith(": failed, Unavailable", (await _portal.ReadAuditAsync())[^1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_was_sent_the_answer_says_so()
    {
        _portal.Ireland.Refusal = (503, "ServiceUnavailableException", "later");
        var answer = await _portal.ActAsync("ws-anna00001", "Reboot", _portal.TokenOf("anna"));
        Assert.Equal((503, "Unavailable"), (answer.Status, answer.Code));
        Assert.Empty(await _portal.ReadAuditAsync());
    }

    [Fact]
    public async Task Whoever_tries_to_act_without_a_role_is_on_record()
    {
        Assert.Equal((403, "Forbidden"), await CodeOf(_portal.ActAsync("ws-anna00001", "Terminate", _portal.TokenOf("anna", "None"))));
        var record = Assert.Single(await _portal.ReadAuditAsync());
        Assert.Equal((AuditEvent.WorkspaceActionForbidden, "portal caller anna, without a role"), (record.Event, record.Actor));
    }

    [Fact]
    public async Task One_that_is_gone_is_not_found()
    {
        _portal.Ireland.Workspaces.RemoveAt(0);
        Assert.Equal((404, "NotFound"), await CodeOf(_portal.ActAsync("ws-anna00001", "Reboot", _portal.TokenOf("anna"))));
    }

    [Fact]
    public async Task The_portal_does_not_take_tokens_of_the_broker_nor_the_broker_those_of_the_portal()
    {
        await _portal.Broker.LogInAsync();
        var ofBroker = _portal.Broker.Http.DefaultRequestHeaders.Authorization!.Parameter!;
        _portal.Broker.Http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(401, (await _portal.GetAsync("/workspaces", ofBroker)).Status);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_portal.Broker.Application.ClientAddress, "auth-tokens"));
        request.Headers.Authorization = new("Bearer", _portal.TokenOf("root", "AdminGroupMember"));
        using var response = await _portal.Broker.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(401, (int)response.StatusCode);
    }

    private static async Task<(int Status, string? Code)> CodeOf(Task<PortalAnswer> asking)
    {
        var answer = await asking;
        return (answer.Status, answer.Code);
    }
}

[Collection(nameof(PortalTests))]
public sealed class PortalSettingsTests
{
    [Fact]
    public async Task Who_asks_too_often_is_told_in_the_portal_s_form()
    {
        await using var portal = await RunningPortal.StartAsync("--portal-rate", "1");
        var token = portal.TokenOf("anna");
        var last = await portal.GetAsync("/workspaces", token);
        for (var i = 0; i < 20 && last.Status == 200; i++) last = await portal.GetAsync("/workspaces", token);
        Assert.Equal((429, "Throttled"), (last.Status, last.Code));
        Assert.Matches("^[0-9]+$", last.Header("Retry-After"));
    }

    [Fact]
    public async Task Claims_prefix_directories_and_actions_are_as_configured()
    {
        await using var portal = await RunningPortal.StartAsync("--portal-user-claim", "email_name", "--portal-user-prefix", "ADFS_", "--portal-groups-claim", "roles", "--portal-user-groups", "users", "--portal-directories", "d-9999999999", "--portal-user-actions", "none");
        var token = portal.TokenOf("nobody", "AdminGroupMember", Claims("ADFS_EXAMPLE\\anna"));
        Assert.Empty((await portal.GetAsync("/workspaces", token)).Ids);
        Assert.Equal(403, (await portal.GetAsync("/workspaces", portal.TokenOf("anna", "AdminGroupMember", Claims("anna")))).Status);
        Assert.Equal(403, (await portal.GetAsync("/workspaces", portal.TokenOf("anna", "AdminGroupMember"))).Status);

        await using var trusting = await RunningPortal.StartAsync("--portal-domains", "EXAMPLE,corp.example.com");
        Assert.Equal(2, (await trusting.GetAsync("/workspaces", trusting.TokenOf(@"example\anna"))).Ids.Count());
        Assert.Equal(403, (await trusting.GetAsync("/workspaces", trusting.TokenOf(@"OTHER\anna"))).Status);
        Assert.Equal(403, (await trusting.GetAsync("/workspaces", trusting.TokenOf("anna"))).Status);

        await using var withoutAdmins = await RunningPortal.StartAsync("--portal-admin-groups", "none");
        Assert.Equal(403, (await withoutAdmins.GetAsync("/workspaces", withoutAdmins.TokenOf("root", "AdminGroupMember"))).Status);

        static Action<JsonObject> Claims(string name) => claims => (claims["email_name"], claims["roles"]) = (name, new JsonArray("others", "users"));
    }

    [Fact]
    public async Task A_new_key_of_the_issuer_is_taken()
    {
        await using var portal = await RunningPortal.StartAsync();
        Assert.Equal(200, (await portal.GetAsync("/workspaces", portal.TokenOf("anna"))).Status);
        var old = portal.TokenOf("anna");
        portal.Issuer.Rotate();
        Assert.Equal(200, (await portal.GetAsync("/workspaces", portal.TokenOf("anna"))).Status);
        Assert.Equal(401, (await portal.GetAsync("/workspaces", old)).Status);
        Assert.Equal(2, portal.Issuer.Requests);
    }

    [Fact]
    public async Task Where_the_issuer_is_away_the_answer_is_later_and_not_no()
    {
        await using var portal = await RunningPortal.StartAsync();
        portal.Issuer.IsDown = true;
        var answer = await portal.GetAsync("/workspaces", portal.TokenOf("anna"));
        Assert.Equal((503, "KeysUnavailable"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Without_an_issuer_there_is_no_portal()
    {
        await using var broker = await RunningBroker.StartAsync();
        using var response = await broker.Http.GetAsync(new Uri(broker.Application.ClientAddress, "workspaces"), TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)response.StatusCode);
    }

    [Fact]
    public void Wrong_options_are_all_told()
    {
        var (_, flaws) = BrokerOptionsReader.Read(BrokerCommandLine.Parse(["--portal-issuer", "http://idp.example.com", "--portal-origins", "*,https://a.example.com/x", "--portal-user-actions", "Start,Fly", "--portal-token-use", "refresh", "--inventory", "https://broker01:8443"]));
        string[] keys = ["PortalIssuer", "PortalJwksUri", "PortalAudience", "PortalTokenUse", "PortalOrigins", "PortalOrigins", "PortalUserActions", "Inventory"];
        Assert.Equal(keys, flaws.Select(flaw => flaw.Split(' ')[0]));
        var (_, orphans) = BrokerOptionsReader.Read(BrokerCommandLine.Parse(["--portal-audience", "a"]));
        Assert.Equal("PortalAudience is set and PortalIssuer is not: name the issuer of the tokens, or take it away.", Assert.Single(orphans));
    }

    [Fact]
    public void The_inventory_lies_beside_the_tokens()
    {
        string[] portal = ["--portal-issuer", "https://idp.example.com", "--portal-audience", "a"];
        Assert.Equal("dynamodb://WorkspacesPortal?region=eu-west-1", BrokerOptionsReader.Read(BrokerCommandLine.Parse([.. portal, "--store", "dynamodb://Tokens?region=eu-west-1"])).Options!.Inventory!.ToString());
        var file = BrokerOptionsReader.Read(BrokerCommandLine.Parse(portal)).Options!;
        Assert.Equal(file.Store, file.Inventory);
        Assert.IsType<StoreUri.Sqlite>(file.Inventory);
    }
}
