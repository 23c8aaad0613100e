using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Functions.Tests.Running;
using DcvAdmin.Functions.Verification;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Functions.Tests.Verification;

public sealed class ValidateTokenTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("tokens.db");

    [Fact]
    public async Task A_good_token_gets_the_compact_yes_with_status_200()
    {
        using var store = new Store(File);
        var token = await store.IssueAsync("O'Brien & <sons>");
        using var function = new FunctionUnderTest(ValidateTokenFunction.Name, File);

        var reply = await function.AnswerAsync(ApiEvents.Rest(ApiEvents.Form(token)));

        Assert.Equal(200, reply.GetProperty("statusCode").GetInt32());
        Assert.Equal("text/xml; charset=utf-8", reply.GetProperty("headers").GetProperty("Content-Type").GetString());
        Assert.False(reply.GetProperty("isBase64Encoded").GetBoolean());
        Assert.Equal("""<auth result="yes"><username>O'Brien &amp; &lt;sons&gt;</username></auth>""", reply.GetProperty("body").GetString());
        Assert.Equal(["body", "headers", "isBase64Encoded", "statusCode"], reply.EnumerateObject().Select(member => member.Name).Order());
    }

    [Fact]
    public async Task The_same_token_is_good_in_base64_and_from_an_http_api()
    {
        using var store = new Store(File);
        var token = await store.IssueAsync();
        using var function = new FunctionUnderTest(ValidateTokenFunction.Name, File);

        Assert.True(IsYes(await function.AnswerAsync(ApiEvents.Rest(ApiEvents.Form(token), isBase64: true))));
        Assert.True(IsYes(await function.AnswerAsync(ApiEvents.Http(ApiEvents.Form(token)))));
    }

    [Fact]
    public async Task The_form_names_the_client_and_the_event_names_the_verifier()
    {
        using var store = new Store(File);
        var token = await store.IssueAsync();
        using (var function = new FunctionUnderTest(ValidateTokenFunction.Name, File))
        {
            Assert.True(IsYes(await function.AnswerAsync(ApiEvents.Rest(ApiEvents.Form(token, client: "192.0.2.7:50000")))));
            Assert.True(IsYes(await function.AnswerAsync(ApiEvents.Rest(ApiEvents.Form(token, client: "192.0.2.7:50001")))));
            Assert.False(IsYes(await function.AnswerAsync(ApiEvents.Rest(ApiEvents.Form(token, client: "192.0.2.8")))));
        }

        var records = (await store.RecordsAsync()).Items.Where(record => record.Entry.Event is AuditEvent.TokenGranted or AuditEvent.TokenDenied).ToArray();
        Assert.Equal(3, records.Length);
        Assert.All(records, record => Assert.Equal(ApiEvents.Source, record.Entry.Actor));
        Assert.Equal(DenialReason.WrongClient, records[2].Entry.Denial);
    }

    [Fact]
    public async Task Every_record_is_durable_after_the_flush()
    {
        using var store = new Store(File);
        using var function = new FunctionUnderTest(ValidateTokenFunction.Name, File);

        Assert.False(IsYes(await function.AnswerAsync(ApiEvents.Rest(ApiEvents.Form("an-unknown-token-of-some-length")))));

        await function.FlushAsync();
        // By another handle: what the function's own process holds in memory is not there.
        Assert.Contains((await store.RecordsAsync()).Items, record => record.Entry.Denial == DenialReason.Unknown);
    }

    public static TheoryData<string, string> MalformedEvents() => new()
    {
        { "no JSON", "{" },
        { "empty", "" },
        { "another type", "[1]" },
        { "null", "null" },
        { "more after the end", ApiEvents.Rest("sessionId=console&authenticationToken=x").ToJsonString() + "{}" },
        { "nothing of an API", "{}" },
        { "no body", ApiEvents.Rest(null).ToJsonString() },
        { "no content type", ApiEvents.Rest("sessionId=console&authenticationToken=x", contentType: null).ToJsonString() },
        { "another content type", ApiEvents.Rest("sessionId=console&authenticationToken=x", contentType: "application/json").ToJsonString() },
        { "another charset", ApiEvents.Rest("sessionId=console&authenticationToken=x", contentType: "application/x-www-form-urlencoded; charset=utf-16").ToJsonString() },
        { "another method", ApiEvents.Rest("sessionId=console&authenticationToken=x", method: "GET").ToJsonString() },
        { "a field twice", ApiEvents.Rest("sessionId=console&authenticationToken=x&authenticationToken=y").ToJsonString() },
        { "a long body", ApiEvents.Rest("sessionId=console&authenticationToken=" + new string('x', VerificationForm.MaximumBytes)).ToJsonString() },
        { "no UTF-8", ApiEvents.Rest("sessionId=%FF&authenticationToken=x").ToJsonString() },
        { "a body that is a number", """{"httpMethod":"POST","body":5,"requestContext":{}}""" },
        { "headers that are a list", """{"httpMethod":"POST","headers":[],"requestContext":{}}""" },
        { "a member twice", """{"httpMethod":"POST","body":"a","body":"b","requestContext":{}}""" },
        { "an escape that is half a character", """{"httpMethod":"POST","body":"\ud800","requestContext":{}}""" },
        { "no Base64", """{"httpMethod":"POST","headers":{"Content-Type":"application/x-www-form-urlencoded"},"body":"***","isBase64Encoded":true,"requestContext":{}}""" },
        { "a content type twice", """{"httpMethod":"POST","multiValueHeaders":{"Content-Type":["application/x-www-form-urlencoded","application/x-www-form-urlencoded"]},"body":"sessionId=console&authenticationToken=x","requestContext":{}}""" },
        { "a compressed body", """{"httpMethod":"POST","headers":{"Content-Type":"application/x-www-form-urlencoded","Content-Encoding":"gzip"},"body":"sessionId=console&authenticationToken=x","requestContext":{}}""" },
        { "deep nesting", string.Concat(Enumerable.Repeat("""{"a":""", 2000)) + "1" + new string('}', 2000) },
    };

    [Theory]
    [MemberData(nameof(MalformedEvents))]
    public async Task An_event_that_cannot_be_read_is_denied_with_status_200_and_recorded(string what, string call)
    {
        using var store = new Store(File);
        using var function = new FunctionUnderTest(ValidateTokenFunction.Name, File);

        var reply = await function.AnswerAsync(Encoding.UTF8.GetBytes(call));

        Assert.True(IsDenial(reply), what);
        await function.FlushAsync();
        Assert.Contains((await store.RecordsAsync()).Items, record => record.Entry.Denial == DenialReason.Malformed);
        Assert.Equal(1002, function.Log[^1].GetProperty("eventId").GetInt32());
    }

    [Fact]
    public async Task An_event_beyond_what_Lambda_promises_is_denied()
    {
        using var function = new FunctionUnderTest(ValidateTokenFunction.Name, File);

        Assert.True(IsDenial(await function.AnswerAsync([], isOversized: true)));
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_is_a_denial_and_is_tried_again()
    {
        var store = new StoreDouble { OnOpen = () => throw StoreDouble.Unavailable };
        using var function = new FunctionUnderTest(ValidateTokenFunction.Name, store);

        Assert.True(IsDenial(await function.AnswerAsync(ApiEvents.Rest(ApiEvents.Form("token")))));
        Assert.Equal(["StoreUnavailable"], function.Log.Where(line => line.GetProperty("eventId").GetInt32() == 1003).Select(line => line.GetProperty("denial").GetString()));
        store.OnOpen = null;
        Assert.True(IsYes(await function.AnswerAsync(ApiEvents.Rest(ApiEvents.Form("token")))));
        Assert.True(IsYes(await function.AnswerAsync(ApiEvents.Rest(ApiEvents.Form("token")))));
        Assert.Equal(2, store.TimesOpened);
    }

    [Fact]
    public async Task A_store_that_fails_is_a_denial_with_the_reason_in_the_log()
    {
        using var function = new FunctionUnderTest(ValidateTokenFunction.Name, new StoreDouble { OnRedeem = () => throw StoreDouble.Unavailable });

        Assert.True(IsDenial(await function.AnswerAsync(ApiEvents.Rest(ApiEvents.Form("token")))));

        Assert.Contains("The table cannot be reached.", function.Log.Single().GetProperty("exception").GetString(), StringComparison.Ordinal);
        Assert.Equal("request-1", function.Log.Single().GetProperty("requestId").GetString());
    }

    [Fact]
    public async Task A_store_that_throws_what_it_should_not_is_a_denial()
    {
        using var function = new FunctionUnderTest(ValidateTokenFunction.Name, new StoreDouble { OnRedeem = () => throw new InvalidCastException("odd") });

        Assert.True(IsDenial(await function.AnswerAsync(ApiEvents.Rest(ApiEvents.Form("token")))));

        Assert.Equal(1502, function.Log.Single().GetProperty("eventId").GetInt32());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_that_is_silent_until_the_deadline_is_a_denial(bool blocksItsThread)
    {
        using var release = new ManualResetEventSlim();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var silent = new TaskCompletionSource<Redemption>();
        using var function = new FunctionUnderTest(ValidateTokenFunction.Name, new StoreDouble { OnRedeem = Wait });
        using var deadline = new CancellationTokenSource();

        var answer = function.AnswerAsync(ApiEvents.Rest(ApiEvents.Form("token")), deadline.Token);
        await asked.Task;
        await deadline.CancelAsync();

        Assert.True(IsDenial(await answer));
        Assert.Equal(1501, function.Log.Single().GetProperty("eventId").GetInt32());
        release.Set();
        silent.TrySetResult(new Redemption(null, DenialReason.Unknown));

        Task<Redemption> Wait()
        {
            asked.SetResult();
            if (blocksItsThread) release.Wait(CancellationToken.None);
            return silent.Task;
        }
    }

    [Fact]
    public async Task No_answer_waits_for_records_and_a_flush_does()
    {
        var written = new TaskCompletionSource();
        using var function = new FunctionUnderTest(ValidateTokenFunction.Name, new StoreDouble { OnFlush = () => written.Task });

        Assert.True(IsYes(await function.AnswerAsync(ApiEvents.Rest(ApiEvents.Form("token")))));

        var flush = function.FlushAsync();
        Assert.False(flush.IsCompleted);
        written.SetResult();
        await flush;
    }

    [Fact]
    public async Task A_store_that_was_never_opened_has_nothing_to_flush()
    {
        var store = new StoreDouble { OnOpen = () => throw StoreDouble.Unavailable, OnFlush = () => throw StoreDouble.Unavailable };
        using var function = new FunctionUnderTest(ValidateTokenFunction.Name, store);
        await function.FlushAsync();
        Assert.Equal(0, store.TimesOpened);

        Assert.True(IsDenial(await function.AnswerAsync(ApiEvents.Rest(ApiEvents.Form("token")))));
        await function.FlushAsync();
    }

    [Fact]
    public async Task No_token_reaches_the_log()
    {
        const string Secret = "this-is-the-secret-token-of-the-test";
        using var function = new FunctionUnderTest(ValidateTokenFunction.Name, File);

        await function.AnswerAsync(ApiEvents.Rest(ApiEvents.Form(Secret)));
        await function.AnswerAsync(ApiEvents.Rest(ApiEvents.Form(Secret) + "&authenticationToken=" + Secret));
        await function.AnswerAsync(new JsonObject { ["body"] = Secret });

        Assert.Equal(3, function.Log.Count);
        Assert.DoesNotContain(Secret, function.LogText, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static bool IsYes(JsonElement reply) => AuthReply.TryRead(reply.GetProperty("body").GetString()!, out var xml) && xml.IsGranted;

    private static bool IsDenial(JsonElement reply) =>
        reply.GetProperty("statusCode").GetInt32() == 200 && reply.GetProperty("body").GetString() == Encoding.UTF8.GetString(AuthReply.Deny());
}
