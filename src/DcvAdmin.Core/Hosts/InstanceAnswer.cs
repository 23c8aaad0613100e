using System;
using System.Globalization;
using System.Text.RegularExpressions;
using DcvAdmin.Aws;
using DcvAdmin.Aws.Ssm;

namespace DcvAdmin.Hosts;

/// <summary>What the end of a command on an instance means: its output, or a sentence about why there is none.</summary>
public static class InstanceAnswer
{
    private const string SeeAgent = "Check that the instance runs, that its SSM Agent is online and that it reaches Systems Manager, then try again.";

    // What the agent adds to the words of a script that failed. Source: amazon-ssm-agent, runcommand plugins.
    private static readonly Regex AgentsWords = new("^failed to run commands: exit status [0-9a-fx]+\\s*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Multiline);

    /// <summary>The standard output of a command that did what it was to do.</summary>
    /// <exception cref="InstanceException">It did not, or not all of its output is there.</exception>
    public static string OutputOf(SsmInvocation invocation, SsmStepOutput output)
    {
        if (invocation is null) throw new ArgumentNullException(nameof(invocation));
        if (output is null) throw new ArgumentNullException(nameof(output));
        if (invocation.Status != SsmInvocationStatus.Success) throw Failure(invocation, output);
        if (invocation.RanStep is null)
        {
            throw new InstanceException(InstanceFault.NotSupported, $"{invocation.InstanceId} runs an operating system for which the document has no step.",
                "Windows and Linux are supported; run the cmdlet on the host itself.");
        }

        if (output.IsCut)
        {
            throw new InstanceException(InstanceFault.OutputCut,
                $"{invocation.InstanceId} did what it was to do, but answered more than the {SsmStepOutput.Limit.ToString("N0", CultureInfo.InvariantCulture)} characters that AWS keeps.",
                "Run Get-DcvHostConfiguration on the host itself to see its settings.");
        }

        return output.Output;
    }

    /// <summary>What it means that the command has ended on an instance and AWS does not give out what it printed.</summary>
    public static InstanceException Unread(SsmInvocation invocation, AwsException failure)
    {
        if (invocation is null) throw new ArgumentNullException(nameof(invocation));
        if (failure is null) throw new ArgumentNullException(nameof(failure));
        return new InstanceException(
            InstanceFault.OutputUnread,
            $"The command has ended on {invocation.InstanceId} ({invocation.Details}), but its answer cannot be had: {failure.Sentence}",
            $"{failure.Advice} To see what is so there now, ask again.",
            failure);
    }

    /// <summary>What it means that AWS does not take a command for an instance.</summary>
    public static InstanceException NotManaged(string instanceId, AwsException refusal) => new(
        InstanceFault.NotManaged,
        $"Systems Manager does not manage {instanceId} in this region and account, so nothing was sent to it.",
        "Check the id and -Region, that the instance runs with its SSM Agent online, and that its role holds the policy AmazonSSMManagedInstanceCore.",
        refusal);

    private static InstanceException Failure(SsmInvocation invocation, SsmStepOutput output)
    {
        var id = invocation.InstanceId;
        return Compact(invocation.Details) switch
        {
            "DELIVERYTIMEDOUT" => new(InstanceFault.NotReached, $"{id} has not taken the command before it expired, or has lost its connection since.", SeeAgent),
            "UNDELIVERABLE" => new(InstanceFault.NotReached, $"The command cannot be delivered to {id}; nothing ran there.", SeeAgent),
            "ACCESSDENIED" => new(InstanceFault.AccessDenied, $"{id} was not sent the command: the identity or its service role may not run this document there.",
                "Grant ssm:SendCommand on the instance and the document to the identity that Get-DcvAwsIdentity shows."),
            "EXECUTIONTIMEDOUT" => new(InstanceFault.TimedOut, $"The command has not ended in time on {id}; SSM Agent stopped it.", "See what state the host is in before trying again."),
            "TERMINATED" => new(InstanceFault.Cancelled, $"The command was not sent to {id}, because it had failed on others.", "Run it again for this instance."),
            "CANCELLED" or "CANCELED" => new(InstanceFault.Cancelled, $"Someone cancelled the command for {id}.", "See what state the host is in, and run it again."),
            "INVALIDPLATFORM" => new(InstanceFault.NotSupported, $"{id} runs an operating system for which the document has no step.",
                "Windows and Linux are supported; run the cmdlet on the host itself."),
            _ when invocation.Status == SsmInvocationStatus.TimedOut => new(InstanceFault.TimedOut, $"{id} has not answered: {invocation.Details}. It may still run the command.",
                "See what state the host is in before trying again."),
            _ when invocation.Status == SsmInvocationStatus.Cancelled => new(InstanceFault.Cancelled, $"The command for {id} was cancelled: {invocation.Details}.", "Run it again."),
            _ => new(InstanceFault.Failed, $"{id} says: {WordsOf(output, invocation.Details)}", "Mend what it names on the host, then try again."),
        };
    }

    private static string WordsOf(SsmStepOutput output, string details)
    {
        var words = AgentsWords.Replace(output.Error, string.Empty).Trim();
        return words.Length > 0 ? words : $"nothing, and ended with exit code {output.ExitCode.ToString(CultureInfo.InvariantCulture)} ({details}).";
    }

    // The API says DeliveryTimedOut, the console and the guide say Delivery Timed Out.
    private static string Compact(string details) => details.Replace(" ", string.Empty).ToUpperInvariant();
}
