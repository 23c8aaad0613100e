using System;
using System.Collections.Generic;
using System.Linq;
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
    /// run the command. AWS refuses the whole command because of one instance that it does not manage; the others get it all the same.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="listener">Is told of each instance.</param>
    /// <param name="cancellationToken">Gives up waiting; the instances go on.</param>
    /// <exception cref="AwsException">AWS refused, or cannot be reached.</exception>
    public async Task RunAsync(SsmCommand command, ISsmCommandListener listener, CancellationToken cancellationToken)
    {
        if (command is null) throw new ArgumentNullException(nameof(command));
        if (listener is null) throw new ArgumentNullException(nameof(listener));
        var receipt = await aws.SendCommandAsync(command, cancellationToken).ConfigureAwait(false);
        if (receipt.CommandId is { } id)
        {
            await WaitAsync(id, command, listener, cancellationToken).ConfigureAwait(false);
            return;
        }

        var ids = command.InstanceIds;
        var refused = ids.Where(one => ids.Count == 1 || receipt.Refused.Contains(one)).ToArray();
        foreach (var one in refused) await listener.RefusedAsync(one, receipt.Refusal!).ConfigureAwait(false);
        var rest = ids.Where(one => !refused.Contains(one)).ToArray();
        if (rest.Length == 0) return;

        // Where the refusal names nobody, halving finds whom it means. One after the other: a command knows nothing of another's AtOnce.
        var first = refused.Length > 0 ? rest.Length : rest.Length / 2;
        await RunAsync(command with { InstanceIds = [.. rest.Take(first)] }, listener, cancellationToken).ConfigureAwait(false);
        if (first < rest.Length) await RunAsync(command with { InstanceIds = [.. rest.Skip(first)] }, listener, cancellationToken).ConfigureAwait(false);
    }

    private async Task WaitAsync(string id, SsmCommand command, ISsmCommandListener listener, CancellationToken cancellationToken)
    {
        listener.Sent(id);
        var watch = SsmCommandWatch.Begin(command.InstanceIds, clock(), command.Patience);
        AwsException? lastFailure = null;
        while (!watch.IsOver(clock()))
        {
            await delay(watch.Delay, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<SsmInvocation> answer;
            try
            {
                answer = await aws.ListInvocationsAsync(id, cancellationToken).ConfigureAwait(false);
                lastFailure = null;
            }
            // The hosts are at work; who asks for the tenth time and is not heard, asks an eleventh.
            catch (AwsException failure) when (failure.Fault is AwsFault.Throttled or AwsFault.Unavailable or AwsFault.Protocol)
            {
                lastFailure = failure;
                answer = [];
            }

            watch = watch.Hear(answer, out var ended);
            foreach (var invocation in ended) await EndAsync(id, invocation, listener, cancellationToken).ConfigureAwait(false);
        }

        foreach (var late in watch.Waiting)
        {
            var why = $"No end within {command.Patience.TotalSeconds:0} s" + (lastFailure is null ? string.Empty : $"; the last question failed: {lastFailure.Sentence.TrimEnd('.')}");
            await listener.EndedAsync(new SsmInvocation(late, SsmInvocationStatus.TimedOut, why, []), SsmStepOutput.None).ConfigureAwait(false);
        }
    }

    private async Task EndAsync(string id, SsmInvocation invocation, ISsmCommandListener listener, CancellationToken cancellationToken)
    {
        SsmStepOutput output;
        try
        {
            output = await OutputOfAsync(id, invocation, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsException failure)
        {
            // The command has ended there, and the others' outputs may be had.
            await listener.UnreadAsync(invocation, failure).ConfigureAwait(false);
            return;
        }

        await listener.EndedAsync(invocation, output).ConfigureAwait(false);
    }

    // Of a document with several steps AWS gives the output of one step at a time, and wants its name.
    private Task<SsmStepOutput> OutputOfAsync(string id, SsmInvocation invocation, CancellationToken cancellationToken) => invocation.RanStep is { } step
        ? aws.GetStepOutputAsync(id, invocation.InstanceId, step.Name, cancellationToken)
        : Task.FromResult(SsmStepOutput.None);
}
