using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Aws.Ssm;

namespace DcvAdmin.Core.Tests.Aws.Ssm;

public sealed class SsmCommandTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_delay_grows_to_a_limit_and_begins_anew_when_an_instance_has_ended()
    {
        var watch = SsmCommandWatch.Begin(["i-1", "i-2"], Noon, TimeSpan.FromMinutes(10));
        var delays = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            delays.Add(watch.Delay.TotalSeconds);
            watch = watch.Hear([Invocation("i-1", SsmInvocationStatus.InProgress)], out _);
        }

        Assert.Equal([1, 1.5, 2.25, 3.375, 5.0625, 7.59375, 11.390625, 15, 15], delays);
        Assert.Equal(1, watch.Hear([Invocation("i-1", SsmInvocationStatus.Failed)], out _).Delay.TotalSeconds);
    }

    [Theory]
    [InlineData(SsmInvocationStatus.Unknown, false)]
    [InlineData(SsmInvocationStatus.Pending, false)]
    [InlineData(SsmInvocationStatus.InProgress, false)]
    [InlineData(SsmInvocationStatus.Delayed, false)]
    [InlineData(SsmInvocationStatus.Cancelling, false)]
    [InlineData(SsmInvocationStatus.Success, true)]
    [InlineData(SsmInvocationStatus.Failed, true)]
    [InlineData(SsmInvocationStatus.TimedOut, true)]
    [InlineData(SsmInvocationStatus.Cancelled, true)]
    public void Only_an_end_is_an_end(SsmInvocationStatus status, bool ends)
    {
        var watch = SsmCommandWatch.Begin(["i-1", "i-1"], Noon, TimeSpan.FromMinutes(1)).Hear([Invocation("i-1", status)], out var ended);
        Assert.Equal((ends, ends ? 1 : 0), (watch.IsOver(Noon), ended.Count));
    }

    [Fact]
    public void An_instance_ends_once_and_strangers_do_not_count()
    {
        var watch = SsmCommandWatch.Begin(["i-1", "i-2"], Noon, TimeSpan.FromMinutes(1));
        watch = watch.Hear([Invocation("i-1", SsmInvocationStatus.Success), Invocation("i-9", SsmInvocationStatus.Success)], out var first);
        watch = watch.Hear([Invocation("i-1", SsmInvocationStatus.Success)], out var second);
        Assert.Equal(["i-1"], first.Select(one => one.InstanceId));
        Assert.Empty(second);
        Assert.Equal(["i-2"], watch.Waiting);
        Assert.False(watch.IsOver(Noon.AddSeconds(59)));
        Assert.True(watch.IsOver(Noon.AddMinutes(1)));
    }

    [Fact]
    public async Task A_run_reports_each_instance_as_it_ends_and_the_late_ones_at_last()
    {
        var aws = new SystemsManagerInMemory();
        aws.Answers.Enqueue([]);
        aws.Answers.Enqueue([Invocation("i-2", SsmInvocationStatus.Success), Invocation("i-1", SsmInvocationStatus.InProgress)]);
        aws.Answers.Enqueue([Invocation("i-2", SsmInvocationStatus.Success), Invocation("i-1", SsmInvocationStatus.Failed)]);
        var said = new Listener();
        var command = new SsmCommand { DocumentName = "d", InstanceIds = ["i-1", "i-2", "i-3"], DeliveryLimit = TimeSpan.FromSeconds(30), RunLimit = TimeSpan.FromSeconds(10) };
        var end = await RunAsync(aws, command, said);

        Assert.Equal(["i-2 Success 0 linux of i-2", "i-1 Failed 0 linux of i-1", "i-3 TimedOut -1 "], said.Sentences);
        // Thirty seconds to be delivered, ten for each step, thirty for the last answer.
        Assert.InRange(end, Noon.AddSeconds(80), Noon.AddSeconds(95));
    }

    [Fact]
    public async Task Questions_that_fail_are_asked_again_and_an_output_that_cannot_be_had_is_that_instances_alone()
    {
        var aws = new SystemsManagerInMemory { Deaf = 3, Always = [Invocation("i-1", SsmInvocationStatus.Success), Invocation("i-2", SsmInvocationStatus.Success)] };
        aws.Unreadable.Add("i-1");
        var said = new Listener();
        await RunAsync(aws, new SsmCommand { DocumentName = "d", InstanceIds = ["i-1", "i-2"] }, said);
        Assert.Equal(["i-1 unread: Throttled.", "i-2 Success 0 linux of i-2"], said.Sentences);
        Assert.Equal(["c-1"], said.Commands);
    }

    [Fact]
    public async Task Where_no_question_is_answered_the_last_failure_is_named()
    {
        var said = new Listener();
        var aws = new SystemsManagerInMemory { Deaf = int.MaxValue };
        var late = await LateDetailsAsync(aws, said);
        Assert.EndsWith("; the last question failed: Throttled", late, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_ask_is_told_at_once()
    {
        var aws = new SystemsManagerInMemory { Deaf = 1, Deafness = AwsFault.AccessDenied };
        await Assert.ThrowsAsync<AwsException>(() => RunAsync(aws, new SsmCommand { DocumentName = "d", InstanceIds = ["i-1"] }, new Listener()));
    }

    [Theory]
    [InlineData(true, 2)]
    // All; the halves, of which one is good; the halves of the other, and so on down to the one.
    [InlineData(false, 7)]
    public async Task Instances_that_are_not_managed_do_not_stop_the_others(bool namesThem, int sends)
    {
        var ids = Enumerable.Range(1, 8).Select(number => $"i-{number}").ToArray();
        var aws = new SystemsManagerInMemory { Named = namesThem ? null : [], Always = [.. ids.Select(id => Invocation(id, SsmInvocationStatus.Success))] };
        aws.Strangers.Add("i-3");
        var said = new Listener();
        await RunAsync(aws, new SsmCommand { DocumentName = "d", InstanceIds = ids, Comment = "c" }, said);

        Assert.Equal("i-3 refused: Refused. Look.", Assert.Single(said.Sentences, sentence => sentence.Contains("refused", StringComparison.Ordinal)));
        Assert.Equal(ids.Except(["i-3"]), said.Sentences.Where(sentence => sentence.Contains("Success", StringComparison.Ordinal)).Select(sentence => sentence.Split(' ')[0]));
        Assert.Equal(sends, aws.Sent.Count);
        Assert.All(aws.Sent, sent => Assert.Equal(("d", "c"), (sent.DocumentName, sent.Comment)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_none_is_managed_each_is_reported_and_nothing_is_waited_for(bool namesThem)
    {
        string[] ids = ["i-1", "i-2", "i-3"];
        var aws = new SystemsManagerInMemory { Named = namesThem ? null : [] };
        aws.Strangers.UnionWith(ids);
        var said = new Listener();
        Assert.Equal(Noon, await RunAsync(aws, new SsmCommand { DocumentName = "d", InstanceIds = ids }, said));
        Assert.Equal(ids, said.Sentences.Select(sentence => sentence.Split(' ')[0]));
    }

    [Fact]
    public async Task A_refusal_that_names_strangers_alone_is_halved()
    {
        var aws = new SystemsManagerInMemory { Named = ["i-9"] };
        aws.Strangers.UnionWith(["i-1", "i-2"]);
        var said = new Listener();
        await RunAsync(aws, new SsmCommand { DocumentName = "d", InstanceIds = ["i-1", "i-2"] }, said);
        Assert.Equal(["i-1 refused: Refused. Look.", "i-2 refused: Refused. Look."], said.Sentences);
    }

    [Theory]
    [InlineData(1, 50, 120)]
    [InlineData(50, 50, 120)]
    [InlineData(50, 49, 840)]
    [InlineData(50, 1, 35400)]
    public void A_command_does_not_expire_before_the_last_round(int instances, int atOnce, int seconds)
    {
        var command = new SsmCommand { DocumentName = "d", InstanceIds = [.. Enumerable.Range(0, instances).Select(number => $"i-{number}")], AtOnce = atOnce };
        Assert.Equal(seconds, command.Expiry.TotalSeconds);
        Assert.Equal(seconds + 1230, command.Patience.TotalSeconds);
    }

    [Fact]
    public void Output_of_the_full_length_may_be_cut()
    {
        Assert.True(new SsmStepOutput(0, new string('x', 24000), string.Empty).IsCut);
        Assert.False(new SsmStepOutput(0, new string('x', 23999), string.Empty).IsCut);
        // Of characters with several bytes, fewer fit.
        Assert.True(new SsmStepOutput(0, "{\"a\":\n---Output truncated---", string.Empty).IsCut);
    }

    private static SsmInvocation Invocation(string instance, SsmInvocationStatus status) =>
        new(instance, status, status.ToString(), [new SsmStep("windows", "Step execution skipped due to unsatisfied preconditions: x"), new SsmStep("linux", "{}")]);

    private static async Task<string> LateDetailsAsync(ISystemsManager aws, Listener said)
    {
        await RunAsync(aws, new SsmCommand { DocumentName = "d", InstanceIds = ["i-1"] }, said);
        return Assert.Single(said.Details);
    }

    /// <summary>Runs a command against a clock that goes on by what is waited, and returns when it ended.</summary>
    private static async Task<DateTimeOffset> RunAsync(ISystemsManager aws, SsmCommand command, ISsmCommandListener listener)
    {
        var now = Noon;
        var run = new SsmCommandRun(aws, () => now, (delay, _) =>
        {
            now += delay;
            return Task.CompletedTask;
        });
        await run.RunAsync(command, listener, TestContext.Current.CancellationToken);
        return now;
    }

    private sealed class Listener : ISsmCommandListener
    {
        public List<string> Sentences { get; } = [];

        public List<string> Commands { get; } = [];

        public List<string> Details { get; } = [];

        public Task EndedAsync(SsmInvocation invocation, SsmStepOutput output)
        {
            Details.Add(invocation.Details);
            return Say($"{invocation.InstanceId} {invocation.Status} {output.ExitCode} {output.Output}");
        }

        public void Sent(string commandId) => Commands.Add(commandId);

        public Task UnreadAsync(SsmInvocation invocation, AwsException failure) => Say($"{invocation.InstanceId} unread: {failure.Sentence}");

        public Task RefusedAsync(string instanceId, AwsException refusal) => Say($"{instanceId} refused: {refusal.Message}");

        private Task Say(string sentence)
        {
            Sentences.Add(sentence);
            return Task.CompletedTask;
        }
    }
}
