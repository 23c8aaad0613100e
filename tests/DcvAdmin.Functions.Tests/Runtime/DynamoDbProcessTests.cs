using System;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Emulators;
using DcvAdmin.Functions.Tests.Running;
using DcvAdmin.LambdaEmulator;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Functions.Tests.Runtime;

/// <summary>The real executable in an emulated sandbox, on a table of the emulator of DynamoDB.</summary>
public sealed class DynamoDbProcessTests(MotoServer moto) : IAsyncLifetime
{
    private const string Yes = """<auth result="yes"><username>anna</username></auth>""";

    private TokenTable _table = null!;
    private LambdaSandbox _issuing = null!;
    private LambdaSandbox _verifying = null!;

    public async ValueTask InitializeAsync()
    {
        MotoServer.SkipWhereMissing();
        _table = await TokenTable.CreateAsync(await moto.GetAddressAsync(TestContext.Current.CancellationToken));
        _issuing = await LambdaSandbox.StartAsync();
        _verifying = await LambdaSandbox.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _issuing.DisposeAsync();
        await _verifying.DisposeAsync();
        await _table.DisposeAsync();
    }

    [Fact]
    public async Task A_token_of_one_function_is_good_at_the_other_once_and_every_answer_is_on_record_when_the_next_event_is_asked_for()
    {
        await using (var getToken = FunctionProcess.StartIn(_issuing, "get-token", _table.Variables))
        {
            await using var validateToken = FunctionProcess.StartIn(_verifying, "validate-token", _table.Variables);
            var single = await IssueAsync("SingleUse");
            var bound = await IssueAsync("SingleClient");

            Assert.Equal(Denial, await VerifyAsync(single, session: "another"));
            Assert.Equal(Yes, await VerifyAsync(single));
            Assert.Equal(Denial, await VerifyAsync(single));
            Assert.Equal(Denial, await VerifyAsync("a-token-that-nobody-issued"));
            Assert.Equal(Yes, await VerifyAsync(bound));
            Assert.Equal(Yes, await VerifyAsync(bound));
            Assert.Equal(Denial, await VerifyAsync(bound, client: "198.51.100.1"));
            Assert.Equal(Denial, XmlOf(await _verifying.InvokeAsync(LambdaEvent.Of("{}"))));
            Assert.Equal(Yes, XmlOf(await _verifying.InvokeAsync(LambdaEvent.Of(ApiEvents.Rest(ApiEvents.Form(bound), isBase64: true).ToJsonString()))));

            await _issuing.Idle;
            await _verifying.Idle;
            // As a sandbox that is frozen and never thawed.
            getToken.Kill();
            validateToken.Kill();
        }

        var records = await _table.ReadAuditAsync();
        Assert.Equal(2, records.Count(entry => entry.Event == AuditEvent.TokenIssued));
        Assert.Equal(
            [DenialReason.WrongSession, null, DenialReason.UsedUp, DenialReason.Unknown, null, null, DenialReason.WrongClient, DenialReason.Malformed, null],
            records.Where(entry => entry.Event != AuditEvent.TokenIssued).Select(entry => entry.Denial));
    }

    [Fact]
    public async Task Where_no_broker_runs_a_schedule_brings_the_records_into_the_chain()
    {
        await using var upkeep = await LambdaSandbox.StartAsync();
        await using var getToken = FunctionProcess.StartIn(_issuing, "get-token", _table.Variables);
        await using var validateToken = FunctionProcess.StartIn(_verifying, "validate-token", _table.Variables);
        Assert.Equal(Yes, await VerifyAsync(await IssueAsync("SingleUse")));
        await _verifying.Idle;
        Assert.NotEmpty(await _table.ReadPendingKeysAsync());
        await _table.PutExpiredGrantAsync();

        await using var purgeGrants = FunctionProcess.StartIn(upkeep, "purge-grants", _table.Variables);
        var answer = await upkeep.InvokeAsync(LambdaEvent.Of("""{"source":"aws.scheduler"}""") with { Timeout = TimeSpan.FromSeconds(60) });

        Assert.Equal("""{"purged":1}""", answer.Text);
        // The purge's own record waits for the next one.
        Assert.StartsWith("pending#", Assert.Single(await _table.ReadPendingKeysAsync()), StringComparison.Ordinal);
        Assert.Equal([AuditEvent.TokenIssued, AuditEvent.TokenGranted, AuditEvent.GrantsPurged], (await _table.ReadAuditAsync()).Select(entry => entry.Event));
    }

    [Theory]
    [InlineData(TableGate.Throttles)]
    [InlineData(TableGate.Fails)]
    [InlineData(TableGate.IsSilent)]
    [InlineData(TableGate.Disconnects)]
    public async Task A_table_that_does_not_answer_is_a_denial_before_the_deadline_and_the_token_is_good_afterwards(TableGate gate)
    {
        await using var getToken = FunctionProcess.StartIn(_issuing, "get-token", _table.Variables);
        var token = await IssueAsync("SingleUse");
        _table.Gate = gate;
        await using var validateToken = FunctionProcess.StartIn(_verifying, "validate-token", _table.Variables);
        await _verifying.FirstAsk;
        var limit = TimeSpan.FromSeconds(15);
        var taken = Stopwatch.StartNew();

        Assert.Equal(Denial, await VerifyAsync(token, timeout: limit));
        Assert.InRange(taken.Elapsed, TimeSpan.Zero, limit);
        await _verifying.Idle;
        Assert.InRange(taken.Elapsed, TimeSpan.Zero, limit);

        _table.Gate = TableGate.IsOpen;
        Assert.Equal(Yes, await VerifyAsync(token));
        await validateToken.TerminateAsync();
        await validateToken.WaitForExitAsync();
        Assert.Contains(await validateToken.LogAsync(), line => line.GetProperty("eventId").GetInt32() is 1003 or 1501 && line.GetProperty("denial").GetString() == nameof(DenialReason.StoreUnavailable));
    }

    [Fact]
    public async Task Records_that_cannot_be_written_by_the_deadline_are_logged_and_written_behind_a_later_answer()
    {
        await using var validateToken = FunctionProcess.StartIn(_verifying, "validate-token", _table.Variables);
        Assert.Equal(Denial, await VerifyAsync("the-first-one"));
        await _verifying.Idle;

        // To deny an event that is none no table is asked, but the record of it is for the table.
        _table.Gate = TableGate.IsSilent;
        var malformed = LambdaEvent.Of("{}") with { Timeout = TimeSpan.FromSeconds(5) };
        Assert.Equal(Denial, XmlOf(await _verifying.InvokeAsync(malformed)));
        await _verifying.Idle;
        _table.Gate = TableGate.IsOpen;
        Assert.Equal(Denial, await VerifyAsync("the-last-one"));
        await _verifying.Idle;
        await validateToken.TerminateAsync();
        await validateToken.WaitForExitAsync();

        Assert.Equal(malformed.RequestId, Assert.Single(await validateToken.LogAsync(), line => line.GetProperty("eventId").GetInt32() == 1503).GetProperty("requestId").GetString());
        Assert.Equal([DenialReason.Unknown, DenialReason.Malformed, DenialReason.Unknown], (await _table.ReadAuditAsync()).Select(entry => entry.Denial));
    }

    private static string Denial { get; } = System.Text.Encoding.UTF8.GetString(AuthReply.Deny());

    private static string XmlOf(LambdaAnswer answer)
    {
        Assert.Equal(LambdaAnswerKind.Response, answer.Kind);
        return JsonDocument.Parse(answer.Body).RootElement.GetProperty("body").GetString()!;
    }

    private async Task<string> IssueAsync(string policy)
    {
        var answer = await _issuing.InvokeAsync(LambdaEvent.Of($$"""{"user":"anna","sessionId":"console","usePolicy":"{{policy}}"}"""));
        var output = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal(200, output.GetProperty("statusCode").GetInt32());
        return output.GetProperty("body").GetString()!;
    }

    private async Task<string> VerifyAsync(string token, string session = "console", string client = "192.0.2.7", TimeSpan? timeout = null) =>
        XmlOf(await _verifying.InvokeAsync(LambdaEvent.Of(ApiEvents.Rest(ApiEvents.Form(token, session, client)).ToJsonString()) with { Timeout = timeout ?? TimeSpan.FromSeconds(60) }));
}
