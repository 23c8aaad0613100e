using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;

namespace DcvAdmin.Workspaces;

/// <summary>Waits until actions that AWS took have come to their end, looking at the WorkSpaces again and again, 25 to a call.</summary>
public sealed class ActionWait
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly IWorkspaces _workspaces;
    private readonly Func<DateTimeOffset> _clock;
    private readonly Func<TimeSpan, CancellationToken, Task> _pause;

    /// <summary>Prepares to wait.</summary>
    /// <param name="workspaces">The region.</param>
    /// <param name="clock">The present instant.</param>
    /// <param name="pause">Waits so long.</param>
    public ActionWait(IWorkspaces workspaces, Func<DateTimeOffset> clock, Func<TimeSpan, CancellationToken, Task> pause)
    {
        _workspaces = workspaces ?? throw new ArgumentNullException(nameof(workspaces));
        _clock = clock ?? throw new ArgumentNullException(nameof(clock));
        _pause = pause ?? throw new ArgumentNullException(nameof(pause));
    }

    /// <summary>Waits.</summary>
    /// <param name="watches">What is waited for.</param>
    /// <param name="limit">How long; more than zero.</param>
    /// <param name="report">Takes each that has ended, as it ends. <see cref="ActionWatch.Last"/> is how it was last seen.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Those that had not ended when the time was over.</returns>
    /// <exception cref="AwsException">AWS refused to show them. That it is throttling or cannot be reached is waited out.</exception>
    public async Task<IReadOnlyList<ActionWatch>> RunAsync(IEnumerable<ActionWatch> watches, TimeSpan limit, Func<ActionWatch, ActionOutcome, Task> report, CancellationToken cancellationToken)
    {
        if (report is null) throw new ArgumentNullException(nameof(report));
        var underWay = (watches ?? throw new ArgumentNullException(nameof(watches))).ToDictionary(watch => watch.Before.WorkspaceId, StringComparer.Ordinal);
        var end = _clock() + limit;
        for (var pause = FirstPause; underWay.Count > 0 && _clock() < end; pause = Shorter(TimeSpan.FromTicks(pause.Ticks * 3 / 2), LongestPause))
        {
            await _pause(Shorter(pause, end - _clock()), cancellationToken).ConfigureAwait(false);
            foreach (var (watch, outcome) in await LookAsync([.. underWay.Values], cancellationToken).ConfigureAwait(false))
            {
                if (outcome == ActionOutcome.UnderWay) continue;
                underWay.Remove(watch.Before.WorkspaceId);
                await report(watch, outcome).ConfigureAwait(false);
            }
        }

        return [.. underWay.Values];
    }

    private async Task<IReadOnlyList<(ActionWatch Watch, ActionOutcome Outcome)>> LookAsync(IReadOnlyList<ActionWatch> watches, CancellationToken cancellationToken)
    {
        try
        {
            var seen = await WorkspaceLookup.ReadAsync(_workspaces, [.. watches.Select(watch => watch.Before.WorkspaceId)], withTags: false, cancellationToken).ConfigureAwait(false);
            var byId = seen.Found.ToDictionary(one => one.WorkspaceId, StringComparer.Ordinal);
            return [.. watches.Select(watch => (watch, watch.Look(byId.TryGetValue(watch.Before.WorkspaceId, out var one) ? one : null, _clock())))];
        }
        catch (AwsException failure) when (failure.Fault is AwsFault.Throttled or AwsFault.Unavailable)
        {
            return [];
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
