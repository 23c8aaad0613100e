using System;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Aws.Ssm;

/// <summary>Sends a command and waits for each instance.</summary>
/// <param name="aws">Where.</param>
/// <param name="clock">The present instant.</param>
/// <param name="delay">Waits for a time.</param>
public sealed class SsmCommandRun(ISystemsManager aws, Func<DateTimeOffset> clock, Func<TimeSpan, CancellationToken, Task> delay)
{
    /// <summary>
    /// Runs a command. Each instance is reported once, as soon as it has ended; one that has not ended in time is reported as timed out, although it may still
    /// run the command.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="patience">How long to wait for all instances.</param>
    /// <param name="report">Is told of each instance.</param>
    /// <param name="cancellationToken">Gives up waiting; the instances go on.</param>
    /// <returns>The id of the command.</returns>
    /// <exception cref="AwsException">AWS refused, or cannot be reached.</exception>
    public async Task<string> RunAsync(SsmCommand command, TimeSpan patience, Func<SsmInvocation, SsmStepOutput, Task> report, CancellationToken cancellationToken)
    {
        if (command is null) throw new ArgumentNullException(nameof(command));
        if (report is null) throw new ArgumentNullException(nameof(report));
        var id = await aws.SendCommandAsync(command, cancellationToken).ConfigureAwait(false);
        var watch = SsmCommandWatch.Begin(command.InstanceIds, clock(), patience);
        while (!watch.IsOver(clock()))
        {
            await delay(watch.Delay, cancellationToken).ConfigureAwait(false);
            watch = watch.Hear(await aws.ListInvocationsAsync(id, cancellationToken).ConfigureAwait(false), out var ended);
            foreach (var invocation in ended) await report(invocation, await OutputOfAsync(id, invocation, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }

        foreach (var late in watch.Waiting)
        {
            await report(new SsmInvocation(late, SsmInvocationStatus.TimedOut, $"No end within {patience.TotalSeconds:0} s", []), SsmStepOutput.None).ConfigureAwait(false);
        }

        return id;
    }

    // Of a document with several steps AWS gives the output of one step at a time, and wants its name.
    private Task<SsmStepOutput> OutputOfAsync(string id, SsmInvocation invocation, CancellationToken cancellationToken) => invocation.RanStep is { } step
        ? aws.GetStepOutputAsync(id, invocation.InstanceId, step.Name, cancellationToken)
        : Task.FromResult(SsmStepOutput.None);
}
