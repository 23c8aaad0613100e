using System;
using DcvAdmin.Aws;
using DcvAdmin.Aws.Ssm;
using DcvAdmin.Hosts;

namespace DcvAdmin.Core.Tests.Hosts;

public sealed class InstanceAnswerTests
{
    [Fact]
    public void Success_is_the_output() => Assert.Equal("{}", Read(SsmInvocationStatus.Success, "Success", "{}"));

    [Theory]
    [InlineData(SsmInvocationStatus.TimedOut, "DeliveryTimedOut", InstanceFault.NotReached)]
    [InlineData(SsmInvocationStatus.TimedOut, "Delivery Timed Out", InstanceFault.NotReached)]
    [InlineData(SsmInvocationStatus.Failed, "Undeliverable", InstanceFault.NotReached)]
    [InlineData(SsmInvocationStatus.TimedOut, "ExecutionTimedOut", InstanceFault.TimedOut)]
    [InlineData(SsmInvocationStatus.TimedOut, "No end within 750 s", InstanceFault.TimedOut)]
    [InlineData(SsmInvocationStatus.Failed, "AccessDenied", InstanceFault.AccessDenied)]
    [InlineData(SsmInvocationStatus.Failed, "Terminated", InstanceFault.Cancelled)]
    [InlineData(SsmInvocationStatus.Cancelled, "Cancelled", InstanceFault.Cancelled)]
    [InlineData(SsmInvocationStatus.Cancelled, "Someone", InstanceFault.Cancelled)]
    [InlineData(SsmInvocationStatus.Failed, "InvalidPlatform", InstanceFault.NotSupported)]
    [InlineData(SsmInvocationStatus.Failed, "Failed", InstanceFault.Failed)]
    public void Every_other_end_has_a_sentence_that_names_the_instance(SsmInvocationStatus status, string details, InstanceFault fault)
    {
        var failure = Assert.Throws<InstanceException>(() => Read(status, details, string.Empty));
        Assert.Equal(fault, failure.Fault);
        Assert.Contains("i-1", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", failure.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mend it.\nfailed to run commands: exit status 1", "i-1 says: Mend it.")]
    [InlineData("Mend it.\r\nfailed to run commands: exit status 0xffffffff", "i-1 says: Mend it.")]
    [InlineData("failed to run commands: exit status 137", "i-1 says: nothing, and ended with exit code 7 (Failed).")]
    [InlineData("", "i-1 says: nothing, and ended with exit code 7 (Failed).")]
    public void A_failure_has_the_words_of_the_host(string error, string expected)
    {
        var failure = Assert.Throws<InstanceException>(() => Read(SsmInvocationStatus.Failed, "Failed", "out", error));
        Assert.StartsWith(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_that_was_cut_is_none() =>
        Assert.Equal(InstanceFault.OutputCut, Assert.Throws<InstanceException>(() => Read(SsmInvocationStatus.Success, "Success", new string('x', SsmStepOutput.Limit))).Fault);

    [Fact]
    public void A_success_without_a_step_is_none() => Assert.Equal(
        InstanceFault.NotSupported,
        Assert.Throws<InstanceException>(() => InstanceAnswer.OutputOf(new SsmInvocation("i-1", SsmInvocationStatus.Success, "Success", [new SsmStep("linux", "Step execution skipped due to x")]), SsmStepOutput.None)).Fault);

    [Fact]
    public void Who_is_not_managed_is_told_what_to_look_at()
    {
        var refusal = new AwsException(AwsFault.NotFound, "Refused.", "Look.");
        var failure = InstanceAnswer.NotManaged("i-1", refusal);
        Assert.Equal((InstanceFault.NotManaged, refusal), (failure.Fault, failure.InnerException));
    }

    private static string Read(SsmInvocationStatus status, string details, string output, string error = "") =>
        InstanceAnswer.OutputOf(new SsmInvocation("i-1", status, details, [new SsmStep("linux", output)]), new SsmStepOutput(7, output, error));
}
