using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using DcvAdmin.Emulators;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Functions.Tests.Running;
using DcvAdmin.LambdaEmulator;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Functions.Tests.Runtime;

/// <summary>The real executable in an emulated sandbox: what it does on any table, or on none.</summary>
public sealed class LambdaProcessTests(MotoServer moto) : IAsyncDisposable
{
    /// <summary>Nobody listens there.</summary>
    private static readonly (string, string)[] NoTable =
    [
        ("DCVADMIN_STORE", "dynamodb://tokens?region=eu-west-1&endpoint=http%3A%2F%2F127.0.0.1%3A9"), ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "the-secret-key"), ("AWS_EC2_METADATA_DISABLED", "true"),
    ];

    private TokenTable? _table;

    [Fact]
    public async Task Every_line_of_the_log_is_JSON_with_the_request_it_belongs_to()
    {
        var table = await TableAsync();
        await using var sandbox = await LambdaSandbox.StartAsync();
        await using var process = FunctionProcess.StartIn(sandbox, "validate-token", [.. table.Variables, ("AWS_LAMBDA_LOG_LEVEL", "DEBUG")]);
        var call = LambdaEvent.Of(ApiEvents.Rest(ApiEvents.Form("an-unknown-token")).ToJsonString());
        await sandbox.InvokeAsync(call);
        await process.TerminateAsync();

        Assert.Equal(0, await process.WaitForExitAsync());
        var line = Assert.Single(await process.LogAsync());
        Assert.Equal((call.RequestId, "INFO", 1002, "Unknown"), (line.GetProperty("requestId").GetString(), line.GetProperty("level").GetString(), line.GetProperty("eventId").GetInt32(), line.GetProperty("denial").GetString()));
        Assert.Equal(TimeSpan.Zero, line.GetProperty("timestamp").GetDateTimeOffset().Offset);
    }

    [Fact]
    public async Task Lambdas_own_log_level_is_heeded()
    {
        var table = await TableAsync();
        await using var sandbox = await LambdaSandbox.StartAsync();
        await using var process = FunctionProcess.StartIn(sandbox, "validate-token", [.. table.Variables, ("AWS_LAMBDA_LOG_LEVEL", "ERROR"), ("DCVADMIN_LOGLEVEL", "Trace")]);
        await sandbox.InvokeAsync(LambdaEvent.Of("{}"));
        await process.TerminateAsync();

        Assert.Equal(0, await process.WaitForExitAsync());
        Assert.Empty(await process.LogAsync());
    }

    [Theory]
    [InlineData("index.handler", "dynamodb://table", "Runtime.HandlerNotFound", "get-token, get-token-api, validate-token, purge-grants, find-workspaces, reap-workspaces, list-workspaces or act-on-workspace")]
    [InlineData("validate-token", "", "Function.InvalidConfiguration", "DCVADMIN_STORE is not set")]
    [InlineData("validate-token", "x.db", "Function.InvalidConfiguration", "DCVADMIN_STORE is wrong")]
    [InlineData("validate-token", "sqlite:///x/y.db", "Function.InvalidConfiguration", "names a SQLite file, which in Lambda one sandbox has to itself")]
    [InlineData("get-token", "sqlite:///x/y.db", "Function.InvalidConfiguration", "names a SQLite file")]
    [InlineData("get-token-api", "sqlite:///x/y.db", "Function.InvalidConfiguration", "names a SQLite file")]
    [InlineData("get-token", "https://broker:8443", "Function.InvalidConfiguration", "names a broker")]
    [InlineData("get-token", "dynamodb://table", "Function.InvalidConfiguration", "set the handler to get-token-api", "DCVADMIN_OWNUSERCLAIM=custom:user")]
    [InlineData("get-token-api", "dynamodb://table", "Function.InvalidConfiguration", "DCVADMIN_ISSUERSCOPE is empty", "DCVADMIN_ISSUERSCOPE= ")]
    [InlineData("get-token-api", "dynamodb://table", "Function.InvalidConfiguration", "DCVADMIN_ISSUERCLAIM and DCVADMIN_ISSUERVALUE go together", "DCVADMIN_ISSUERCLAIM=cognito:groups")]
    [InlineData("get-token-api", "dynamodb://table", "Function.InvalidConfiguration", "it is one scope", "DCVADMIN_ISSUERSCOPE=openid dcv/issue")]
    public async Task What_cannot_start_is_an_init_error_in_words_and_exit_code_1(string handler, string store, string errorType, string words, string variable = "DCVADMIN_LOGLEVEL=Information")
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await using var process = FunctionProcess.StartIn(sandbox, handler, ("DCVADMIN_STORE", store), (variable.Split('=')[0], variable.Split('=')[1]));

        var error = await sandbox.InitError;

        Assert.Equal(errorType, error.ErrorType);
        Assert.Contains(words, JsonDocument.Parse(error.Body).RootElement.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, await process.WaitForExitAsync());
        Assert.Equal(1509, Assert.Single(await process.LogAsync()).GetProperty("eventId").GetInt32());
        Assert.False(sandbox.FirstAsk.IsCompleted);
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_is_no_init_error_but_a_denial()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await using var process = FunctionProcess.StartIn(sandbox, "validate-token", NoTable);

        Assert.False(IsYes(await sandbox.InvokeAsync(LambdaEvent.Of(ApiEvents.Rest(ApiEvents.Form("token")).ToJsonString()))));
    }

    [Fact]
    public async Task A_process_that_is_killed_has_lost_nothing_it_acknowledged()
    {
        var table = await TableAsync();
        string token;
        await using (var sandbox = await LambdaSandbox.StartAsync())
        {
            await using var process = FunctionProcess.StartIn(sandbox, "get-token", table.Variables);
            token = await IssueAsync(sandbox, "SingleUse");
            process.Kill();
        }

        var question = ApiEvents.Rest(ApiEvents.Form(token)).ToJsonString();
        for (var life = 0; life < 2; life++)
        {
            await using var sandbox = await LambdaSandbox.StartAsync();
            await using var process = FunctionProcess.StartIn(sandbox, "validate-token", table.Variables);
            Assert.Equal(life == 0, IsYes(await sandbox.InvokeAsync(LambdaEvent.Of(question))));
            // Lambda freezes or ends a sandbox when it asks for an event, not before.
            if (life == 1) await sandbox.Idle;
            process.Kill();
        }

        // What a process left behind enters the chain when another one finds it.
        Assert.Equal([null, null, DenialReason.UsedUp], (await table.ReadAuditAsync()).OrderBy(entry => entry.Time).Select(entry => entry.Denial));
    }

    [Theory]
    [InlineData("validate-token")]
    [InlineData("get-token")]
    [InlineData("get-token-api")]
    public async Task That_tokens_in_clear_are_honoured_is_said_at_each_start(string handler)
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await using var process = FunctionProcess.StartIn(sandbox, handler, [.. NoTable[1..], ("DCVADMIN_STORE", NoTable[0].Item2 + "&legacy=plaintext")]);
        await sandbox.FirstAsk;
        await process.TerminateAsync();

        Assert.Equal(0, await process.WaitForExitAsync());
        var warning = Assert.Single(await process.LogAsync(), line => line.GetProperty("eventId").GetInt32() == 1107);
        Assert.Equal(("WARN", "tokens"), (warning.GetProperty("level").GetString(), warning.GetProperty("table").GetString()));
    }

    [Fact]
    public async Task A_runtime_that_refuses_ends_the_process_with_code_1()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        sandbox.StatusForNext = 500;
        await using var process = FunctionProcess.StartIn(sandbox, "validate-token", NoTable);

        Assert.Equal(1, await process.WaitForExitAsync());
        Assert.Equal(1510, Assert.Single(await process.LogAsync()).GetProperty("eventId").GetInt32());
    }

    [Fact]
    public async Task A_silent_store_is_a_denial_before_the_deadline()
    {
        var table = await TableAsync();
        await using var sandbox = await LambdaSandbox.StartAsync();
        await using var process = FunctionProcess.StartIn(sandbox, "validate-token", table.Variables);
        var question = LambdaEvent.Of(ApiEvents.Rest(ApiEvents.Form("token")).ToJsonString());
        Assert.False(IsYes(await sandbox.InvokeAsync(question)));
        await sandbox.Idle;
        table.Gate = TableGate.IsSilent;

        Assert.False(IsYes(await sandbox.InvokeAsync(question with { RequestId = "late", Timeout = TimeSpan.FromSeconds(2) })));
        await sandbox.Idle;
        table.Gate = TableGate.IsOpen;
        await process.TerminateAsync();
        await process.WaitForExitAsync();
        Assert.Contains(await process.LogAsync(), line => line.GetProperty("eventId").GetInt32() == 1501 && line.GetProperty("requestId").GetString() == "late");
    }

    [Fact]
    public async Task Hostile_and_oversized_events_leave_the_function_able_to_answer()
    {
        var table = await TableAsync();
        await using var issuing = await LambdaSandbox.StartAsync();
        await using var sandbox = await LambdaSandbox.StartAsync();
        await using var getToken = FunctionProcess.StartIn(issuing, "get-token", table.Variables);
        await using var process = FunctionProcess.StartIn(sandbox, "validate-token", table.Variables);
        byte[][] events = [[], [0xFF, 0xFE], new byte[RuntimeApi.MaximumPayload + 1000], [.. Enumerable.Repeat((byte)'[', 100_000)], "{\"requestContext\":{\"identity\":{\"sourceIp\":\"\\u0000\"}}}"u8.ToArray()];

        foreach (var body in events) Assert.False(IsYes(await sandbox.InvokeAsync(new LambdaEvent(body))));

        var token = await IssueAsync(issuing, "SingleClient");
        Assert.True(IsYes(await sandbox.InvokeAsync(LambdaEvent.Of(ApiEvents.Rest(ApiEvents.Form(token)).ToJsonString()))));
    }

    public async ValueTask DisposeAsync()
    {
        if (_table is not null) await _table.DisposeAsync();
    }

    private static async Task<string> IssueAsync(LambdaSandbox sandbox, string policy)
    {
        var answer = await sandbox.InvokeAsync(LambdaEvent.Of($$"""{"user":"anna","sessionId":"console","usePolicy":"{{policy}}"}"""));
        return JsonDocument.Parse(answer.Body).RootElement.GetProperty("body").GetString()!;
    }

    private static string XmlOf(LambdaAnswer answer)
    {
        Assert.Equal(LambdaAnswerKind.Response, answer.Kind);
        var reply = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal(200, reply.GetProperty("statusCode").GetInt32());
        return reply.GetProperty("body").GetString()!;
    }

    private static bool IsYes(LambdaAnswer answer)
    {
        Assert.True(AuthReply.TryRead(XmlOf(answer), out var xml));
        return xml.IsGranted;
    }

    private async Task<TokenTable> TableAsync()
    {
        MotoServer.SkipWhereMissing();
        return _table = await TokenTable.CreateAsync(await moto.GetAddressAsync(TestContext.Current.CancellationToken));
    }
}
