using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
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
        var now = Noon;
        var run = new SsmCommandRun(aws, () => now, (delay, _) =>
        {
            now += delay;
            return Task.CompletedTask;
        });
        var said = new List<string>();
        var command = new SsmCommand { DocumentName = "d", InstanceIds = ["i-1", "i-2", "i-3"] };
        var id = await run.RunAsync(command, TimeSpan.FromSeconds(30), (invocation, output) =>
        {
            said.Add($"{invocation.InstanceId} {invocation.Status} {output.ExitCode} {output.Output}");
            return Task.CompletedTask;
        }, TestContext.Current.CancellationToken);

        Assert.Equal("c-1", id);
        Assert.Equal(["i-2 Success 0 linux of i-2", "i-1 Failed 0 linux of i-1", "i-3 TimedOut -1 "], said);
        Assert.InRange(now, Noon.AddSeconds(30), Noon.AddSeconds(45));
    }

    [Fact]
    public void Output_of_the_full_length_may_be_cut()
    {
        Assert.True(new SsmStepOutput(0, new string('x', 24000), string.Empty).IsCut);
        Assert.False(new SsmStepOutput(0, new string('x', 23999), string.Empty).IsCut);
    }

    private static SsmInvocation Invocation(string instance, SsmInvocationStatus status) =>
        new(instance, status, status.ToString(), [new SsmStep("windows", "Step execution skipped due to unsatisfied preconditions: x"), new SsmStep("linux", "{}")]);
}
