using System;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Functions.Tests.Running;
using DcvAdmin.Functions.Tokens;
using DcvAdmin.Tokens;

namespace DcvAdmin.Functions.Tests.Tokens;

public sealed class GetTokenTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("tokens.db");

    [Fact]
    public async Task The_published_input_gets_the_published_output_and_more()
    {
        using var store = new Store(File);
        using var function = new FunctionUnderTest(GetTokenFunction.Name, File);

        var output = await function.AnswerAsync(new JsonObject { ["user"] = "anna", ["sessionId"] = "console" });

        Assert.Equal(200, output.GetProperty("statusCode").GetInt32());
        var token = AuthToken.FromText(output.GetProperty("body").GetString()!);
        Assert.Equal(AuthToken.DefaultLength, token.Reveal().Length);
        Assert.Equal(token.ToHash().ToGrantId().Value, output.GetProperty("id").GetString());
        var grant = await store.GrantAsync(output.GetProperty("id").GetString()!);
        Assert.Equal(("anna", "console", "direct invocation of arn:function"), (grant.UserName, grant.SessionId, grant.Issuer));
        Assert.Equal(grant.ExpiresAt, output.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal(TimeSpan.FromHours(1), grant.ExpiresAt - grant.IssuedAt);
        Assert.DoesNotContain(token.Reveal(), function.LogText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_option_reaches_the_grant()
    {
        using var store = new Store(File);
        using var function = new FunctionUnderTest(GetTokenFunction.Name, File);
        var start = DateTimeOffset.UtcNow.AddHours(2);

        var output = await function.AnswerAsync(new JsonObject
        {
            ["user"] = "anna", ["sessionId"] = "s-1", ["lifetimeSeconds"] = 90, ["notBefore"] = start.ToString("O"), ["usePolicy"] = "SingleUse", ["label"] = "class", ["tokenLength"] = 64,
        });

        var grant = await store.GrantAsync(output.GetProperty("id").GetString()!);
        Assert.Equal(64, output.GetProperty("body").GetString()!.Length);
        Assert.Equal((TokenUsePolicy.SingleUse, "class", start.ToUnixTimeMilliseconds()), (grant.UsePolicy, grant.Label, grant.NotBefore.ToUnixTimeMilliseconds()));
        Assert.Equal(TimeSpan.FromSeconds(90), grant.ExpiresAt - grant.NotBefore);
    }

    [Theory]
    [InlineData("""{"user":"anna"}""", "The session id is empty.")]
    [InlineData("""{"user":"","sessionId":"console","lifetimeSeconds":1}""", "The user name is empty. The lifetime 00:00:01 is outside 10 seconds to 30 days.")]
    [InlineData("""{"user":"anna","sessionId":"console","admin":true}""", "Unrecognized field \"admin\"")]
    [InlineData("""{"userName":"anna","sessionId":"console"}""", "Unrecognized field \"userName\"")]
    [InlineData("""{"User":"anna","sessionId":"console"}""", "Unrecognized field \"User\"")]
    [InlineData("""{"user":"anna","user":"bert","sessionId":"console"}""", "The body is not what this call takes: look at $.user, line 1")]
    [InlineData("""{"user":5,"sessionId":"console"}""", "The body is not what this call takes: look at $.user, line 1")]
    [InlineData("""{"user":"anna","sessionId":"console","usePolicy":"Often"}""", "The body is not what this call takes: look at $.usePolicy, line 1")]
    [InlineData("""{"user":"anna","sessionId":"console","notBefore":"2026-11-20T08:30:00"}""", "An instant is written in ISO 8601 with an offset: 2026-11-20T08:30:00Z.")]
    [InlineData("null", "The body is not what this call takes: look at $")]
    [InlineData("[]", "The body is not what this call takes: look at $, line 1")]
    [InlineData("", "The body is not what this call takes: look at $, line 1")]
    [InlineData("{", "The body is not what this call takes: look at $, line 1")]
    public async Task Input_that_breaks_a_rule_is_refused_in_words(string input, string reason)
    {
        using var function = new FunctionUnderTest(GetTokenFunction.Name, File);

        var output = await function.AnswerAsync(Encoding.UTF8.GetBytes(input));

        Assert.Equal((400, reason), (output.GetProperty("statusCode").GetInt32(), output.GetProperty("body").GetString()));
        Assert.Equal(1504, function.Log.Single().GetProperty("eventId").GetInt32());
    }

    [Fact]
    public async Task Input_that_is_too_long_is_refused()
    {
        using var function = new FunctionUnderTest(GetTokenFunction.Name, File);

        var output = await function.AnswerAsync(new JsonObject { ["user"] = new string('x', 20_000), ["sessionId"] = "console" });
        var oversized = await function.AnswerAsync([], isOversized: true);

        Assert.Equal([400, 400], [output.GetProperty("statusCode").GetInt32(), oversized.GetProperty("statusCode").GetInt32()]);
    }

    [Fact]
    public async Task An_event_of_an_API_is_no_input_whoever_it_names()
    {
        using var function = new FunctionUnderTest(GetTokenFunction.Name, new StoreDouble { OnOpen = () => throw new InvalidOperationException("the store was asked") });
        const string Input = """{"user":"Administrator","sessionId":"console"}""";
        var input = JsonNode.Parse(Input)!.AsObject();
        input["requestContext"] = new JsonObject { ["identity"] = new JsonObject { ["userArn"] = "arn:aws:iam::123456789012:user/bert" } };

        foreach (var call in (JsonObject[])[ApiEvents.Rest(Input, "application/json").WithAuthorizer(new JsonObject { ["principalId"] = "anna" }), ApiEvents.Http(Input, "application/json"), input])
            Assert.Equal(400, (await function.AnswerAsync(call)).GetProperty("statusCode").GetInt32());
    }

    [Fact]
    public async Task A_store_that_fails_is_the_published_500_with_the_reason()
    {
        using var function = new FunctionUnderTest(GetTokenFunction.Name, new StoreDouble { OnPut = () => throw StoreDouble.Unavailable });

        var output = await function.AnswerAsync(new JsonObject { ["user"] = "anna", ["sessionId"] = "console" });

        Assert.Equal((500, "Failed to generate token: The table cannot be reached. Look at the network."), (output.GetProperty("statusCode").GetInt32(), output.GetProperty("body").GetString()));
        Assert.Equal(1103, function.Log.Single().GetProperty("eventId").GetInt32());
    }

    [Fact]
    public async Task A_store_that_is_silent_until_the_deadline_is_a_500()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var silent = new TaskCompletionSource();
        using var function = new FunctionUnderTest(GetTokenFunction.Name, new StoreDouble
        {
            OnPut = () =>
            {
                asked.SetResult();
                return silent.Task;
            },
        });
        using var deadline = new CancellationTokenSource();

        var answer = function.AnswerAsync(new JsonObject { ["user"] = "anna", ["sessionId"] = "console" }, deadline.Token);
        await asked.Task;
        await deadline.CancelAsync();

        var output = await answer;
        silent.SetResult();
        Assert.Equal(500, output.GetProperty("statusCode").GetInt32());
        Assert.False(output.TryGetProperty("id", out _));
    }

    public void Dispose() => _folder.Dispose();
}
