using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Aws.Ssm;

namespace DcvAdmin.Hosts;

/// <summary>Turns what AWS says of each instance of a command into a report or a failure, and knows who is missing.</summary>
/// <param name="instanceIds">The instances.</param>
/// <param name="reports">Reads what they print.</param>
/// <param name="answers">Whether a report is one of the document that was to run.</param>
/// <param name="say">Takes a sentence for whoever wants to know more.</param>
/// <param name="report">Takes what one reports.</param>
/// <param name="fail">Takes why one reports nothing.</param>
internal sealed class InstanceListener(
    IEnumerable<string> instanceIds, IHostReports reports, Func<HostReport, bool> answers, Action<string> say, Func<string, HostReport, Task> report, Func<string, InstanceException, Task> fail) : ISsmCommandListener
{
    private readonly List<string> _missing = [.. instanceIds];

    /// <summary>Of whom nothing is known yet.</summary>
    public string[] Missing => [.. _missing];

    // The id finds the command in AWS's console, also where nobody waits for it any more.
    public void Sent(string commandId) => say($"AWS runs it as command {commandId}.");

    public async Task EndedAsync(SsmInvocation invocation, SsmStepOutput output)
    {
        _missing.Remove(invocation.InstanceId);
        HostReport answer;
        try
        {
            answer = Read(invocation, output);
        }
        catch (InstanceException failure)
        {
            await fail(invocation.InstanceId, failure).ConfigureAwait(false);
            return;
        }

        await report(invocation.InstanceId, answer).ConfigureAwait(false);
    }

    public Task UnreadAsync(SsmInvocation invocation, AwsException failure)
    {
        _missing.Remove(invocation.InstanceId);
        return fail(invocation.InstanceId, InstanceAnswer.Unread(invocation, failure));
    }

    public Task RefusedAsync(string instanceId, AwsException refusal)
    {
        _missing.Remove(instanceId);
        return fail(instanceId, InstanceAnswer.NotManaged(instanceId, refusal));
    }

    private HostReport Read(SsmInvocation invocation, SsmStepOutput output)
    {
        var text = InstanceAnswer.OutputOf(invocation, output);
        try
        {
            var report = reports.Read(text);
            if (!answers(report)) throw new FormatException("It is the report of another one.");
            return report.MadeVisible();
        }
        catch (FormatException flaw)
        {
            throw new InstanceException(InstanceFault.OutputInvalid, $"What {invocation.InstanceId} answered is no report of a document of DcvAdmin. {flaw.Message}",
                "Check that -DocumentPrefix names DcvAdmin's documents; Register-DcvSsmDocument renews them, and the document InstallModule the module on the host.", flaw);
        }
    }
}
