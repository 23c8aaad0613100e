using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Aws.Ssm;

/// <summary>
/// Waiting for a command, as a value: whom it waits for, until when, and when to ask next. One question covers all instances, so fifty hosts cost no more
/// requests than one. It has no clock; whoever asks says what time it is.
/// </summary>
public sealed record SsmCommandWatch
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(15);

    private SsmCommandWatch(IReadOnlyCollection<string> waiting, DateTimeOffset deadline)
    {
        Waiting = waiting;
        Deadline = deadline;
    }

    /// <summary>The instances that have not ended.</summary>
    public IReadOnlyCollection<string> Waiting { get; private init; }

    /// <summary>When the waiting ends, whoever is missing.</summary>
    public DateTimeOffset Deadline { get; }

    /// <summary>How long to wait before the next question: 1 s at first, half as much more each time, up to 15 s; 1 s again after an instance has ended, because others follow soon.</summary>
    public TimeSpan Delay { get; private init; } = FirstDelay;

    /// <summary>Begins to wait for a command that was sent now.</summary>
    /// <param name="instanceIds">The instances that it was sent to.</param>
    /// <param name="now">The present instant.</param>
    /// <param name="patience">How long to wait at most.</param>
    public static SsmCommandWatch Begin(IEnumerable<string> instanceIds, DateTimeOffset now, TimeSpan patience) =>
        new([.. new HashSet<string>(instanceIds, StringComparer.Ordinal)], now + patience);

    /// <summary>Takes in an answer.</summary>
    /// <param name="answer">How far the command is; may lack instances, and may name others.</param>
    /// <param name="ended">The instances among those waited for that have ended since the last answer.</param>
    public SsmCommandWatch Hear(IEnumerable<SsmInvocation> answer, out IReadOnlyList<SsmInvocation> ended)
    {
        ended = [.. answer.Where(invocation => invocation.HasEnded && Waiting.Contains(invocation.InstanceId))];
        var gone = new HashSet<string>(ended.Select(invocation => invocation.InstanceId), StringComparer.Ordinal);
        return this with
        {
            Waiting = [.. Waiting.Where(instance => !gone.Contains(instance))],
            Delay = gone.Count > 0 ? FirstDelay : Shorter(TimeSpan.FromTicks(Delay.Ticks * 3 / 2), LongestDelay),
        };
    }

    /// <summary>Whether there is nothing to wait for any more.</summary>
    public bool IsOver(DateTimeOffset now) => Waiting.Count == 0 || now >= Deadline;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
