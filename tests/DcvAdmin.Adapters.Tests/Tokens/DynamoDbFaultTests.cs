using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Aws;
using DcvAdmin.Adapters.Tests.Http;
using DcvAdmin.Adapters.Tests.Stores.DynamoDb;
using DcvAdmin.Audit;
using DcvAdmin.Emulators;
using DcvAdmin.Reporting;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Adapters.Tests.Tokens;

/// <summary>A table that is not there, not allowed, busy, slow or gone: each a denial or a clear error, never a yes, and nothing acknowledged is lost.</summary>
[Collection(AwsSurroundings.Name)]
public sealed class DynamoDbFaultTests(MotoServer moto) : TableTest(moto)
{
    private static readonly DynamoDbOptions Hasty = EmulatedTable.Patient with
    {
        LogonDeadline = TimeSpan.FromMilliseconds(300),
        CallDeadline = TimeSpan.FromMilliseconds(300),
        BatchDeadline = TimeSpan.Zero,
    };

    [Fact]
    public async Task A_table_that_is_not_there_is_a_denial_and_an_error_that_says_how_it_is_made()
    {
        await OpenAsync();
        using var store = await DynamoDbStore.OpenAsync(Table.Uri with { Table = "nowhere" }, new DynamoDbOptions { AuditDelay = TimeSpan.FromDays(1) }, () => Now, SilentWorkReport.Instance, Cancel);

        await AssertDeniedAsync(store, StoreFault.NotAStore);
        var failure = await AssertFailsAsync(StoreFault.NotAStore, () => store.Tokens.PutAsync([Grant("token")], Cancel));
        Assert.Contains("There is no table nowhere in eu-west-1.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("aws dynamodb create-table", failure.Advice, StringComparison.Ordinal);
        Assert.Equal(StoreFault.NotAStore, (await store.FindFaultAsync(Cancel))!.Fault);
    }

    [Theory]
    [InlineData("UpdateItem", "dynamodb:UpdateItem")]
    [InlineData("GetItem", "dynamodb:GetItem")]
    [InlineData("PutItem", "dynamodb:PutItem")]
    [InlineData("TransactWriteItems", "dynamodb:PutItem")]
    [InlineData("BatchGetItem", "dynamodb:BatchGetItem")]
    [InlineData("Query", "dynamodb:Query")]
    [InlineData("Scan", "dynamodb:Scan")]
    public async Task A_permission_that_is_missing_is_named(string operation, string action)
    {
        var store = await OpenAsync();
        var grant = Grant("token");
        await store.Tokens.PutAsync([grant], Cancel);
        Table.Tap.Instead = (asked, context) => asked == operation ? TableTap.RefuseAsync(context, "AccessDeniedException") : Task.FromResult(false);

        var failure = await AssertFailsAsync(StoreFault.AccessDenied, () => operation switch
        {
            "UpdateItem" => store.Tokens.RedeemAsync(grant.Hash, Attempt(), Cancel),
            "GetItem" => store.Tokens.GetAsync(grant.Hash, Cancel),
            "PutItem" => store.Tokens.PutAsync([Grant("another")], Cancel),
            "TransactWriteItems" => store.Tokens.PutAsync(Grants(2), Cancel),
            "BatchGetItem" or "Query" => store.Tokens.FindAsync(new TokenFilter { UserName = grant.UserName }, Now, null, 10, Cancel),
            _ => store.Tokens.FindAsync(new TokenFilter(), Now, null, 10, Cancel),
        });

        Assert.Contains($"it needs {action} ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Table.Name, failure.Message, StringComparison.Ordinal);
        Assert.Contains("docs/aws.md", failure.Advice, StringComparison.Ordinal);
        Table.Tap.Instead = null;
        Assert.Equal([grant], await FindAllAsync(store, new TokenFilter()));
    }

    [Theory]
    [InlineData("ProvisionedThroughputExceededException", 400)]
    [InlineData("ThrottlingException", 400)]
    [InlineData("RequestLimitExceeded", 400)]
    public async Task A_throttled_table_is_asked_a_few_times_and_then_the_answer_is_no(string code, int status)
    {
        var store = await OpenAsync();
        await store.Tokens.PutAsync([Grant("the-one-token")], Cancel);
        Table.Tap.Forget();
        Table.Tap.Instead = (_, context) => TableTap.RefuseAsync(context, code, status);

        await AssertDeniedAsync(store, StoreFault.Throttled, "the-one-token");
        Assert.InRange(Table.Tap.Operations.Count, 2, 4);

        Table.Tap.Instead = null;
        Assert.True((await store.Authenticator.VerifyAsync(Question("the-one-token"), "10.0.0.5", Cancel)).IsGranted);
    }

    [Fact]
    public async Task A_table_that_is_throttled_for_a_moment_costs_nobody_the_logon()
    {
        var store = await OpenAsync();
        await store.Tokens.PutAsync([Grant("token")], Cancel);
        var refusals = 0;
        Table.Tap.Instead = (_, context) => Interlocked.Increment(ref refusals) == 1 ? TableTap.RefuseAsync(context, "ProvisionedThroughputExceededException") : Task.FromResult(false);

        Assert.True((await store.Authenticator.VerifyAsync(Question("token"), "10.0.0.5", Cancel)).IsGranted);
        Assert.Equal(2, refusals);
    }

    [Fact]
    public async Task A_fault_of_the_service_is_a_denial()
    {
        var store = await OpenAsync();
        await store.Tokens.PutAsync([Grant("the-one-token")], Cancel);
        Table.Tap.Instead = (_, context) => TableTap.RefuseAsync(context, "InternalServerError", 500);
        await AssertDeniedAsync(store, StoreFault.Unavailable, "the-one-token");
    }

    [Theory]
    [InlineData("<html>a page</html>")]
    [InlineData("{\"Attributes\":7}")]
    [InlineData("{\"Attributes\":{\"TokenHash\":{\"B\":\"***\"}}}")]
    [InlineData("{\"Attributes\":{\"UserName\":{\"S\":[]}}}")]
    public async Task An_answer_that_is_not_understood_is_a_denial(string answer)
    {
        var store = await OpenAsync();
        await store.Tokens.PutAsync([Grant("the-one-token")], Cancel);
        Table.Tap.Instead = async (_, context) =>
        {
            await context.Response.WriteAsync(answer, Cancel);
            return true;
        };
        await AssertDeniedAsync(store, StoreFault.Protocol, "the-one-token");

        Table.Tap.Instead = null;
        Assert.True((await store.Authenticator.VerifyAsync(Question("the-one-token"), "10.0.0.5", Cancel)).IsGranted);
    }

    [Fact]
    public async Task An_answer_that_was_spoilt_on_its_way_costs_nobody_the_logon()
    {
        var store = await OpenAsync();
        await store.Tokens.PutAsync([Grant("the-one-token")], Cancel);
        Table.Tap.Afterwards = (operation, body) => (200, operation == "UpdateItem" ? body.Substring(0, body.Length / 2) : body);
        Assert.True((await store.Authenticator.VerifyAsync(Question("the-one-token"), "10.0.0.5", Cancel)).IsGranted);
        Table.Tap.Afterwards = null;
        Assert.Equal(DenialReason.UsedUp, (await store.Authenticator.VerifyAsync(Question("the-one-token"), "10.0.0.5", Cancel)).Denial);
    }

    [Fact]
    public async Task A_table_that_does_not_answer_in_time_is_a_denial()
    {
        var store = await OpenAsync(Hasty);
        using var never = new CancellationTokenSource();
        Table.Tap.Instead = async (_, context) =>
        {
            using var gone = CancellationTokenSource.CreateLinkedTokenSource(never.Token, context.RequestAborted);
            await Task.Delay(Timeout.Infinite, gone.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            return await TableTap.RefuseAsync(context, "InternalServerError", 500);
        };

        await AssertDeniedAsync(store, StoreFault.Unavailable);
        await AssertFailsAsync(StoreFault.Unavailable, () => store.Tokens.PutAsync([Grant("token")], Cancel));
        await never.CancelAsync();
    }

    [Fact]
    public async Task A_table_that_cannot_be_reached_is_a_denial()
    {
        await OpenAsync();
        using var store = await DynamoDbStore.OpenAsync(Table.Uri with { Endpoint = await LoopbackServer.NobodyAsync() }, new DynamoDbOptions { AuditDelay = TimeSpan.FromDays(1) }, () => Now, SilentWorkReport.Instance, Cancel);
        await AssertDeniedAsync(store, StoreFault.Unavailable);
    }

    [Fact]
    public async Task A_clock_behind_that_of_AWS_is_a_denial_that_uses_nothing_up()
    {
        var right = await OpenAsync();
        await right.Tokens.PutAsync([Grant("the-first"), Grant("the-second", TokenUsePolicy.MultiUse)], Cancel);

        var store = await Table.OpenAsync(Now.AddMinutes(-2), EmulatedTable.Patient);
        Table.Tap.Forget();
        foreach (var token in new[] { "the-first", "the-second", "the-second" }) await AssertDeniedAsync(store, StoreFault.ClockBehind, token);
        await AssertFailsAsync(StoreFault.ClockBehind, () => store.Tokens.RevokeAsync([Grant("the-second").Id], "admin", Now, Cancel));
        await AssertFailsAsync(StoreFault.ClockBehind, () => store.Tokens.PutAsync([Grant("the-third")], Cancel));
        await AssertFailsAsync(StoreFault.ClockBehind, () => store.Tokens.PurgeAsync(Now, "admin", Now, Cancel));
        Assert.Equal(StoreFault.ClockBehind, (await store.FindFaultAsync(Cancel))!.Fault);
        Assert.DoesNotContain(Table.Tap.Operations, operation => operation is "UpdateItem" or "PutItem" or "DeleteItem");

        Assert.True((await right.Authenticator.VerifyAsync(Question("the-first"), "10.0.0.5", Cancel)).IsGranted);
        Assert.DoesNotContain(await ReadAuditAsync(right), entry => entry.Event == AuditEvent.TokenRevoked);
        store.Dispose();
    }

    [Fact]
    public async Task A_clock_that_fell_behind_since_the_last_answer_is_a_denial_and_a_revocation_all_the_same()
    {
        var store = await OpenAsync();
        var grants = Grants(2);
        await store.Tokens.PutAsync(grants, Cancel);
        Table.Tap.Date = Now.AddMinutes(2);
        Assert.Equal(RevocationOutcome.Revoked, Assert.Single(await store.Tokens.RevokeAsync([grants[0].Id], "admin", Now, Cancel)).Outcome);

        Table.Tap.Date = Now;
        await store.FindFaultAsync(Cancel);
        Table.Tap.Date = Now.AddMinutes(2);
        await AssertDeniedAsync(store, StoreFault.ClockBehind, "token 1 of many");
    }

    [Fact]
    public async Task A_clock_within_the_tolerance_is_right()
    {
        var store = await OpenAsync(now: Now.AddSeconds(-30));
        Assert.Null(await store.FindFaultAsync(Cancel));
        // What was issued this moment by a machine whose clock is right.
        await (await OpenAsync()).Tokens.PutAsync([Grant("fresh"), Grant("later") with { NotBefore = Now.AddMinutes(1) }], Cancel);
        Assert.True((await store.Authenticator.AsAdministrator("admin").TestAsync(Question("fresh"), Cancel)).IsGranted);
        Assert.True((await store.Authenticator.VerifyAsync(Question("fresh"), "10.0.0.5", Cancel)).IsGranted);
        Assert.Equal(DenialReason.NotYetValid, (await store.Authenticator.VerifyAsync(Question("later"), "10.0.0.5", Cancel)).Denial);
    }

    [Fact]
    public async Task A_clock_ahead_of_that_of_AWS_removes_nothing()
    {
        var right = await OpenAsync();
        await right.Tokens.PutAsync([Grant("token")], Cancel);
        var store = await OpenAsync(now: Now.AddDays(2));

        var failure = await AssertFailsAsync(StoreFault.ClockBehind, () => store.Authenticator.PurgeAsync(TimeSpan.FromDays(1), "broker", Cancel));

        Assert.Contains("ahead", failure.Message, StringComparison.Ordinal);
        Assert.True((await right.Authenticator.VerifyAsync(Question("token"), "10.0.0.5", Cancel)).IsGranted);
    }

    [Fact]
    public async Task All_requests_of_a_verification_have_one_deadline()
    {
        await Table.CreateAsync(Moto);
        var store = await OpenAsync(EmulatedTable.Patient with { LogonDeadline = TimeSpan.FromSeconds(2) }, honoursPlaintext: true);
        Table.Tap.Instead = async (_, context) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1_400), context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return false;
        };
        // An update, and then a read of the token in clear.
        await AssertDeniedAsync(store, StoreFault.Unavailable);
        Table.Tap.Instead = null;
    }

    [Fact]
    public async Task A_request_whose_signature_is_too_old_is_signed_again_with_the_clock_of_AWS()
    {
        var store = await OpenAsync();
        // What is told is compared with the time of this machine.
        Table.Tap.Date = null;
        await store.Tokens.PutAsync([Grant("token")], Cancel);
        var dates = new System.Collections.Concurrent.ConcurrentQueue<string>();
        Table.Tap.Instead = (_, context) =>
        {
            dates.Enqueue(context.Request.Headers["X-Amz-Date"].ToString());
            if (dates.Count > 1) return Task.FromResult(false);
            context.Response.Headers.Date = DateTimeOffset.UtcNow.AddHours(3).ToString("r", CultureInfo.InvariantCulture);
            return TableTap.RefuseAsync(context, "RequestTimeTooSkewed", 403);
        };

        // The answer that counts has the right time; only the signature's was taken for wrong.
        Assert.True((await store.Authenticator.VerifyAsync(Question("token"), "10.0.0.5", Cancel)).IsGranted);
        var signed = dates.Select(date => DateTimeOffset.ParseExact(date, "yyyyMMddTHHmmssZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)).ToArray();
        Assert.True(signed[1] - signed[0] > TimeSpan.FromHours(2));
    }

    [Fact]
    public async Task What_bulk_work_leaves_undone_is_written_and_read_again()
    {
        var store = await OpenAsync();
        var grants = Grants(60);
        var halved = 0;
        Table.Tap.Afterwards = (operation, body) => operation == "BatchGetItem" && Interlocked.Increment(ref halved) % 2 == 1 ? (200, HalfOf(body)) : (200, body);
        Table.Tap.Instead = async (operation, context) => operation == "PutItem" && Interlocked.Increment(ref halved) % 5 == 1 && await TableTap.RefuseAsync(context, "ProvisionedThroughputExceededException");

        await store.Tokens.PutAsync(grants, Cancel);

        Assert.Equal(grants, await FindAllAsync(store, new TokenFilter()));
        Assert.Equal(grants.Select(AuditEntry.Issued), await ReadAuditAsync(store));
        Assert.True(halved > 4);
    }

    [Fact]
    public async Task Bulk_work_that_stays_half_done_is_taken_back_and_reported()
    {
        var store = await OpenAsync(Hasty with { CallDeadline = EmulatedTable.Patient.CallDeadline });
        var calls = 0;
        Table.Tap.Instead = async (operation, context) => operation == "PutItem" && Interlocked.Increment(ref calls) > 20 && await TableTap.RefuseAsync(context, "ThrottlingException");

        await AssertFailsAsync(StoreFault.Throttled, () => store.Tokens.PutAsync(Grants(60), Cancel));

        Table.Tap.Instead = null;
        Assert.True(calls > 20);
        Assert.DoesNotContain(await Table.ReadAllAsync(), item => item.ContainsKey("TokenHash"));
        Assert.Empty(await ReadAuditAsync(store));
    }

    [Fact]
    public async Task Grants_that_can_neither_be_stored_nor_taken_back_are_reported_as_unknown()
    {
        var store = await OpenAsync(Hasty with { CallDeadline = EmulatedTable.Patient.CallDeadline });
        var calls = 0;
        Table.Tap.Instead = async (operation, context) => operation switch
        {
            "PutItem" => Interlocked.Increment(ref calls) > 20 && await TableTap.RefuseAsync(context, "ThrottlingException"),
            "DeleteItem" => await TableTap.RefuseAsync(context, "AccessDeniedException"),
            _ => false,
        };
        await AssertFailsAsync(StoreFault.Unavailable, () => store.Tokens.PutAsync(Grants(60), Cancel));
    }

    [Fact]
    public async Task A_revocation_stands_though_the_chain_cannot_be_written_and_its_record_follows()
    {
        var store = await OpenAsync();
        var grant = Grant("token");
        await store.Tokens.PutAsync([grant], Cancel);
        Table.Tap.Instead = (operation, context) => operation == "PutItem" ? TableTap.RefuseAsync(context, "AccessDeniedException") : Task.FromResult(false);

        Assert.Equal(RevocationOutcome.Revoked, Assert.Single(await store.Tokens.RevokeAsync([grant.Id], "admin", Now, Cancel)).Outcome);

        Table.Tap.Instead = null;
        Assert.Equal([AuditEntry.Issued(grant), AuditEntry.Revoked(grant, "admin", Now)], await ReadAuditAsync(store));
    }

    [Fact]
    public async Task A_revocation_that_reached_some_grants_only_says_so()
    {
        var store = await OpenAsync();
        var grants = Grants(20);
        await store.Tokens.PutAsync(grants, Cancel);
        var calls = 0;
        Table.Tap.Instead = (operation, context) => operation == "UpdateItem" && Interlocked.Increment(ref calls) > 10 ? TableTap.RefuseAsync(context, "AccessDeniedException") : Task.FromResult(false);

        var failure = await AssertFailsAsync(StoreFault.Unavailable, () => store.Tokens.RevokeAsync([.. grants.Select(grant => grant.Id)], "admin", Now, Cancel));

        Assert.Contains("Only some of 20", failure.Message, StringComparison.Ordinal);
        Table.Tap.Instead = null;
        // Those that are revoked stay so, and their records are not lost.
        Assert.Equal(10, (await ReadAuditAsync(store)).Count(entry => entry.Event == AuditEvent.TokenRevoked));
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_and_not_the_write()
    {
        var store = await OpenAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var isWritten = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Table.Tap.Instead = async (operation, _) =>
        {
            if (operation != "PutItem") return false;
            isWritten.TrySetResult();
            await mayAnswer.Task;
            return false;
        };
        var put = store.Tokens.PutAsync([Grant("token")], stop.Token);
        await isWritten.Task;

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => put);
        mayAnswer.SetResult();
        store.Dispose();
        Table.Tap.Instead = null;
        using var again = await Table.OpenAsync(Now);
        while (await again.Tokens.GetAsync(TokenHash.Compute("token"), Cancel) is null) await Task.Delay(10, Cancel);
    }

    private static async Task AssertDeniedAsync(DynamoDbStore store, StoreFault fault, string token = "a token that nobody issued")
    {
        var result = await store.Authenticator.VerifyAsync(Question(token), "10.0.0.5", Cancel);
        Assert.False(result.IsGranted);
        Assert.Equal(DenialReason.StoreUnavailable, result.Denial);
        Assert.Equal(fault, Assert.IsType<StoreException>(result.Failure).Fault);
        Assert.DoesNotContain(token, result.Failure.ToString(), StringComparison.Ordinal);
    }

    private static string HalfOf(string body)
    {
        var answer = (JsonObject)JsonNode.Parse(body)!;
        var (table, items) = ((JsonObject)answer["Responses"]!).Select(pair => (pair.Key, (JsonArray)pair.Value!)).Single();
        if (items.Count < 2) return body;
        var left = items.Skip(items.Count / 2).ToArray();
        foreach (var item in left) items.Remove(item);
        answer["UnprocessedKeys"] = new JsonObject { [table] = new JsonObject { ["ConsistentRead"] = true, ["Keys"] = new JsonArray([.. left.Select(item => new JsonObject { ["AuthToken"] = item!["AuthToken"]!.DeepClone() })]) } };
        return answer.ToJsonString();
    }
}
