using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DcvAdmin.Functions.Tests.Running;
using DcvAdmin.Functions.Tokens;
using DcvAdmin.Tokens;

namespace DcvAdmin.Functions.Tests.Tokens;

public sealed class GetTokenApiTests : IDisposable
{
    private const string Input = """{"user":"anna","sessionId":"console"}""";
    private const string Signer = "arn:aws:sts::123456789012:assumed-role/portal/i-1";

    private static readonly IssuerRule Groups = new() { Claim = "cognito:groups", Value = "dcv issuers" };

    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("tokens.db");

    public static TheoryData<string, string> NamedCallers() => new()
    {
        { """{"principalId":"user|a1b2","role":"issuer"}""", "user|a1b2" },
        { """{"claims":{"sub":"1234","cognito:username":"anna","role":"issuer"}}""", "1234 (anna)" },
        { """{"jwt":{"claims":{"sub":"1234","role":"issuer"},"scopes":null}}""", "1234" },
        { """{"jwt":{"claims":{"sub":"1234","username":"anna","role":"issuer"}}}""", "1234 (anna)" },
        { """{"lambda":{"principalId":"anna","role":"issuer"}}""", "anna" },
        { """{"lambda":{"sub":"1234","role":"issuer"}}""", "1234" },
        { "{\"iam\":{\"userArn\":\"" + Signer + "\",\"accountId\":\"123456789012\"}}", Signer },
    };

    [Theory]
    [MemberData(nameof(NamedCallers))]
    public async Task Who_is_allowed_issues_under_the_name_that_the_authorizer_gave(string authorizer, string caller)
    {
        using var store = new Store(File);
        using var function = new FunctionUnderTest(GetTokenApiFunction.Name, File, new IssuerRule { Claim = "role", Value = "issuer" });

        foreach (var call in (JsonObject[])[ApiEvents.Rest(Input, "application/json"), ApiEvents.Http(Input, "application/json; charset=utf-8")])
        {
            var reply = await function.AnswerAsync(call.WithAuthorizer(JsonNode.Parse(authorizer)));

            Assert.Equal(200, reply.GetProperty("statusCode").GetInt32());
            Assert.Equal("no-store", reply.GetProperty("headers").GetProperty("Cache-Control").GetString());
            var body = JsonDocument.Parse(reply.GetProperty("body").GetString()!).RootElement;
            var grant = await store.GrantAsync(body.GetProperty("id").GetString()!);
            Assert.Equal($"API caller {caller}", grant.Issuer);
            Assert.Equal(grant.Id, AuthToken.FromText(body.GetProperty("authToken").GetString()!).ToHash().ToGrantId().Value);
            Assert.Equal(grant.ExpiresAt, body.GetProperty("expiresAt").GetDateTimeOffset());
        }
    }

    [Fact]
    public async Task A_signed_call_to_a_REST_API_issues_under_the_signer_whatever_the_rule_for_others()
    {
        using var store = new Store(File);
        using var function = new FunctionUnderTest(GetTokenApiFunction.Name, File, Groups);
        var call = ApiEvents.Rest(Input, "application/json");
        call["requestContext"]!["identity"]!["userArn"] = "arn:aws:iam::123456789012:user/bert";

        var reply = await function.AnswerAsync(call);

        var id = JsonDocument.Parse(reply.GetProperty("body").GetString()!).RootElement.GetProperty("id").GetString()!;
        Assert.Equal("API caller arn:aws:iam::123456789012:user/bert", (await store.GrantAsync(id)).Issuer);
    }

    [Theory]
    [InlineData("""{"principalId":"anna"}""")]
    [InlineData("""{"claims":{"sub":"1234","cognito:username":"anna","cognito:groups":"Administrators","scope":"aws.cognito.signin.user.admin"}}""")]
    [InlineData("""{"jwt":{"claims":{"sub":"1234","username":"anna"},"scopes":["openid"]}}""")]
    [InlineData("""{"lambda":{"principalId":"anna"}}""")]
    public async Task Where_nothing_is_set_to_be_known_is_not_to_be_allowed(string authorizer)
    {
        using var function = new FunctionUnderTest(GetTokenApiFunction.Name, Untouched());

        foreach (var call in (JsonObject[])[ApiEvents.Rest(Input, "application/json"), ApiEvents.Http(Input, "application/json")])
        {
            var reply = await function.AnswerAsync(call.WithAuthorizer(JsonNode.Parse(authorizer)));

            Assert.Equal((403, "The caller may not have tokens issued"), (reply.GetProperty("statusCode").GetInt32(), ErrorOf(reply)));
        }

        Assert.All(function.Log, line => Assert.Equal((1504, "Neither DCVADMIN_ISSUERSCOPE nor DCVADMIN_ISSUERCLAIM is set, so only signed callers may issue for anyone"), (line.GetProperty("eventId").GetInt32(), line.GetProperty("reason").GetString())));
    }

    [Theory]
    // As a user pool, an identity provider behind it, and the two kinds of API write lists.
    [InlineData("\"dcv issuers\"", true)]
    [InlineData("\"users,dcv issuers\"", true)]
    [InlineData("\"[users, dcv issuers]\"", true)]
    [InlineData("\"[\\\"users\\\",\\\"dcv issuers\\\"]\"", true)]
    [InlineData("\"[dcv issuers]\"", true)]
    [InlineData("[\"users\",\"dcv issuers\"]", true)]
    [InlineData("\"\"", false)]
    [InlineData("\"[]\"", false)]
    [InlineData("\"[\"", false)]
    [InlineData("\"not dcv issuers\"", false)]
    [InlineData("\"[not dcv issuers]\"", false)]
    [InlineData("\"dcv issuers no more\"", false)]
    [InlineData("\"DCV Issuers\"", false)]
    [InlineData("\"users,not dcv issuers\"", false)]
    [InlineData("[[\"dcv issuers\"]]", false)]
    [InlineData("{\"dcv issuers\":true}", false)]
    [InlineData("true", false)]
    [InlineData("null", false)]
    public async Task A_group_is_looked_for_in_the_lists_of_all_kinds_of_APIs_and_only_as_a_whole(string groups, bool isAllowed)
    {
        using var function = new FunctionUnderTest(GetTokenApiFunction.Name, File, Groups);
        var call = ApiEvents.Rest(Input, "application/json").WithAuthorizer(JsonNode.Parse($$$"""{"claims":{"sub":"1234","cognito:groups":{{{groups}}},"custom:groups":"dcv issuers"}}"""));

        Assert.Equal(isAllowed ? 200 : 403, (await function.AnswerAsync(call)).GetProperty("statusCode").GetInt32());
    }

    [Theory]
    [InlineData("[users dcv-issuers]", true)]
    [InlineData("[dcv-issuers]", true)]
    [InlineData("[not dcv-issuers, users]", false)]
    [InlineData("[users not-dcv-issuers]", false)]
    [InlineData("users dcv-issuers", false)]
    public async Task A_list_of_an_HTTP_API_is_split_at_blanks_and_a_single_value_is_not(string groups, bool isAllowed)
    {
        using var function = new FunctionUnderTest(GetTokenApiFunction.Name, File, new IssuerRule { Claim = "custom:ADGroups", Value = "dcv-issuers" });
        var claims = new JsonObject { ["sub"] = "1234", ["custom:ADGroups"] = groups };
        var call = ApiEvents.Http(Input, "application/json").WithAuthorizer(new JsonObject { ["jwt"] = new JsonObject { ["claims"] = claims } });

        Assert.Equal(isAllowed ? 200 : 403, (await function.AnswerAsync(call)).GetProperty("statusCode").GetInt32());
    }

    [Theory]
    [InlineData("openid dcv/issue", "users,staff", true)]
    [InlineData("openid dcv/issue", "users", false)]
    [InlineData("openid", "staff", false)]
    [InlineData("openid dcv/issue.not", "staff", false)]
    [InlineData(null, "staff", false)]
    [InlineData("dcv/issue", null, false)]
    public async Task Scope_and_group_are_both_asked_for_where_both_are_set(string? scope, string? groups, bool isAllowed)
    {
        using var function = new FunctionUnderTest(GetTokenApiFunction.Name, File, new IssuerRule { Scope = "dcv/issue", Claim = "cognito:groups", Value = "staff" });
        var claims = new JsonObject { ["sub"] = "1234", ["scope"] = scope, ["cognito:groups"] = groups };
        var call = ApiEvents.Rest(Input, "application/json").WithAuthorizer(new JsonObject { ["claims"] = claims });

        Assert.Equal(isAllowed ? 200 : 403, (await function.AnswerAsync(call)).GetProperty("statusCode").GetInt32());
    }

    [Theory]
    [InlineData("anna", "anna", 200)]
    [InlineData("anna", "Anna", 403)]
    [InlineData("anna", "anna ", 403)]
    [InlineData("anna", "Administrator", 403)]
    [InlineData("", "", 403)]
    [InlineData("[anna, Administrator]", "anna", 403)]
    public async Task Everybody_else_issues_for_the_user_of_its_own_claim_alone_where_one_is_set(string own, string user, int status)
    {
        using var function = new FunctionUnderTest(GetTokenApiFunction.Name, File, Groups with { OwnUserClaim = "custom:user" });
        var claims = new JsonObject { ["sub"] = "1234", ["cognito:username"] = "Administrator", ["custom:user"] = own };

        JsonObject Call(string groups)
        {
            claims["cognito:groups"] = groups;
            return ApiEvents.Rest(new JsonObject { ["user"] = user, ["sessionId"] = "console" }.ToJsonString(), "application/json").WithAuthorizer(new JsonObject { ["claims"] = claims.DeepClone() });
        }

        Assert.Equal(status, (await function.AnswerAsync(Call("users"))).GetProperty("statusCode").GetInt32());
        // In the group, for anyone; a name that is none is another matter.
        Assert.Equal(user.Trim() == user && user.Length > 0 ? 200 : 400, (await function.AnswerAsync(Call("dcv issuers"))).GetProperty("statusCode").GetInt32());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"lambda":null}""")]
    [InlineData("""{"lambda":{"role":"admin"}}""")]
    [InlineData("""{"principalId":""}""")]
    [InlineData("""{"principalId":"two\nlines"}""")]
    [InlineData("""{"principalId":7}""")]
    [InlineData("""{"claims":"sub"}""")]
    [InlineData("""{"claims":{"cognito:groups":"dcv issuers"}}""")]
    [InlineData("\"anna\"")]
    [InlineData("""{"claims":{"sub":"1"},"iam":{"userArn":"arn:aws:iam::123456789012:user/bert"}}""")]
    [InlineData("""{"jwt":{"claims":{"sub":"1"}},"lambda":{"principalId":"anna"}}""")]
    public async Task A_caller_whom_nobody_has_named_or_more_than_one_is_refused(string authorizer)
    {
        using var function = new FunctionUnderTest(GetTokenApiFunction.Name, Untouched(), rule: Groups with { OwnUserClaim = "sub" });

        var reply = await function.AnswerAsync(ApiEvents.Rest(Input, "application/json").WithAuthorizer(JsonNode.Parse(authorizer)));

        Assert.Equal(403, reply.GetProperty("statusCode").GetInt32());
        Assert.Contains("authorizer", ErrorOf(reply), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"principalId":"anna"}""")]
    [InlineData("""{"claims":{"sub":"1234"}}""")]
    [InlineData("""{"jwt":{"claims":{"sub":"1234"}}}""")]
    public async Task A_signature_beside_another_authorizer_lets_nobody_in(string authorizer)
    {
        using var function = new FunctionUnderTest(GetTokenApiFunction.Name, Untouched());
        var call = ApiEvents.Rest(Input, "application/json").WithAuthorizer(JsonNode.Parse(authorizer));
        call["requestContext"]!["identity"]!["userArn"] = Signer;

        Assert.Equal(403, (await function.AnswerAsync(call)).GetProperty("statusCode").GetInt32());
    }

    [Theory]
    [InlineData("""{"user":"Administrator","sessionId":"console"}""")]
    [InlineData("""{"user":"Administrator","sessionId":"console","requestContext":null}""")]
    [InlineData("""{"httpMethod":"POST","body":"{}","requestContext":[]}""")]
    [InlineData("""{"requestContext":{"identity":{"userArn":"arn:a"}},"requestContext":{"identity":{"sourceIp":"10.0.0.1"}}}""")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("")]
    public async Task What_is_not_the_event_of_a_proxy_integration_is_refused_in_the_form_of_an_API(string text)
    {
        using var function = new FunctionUnderTest(GetTokenApiFunction.Name, Untouched());

        var reply = await function.AnswerAsync(System.Text.Encoding.UTF8.GetBytes(text));

        Assert.Equal((400, "The event is not that of an API's proxy integration"), (reply.GetProperty("statusCode").GetInt32(), ErrorOf(reply)));
    }

    [Theory]
    [InlineData("GET", "application/json", 405)]
    [InlineData("POST", "text/plain", 415)]
    [InlineData("POST", null, 415)]
    public async Task A_call_of_another_kind_gets_its_status(string method, string? contentType, int status)
    {
        using var function = new FunctionUnderTest(GetTokenApiFunction.Name, Untouched());
        var call = ApiEvents.Rest(Input, contentType, method: method);
        call["requestContext"]!["identity"]!["userArn"] = Signer;

        Assert.Equal(status, (await function.AnswerAsync(call)).GetProperty("statusCode").GetInt32());
    }

    public void Dispose() => _folder.Dispose();

    private static StoreDouble Untouched() => new() { OnOpen = () => throw new InvalidOperationException("the store was asked") };

    private static string ErrorOf(JsonElement reply) => JsonDocument.Parse(reply.GetProperty("body").GetString()!).RootElement.GetProperty("error").GetString()!;
}
