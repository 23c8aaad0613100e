using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Emulators;
using DcvAdmin.Functions.Tests.Running;
using DcvAdmin.LambdaEmulator;

namespace DcvAdmin.Functions.Tests.Runtime;

/// <summary>The real executable in an emulated sandbox, given events that an API makes, and such as somebody else made.</summary>
public sealed class GetTokenApiProcessTests(MotoServer moto) : IAsyncLifetime
{
    private const string Input = """{"user":"Administrator","sessionId":"console"}""";

    private TokenTable _table = null!;
    private LambdaSandbox _sandbox = null!;

    public async ValueTask InitializeAsync()
    {
        MotoServer.SkipWhereMissing();
        _table = await TokenTable.CreateAsync(await moto.GetAddressAsync(TestContext.Current.CancellationToken));
        _sandbox = await LambdaSandbox.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        await _table.DisposeAsync();
    }

    [Fact]
    public async Task The_environment_says_which_callers_of_an_API_may_issue_and_for_whom()
    {
        await using (var process = FunctionProcess.StartIn(
            _sandbox, "get-token-api", [.. _table.Variables, ("DCVADMIN_ISSUERSCOPE", "dcv/issue"), ("DCVADMIN_ISSUERCLAIM", "custom:ADGroups"), ("DCVADMIN_ISSUERVALUE", "DCV Issuers"), ("DCVADMIN_OWNUSERCLAIM", "custom:user")]))
        {
            Assert.Equal(403, await AskAsync(Claims("openid", "[Domain Users, DCV Issuers]")));
            Assert.Equal(403, await AskAsync(Claims("openid dcv/issue", "[Domain Users]")));
            Assert.Equal(200, await AskAsync(Claims("openid dcv/issue", "[Domain Users, DCV Issuers]")));
            Assert.Equal(200, await AskAsync(Claims("openid", "[Domain Users]"), """{"user":"anna","sessionId":"console"}"""));
            await _sandbox.Idle;
            process.Kill();
        }

        Assert.Equal(["Administrator", "anna"], (await _table.ReadAuditAsync()).Where(entry => entry.Event == AuditEvent.TokenIssued).Select(entry => entry.UserName));
    }

    [Fact]
    public async Task Without_a_rule_only_a_signed_caller_issues_and_no_forged_event_does()
    {
        await using (var process = FunctionProcess.StartIn(_sandbox, "get-token-api", _table.Variables))
        {
            Assert.Equal(403, await AskAsync(Claims("openid dcv/issue", "[DCV Issuers]")));
            Assert.Equal(403, await AskAsync(null));
            // As integrations hand it over that are none of a proxy, and as whoever may invoke the function by mistake.
            Assert.Equal(400, StatusOf(await _sandbox.InvokeAsync(LambdaEvent.Of(Input))));
            Assert.Equal(400, StatusOf(await _sandbox.InvokeAsync(LambdaEvent.Of("""{"user":"Administrator","sessionId":"console","requestContext":null}"""))));
            // An API's authorizer is one: whoever managed to add a second one gets nothing by it.
            Assert.Equal(403, await AskAsync(JsonNode.Parse("""{"claims":{"sub":"1"},"iam":{"userArn":"arn:aws:iam::123456789012:user/root"}}""")));
            Assert.Equal(200, await AskAsync(JsonNode.Parse("""{"iam":{"userArn":"arn:aws:sts::123456789012:assumed-role/portal/i-1"}}""")));
            await _sandbox.Idle;
            process.Kill();
        }

        Assert.Equal("API caller arn:aws:sts::123456789012:assumed-role/portal/i-1", Assert.Single(await _table.ReadAuditAsync(), entry => entry.Event == AuditEvent.TokenIssued).Actor);
    }

    [Fact]
    public async Task What_a_signed_API_event_says_is_nothing_to_the_direct_function()
    {
        await using (var process = FunctionProcess.StartIn(_sandbox, "get-token", _table.Variables))
        {
            Assert.Equal(400, await AskAsync(JsonNode.Parse("""{"iam":{"userArn":"arn:aws:iam::123456789012:user/bert"}}""")));
            Assert.Equal(400, StatusOf(await _sandbox.InvokeAsync(LambdaEvent.Of("""{"user":"Administrator","sessionId":"console","requestContext":{"identity":{"userArn":"arn:aws:iam::123456789012:user/bert"}}}"""))));
            await _sandbox.Idle;
            process.Kill();
        }

        Assert.Empty(await _table.ReadAuditAsync());
    }

    private static JsonObject Claims(string scope, string groups) => new()
    {
        ["jwt"] = new JsonObject { ["claims"] = new JsonObject { ["sub"] = "1234", ["scope"] = scope, ["custom:ADGroups"] = groups, ["custom:user"] = "anna", ["cognito:username"] = "Administrator" } },
    };

    private static int StatusOf(LambdaAnswer answer)
    {
        Assert.Equal(LambdaAnswerKind.Response, answer.Kind);
        return JsonDocument.Parse(answer.Body).RootElement.GetProperty("statusCode").GetInt32();
    }

    private async Task<int> AskAsync(JsonNode? authorizer, string input = Input) =>
        StatusOf(await _sandbox.InvokeAsync(LambdaEvent.Of(ApiEvents.Http(input, "application/json").WithAuthorizer(authorizer).ToJsonString())));
}
