using System;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Functions.Tests.Running;
using DcvAdmin.LambdaEmulator;

namespace DcvAdmin.Functions.Tests.Runtime;

/// <summary>The loop against the emulated runtime, with functions that do what ours never should.</summary>
public sealed class RuntimeLoopTests : IAsyncDisposable
{
    private readonly MemoryStream _log = new();
    private LambdaSandbox _sandbox = null!;
    private RuntimeApi _runtime = null!;

    [Fact]
    public async Task An_event_is_answered_with_what_the_function_returns()
    {
        Invocation? seen = null;
        string? trace = null;
        await StartAsync((invocation, _) =>
        {
            seen = invocation;
            trace = Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID");
            return """{"a":1}"""u8.ToArray();
        });

        var answer = await _sandbox.InvokeAsync(LambdaEvent.Of("""{"b":2}""") with { TraceId = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700" });

        Assert.Equal((LambdaAnswerKind.Response, """{"a":1}"""), (answer.Kind, answer.Text));
        Assert.Equal("""{"b":2}""", Encoding.UTF8.GetString(seen!.Event.Span));
        Assert.Equal((LambdaSandbox.FunctionArn, "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700"), (seen.FunctionArn, seen.TraceId));
        Assert.Equal(seen.TraceId, trace);

        await _sandbox.InvokeAsync(LambdaEvent.Of("{}"));
        Assert.Null(trace);
    }

    [Fact]
    public async Task A_function_that_throws_is_reported_without_what_it_choked_on_and_the_next_event_is_answered()
    {
        var isFirst = true;
        await StartAsync((_, _) => Interlocked.Exchange(ref isFirst, false) ? throw new FormatException("'the-secret' is no number") : "1"u8.ToArray());

        var answer = await _sandbox.InvokeAsync(LambdaEvent.Of("{}"));

        Assert.Equal((LambdaAnswerKind.Error, "Function.FormatException"), (answer.Kind, answer.ErrorType));
        var error = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal("Function.FormatException", error.GetProperty("errorType").GetString());
        Assert.NotEmpty(error.GetProperty("stackTrace").EnumerateArray());
        Assert.DoesNotContain("the-secret", answer.Text, StringComparison.Ordinal);
        Assert.Equal("1", (await _sandbox.InvokeAsync(LambdaEvent.Of("{}"))).Text);
    }

    [Fact]
    public async Task A_function_that_gives_up_at_its_deadline_is_reported_as_that()
    {
        await StartAsync((_, deadline) =>
        {
            deadline.WaitHandle.WaitOne();
            deadline.ThrowIfCancellationRequested();
            return [];
        });

        var answer = await _sandbox.InvokeAsync(LambdaEvent.Of("{}") with { Timeout = TimeSpan.FromMilliseconds(200) });

        Assert.Equal((LambdaAnswerKind.Error, "Function.DeadlineReached"), (answer.Kind, answer.ErrorType));
    }

    [Fact]
    public async Task An_answer_beyond_six_megabytes_is_reported_instead_of_sent()
    {
        await StartAsync((_, _) => new byte[RuntimeApi.MaximumPayload + 1]);

        var answer = await _sandbox.InvokeAsync(LambdaEvent.Of("{}"));

        Assert.Equal((LambdaAnswerKind.Error, "Function.ResponseTooLarge"), (answer.Kind, answer.ErrorType));
    }

    [Fact]
    public async Task An_event_of_six_megabytes_arrives_and_a_longer_one_is_marked()
    {
        await StartAsync((invocation, _) => Encoding.UTF8.GetBytes($"[{invocation.Event.Length},{(invocation.IsOversized ? "true" : "false")}]"));

        Assert.Equal($"[{RuntimeApi.MaximumPayload},false]", (await _sandbox.InvokeAsync(new LambdaEvent(new byte[RuntimeApi.MaximumPayload]))).Text);
        Assert.Equal("[0,true]", (await _sandbox.InvokeAsync(new LambdaEvent(new byte[RuntimeApi.MaximumPayload + 1]))).Text);
        Assert.Equal("[1,false]", (await _sandbox.InvokeAsync(new LambdaEvent(new byte[1]))).Text);
    }

    [Fact]
    public async Task An_answer_that_the_runtime_does_not_take_is_logged_and_the_next_event_is_answered()
    {
        await StartAsync((_, _) => "1"u8.ToArray());
        _sandbox.StatusForAnswers = 413;
        await _sandbox.InvokeAsync(LambdaEvent.Of("{}"));
        _sandbox.StatusForAnswers = null;

        Assert.Equal("1", (await _sandbox.InvokeAsync(LambdaEvent.Of("{}"))).Text);

        var line = JsonDocument.Parse(Encoding.UTF8.GetString(_log.ToArray())).RootElement;
        Assert.Equal((1508, "413"), (line.GetProperty("eventId").GetInt32(), line.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task What_an_answer_left_is_flushed_after_it_and_before_the_next_event_is_asked_for()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartAsync((_, _) => "1"u8.ToArray(), _ => release.Task);

        Assert.Equal("1", (await _sandbox.InvokeAsync(LambdaEvent.Of("{}"))).Text);

        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(_sandbox.Idle.IsCompleted);
        release.SetResult();
        await _sandbox.Idle;
        Assert.Empty(_log.ToArray());
    }

    [Fact]
    public async Task What_a_function_that_failed_left_is_flushed_too()
    {
        var flushes = 0;
        await StartAsync((_, _) => throw new FormatException(), _ =>
        {
            flushes++;
            return Task.CompletedTask;
        });

        await _sandbox.InvokeAsync(LambdaEvent.Of("{}"));
        await _sandbox.Idle;

        Assert.Equal(1, flushes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_flush_that_fails_is_logged_and_the_next_event_is_answered(bool isExpected)
    {
        await StartAsync((_, _) => "1"u8.ToArray(), _ => throw (isExpected ? StoreDouble.Unavailable : new FormatException()));
        var call = LambdaEvent.Of("{}");

        await _sandbox.InvokeAsync(call);
        await _sandbox.Idle;

        var line = JsonDocument.Parse(Encoding.UTF8.GetString(_log.ToArray())).RootElement;
        Assert.Equal((1503, "ERROR", call.RequestId), (line.GetProperty("eventId").GetInt32(), line.GetProperty("level").GetString(), line.GetProperty("requestId").GetString()));
        Assert.Equal("1", (await _sandbox.InvokeAsync(LambdaEvent.Of("{}"))).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_flush_that_takes_too_long_is_left_alone(bool blocks)
    {
        using var release = new ManualResetEventSlim();
        await StartAsync((_, _) => "1"u8.ToArray(), _ =>
        {
            if (blocks) release.Wait(CancellationToken.None);
            return Task.Delay(Timeout.Infinite, CancellationToken.None);
        });
        var begun = TimeProvider.System.GetTimestamp();

        await _sandbox.InvokeAsync(LambdaEvent.Of("{}") with { Timeout = TimeSpan.FromSeconds(2) });
        await _sandbox.Idle;

        // How long before the deadline, Deadline's own tests say: a busy machine is late.
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        Assert.Equal(1503, JsonDocument.Parse(Encoding.UTF8.GetString(_log.ToArray())).RootElement.GetProperty("eventId").GetInt32());
        release.Set();
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("999999999999999999")]
    public async Task A_deadline_that_cannot_be_read_is_three_seconds_from_now(string text)
    {
        var seen = DateTimeOffset.MinValue;
        await StartAsync((invocation, _) =>
        {
            seen = invocation.Deadline;
            return "1"u8.ToArray();
        });

        var before = DateTimeOffset.UtcNow;
        await _sandbox.InvokeAsync(LambdaEvent.Of("{}") with { DeadlineText = text });

        Assert.InRange(seen, before.AddSeconds(3), DateTimeOffset.UtcNow.AddSeconds(3));
    }

    [Fact]
    public async Task A_runtime_that_fails_ends_the_loop()
    {
        var loop = await StartAsync((_, _) => "1"u8.ToArray());
        _sandbox.StatusForAnswers = 500;

        _ = _sandbox.InvokeAsync(LambdaEvent.Of("{}"));

        await Assert.ThrowsAsync<RuntimeApiException>(() => loop);
    }

    [Fact]
    public async Task An_event_without_a_request_id_ends_the_loop()
    {
        _sandbox = await LambdaSandbox.StartAsync();
        _sandbox.HidesRequestId = true;
        var loop = Begin((_, _) => "1"u8.ToArray());

        _ = _sandbox.InvokeAsync(LambdaEvent.Of("{}"));

        await Assert.ThrowsAsync<RuntimeApiException>(() => loop);
    }

    [Fact]
    public async Task A_stop_ends_the_wait_for_an_event()
    {
        var loop = await StartAsync((_, _) => "1"u8.ToArray());
        await _sandbox.FirstAsk;

        _runtime.Stop();

        await loop;
    }

    [Fact]
    public async Task A_stop_lets_an_event_that_is_being_answered_come_to_its_end()
    {
        using var release = new ManualResetEventSlim();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var loop = await StartAsync((_, _) =>
        {
            asked.SetResult();
            release.Wait(CancellationToken.None);
            return "1"u8.ToArray();
        });
        var answer = _sandbox.InvokeAsync(LambdaEvent.Of("{}"));
        await asked.Task;

        _runtime.Stop();
        release.Set();

        Assert.Equal("1", (await answer).Text);
        await loop;
    }

    public async ValueTask DisposeAsync()
    {
        _runtime.Dispose();
        await _sandbox.DisposeAsync();
    }

    private async Task<Task> StartAsync(Func<Invocation, CancellationToken, byte[]> answer, Func<CancellationToken, Task>? flush = null)
    {
        _sandbox = await LambdaSandbox.StartAsync();
        return Begin(answer, flush);
    }

    private Task Begin(Func<Invocation, CancellationToken, byte[]> answer, Func<CancellationToken, Task>? flush = null)
    {
        _runtime = new RuntimeApi(_sandbox.Address, TimeProvider.System);
        var loop = new RuntimeLoop(_runtime, new FunctionDouble(answer, flush), new JsonLog(_log, Severity.Warning, TimeProvider.System), TimeProvider.System);
        return Task.Run(loop.RunAsync);
    }

    private sealed class FunctionDouble(Func<Invocation, CancellationToken, byte[]> answer, Func<CancellationToken, Task>? flush) : IFunction
    {
        public void WarmUp()
        {
        }

        public Task<ReadOnlyMemory<byte>> AnswerAsync(Invocation invocation, CancellationToken cancellationToken) =>
            Task.FromResult<ReadOnlyMemory<byte>>(answer(invocation, cancellationToken));

        public Task FlushAsync(CancellationToken cancellationToken) => flush?.Invoke(cancellationToken) ?? Task.CompletedTask;
    }
}
