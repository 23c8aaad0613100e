using System;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Core.Tests.Workspaces;

public class ActionWatchTests
{
    private static readonly DateTimeOffset Taken = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(WorkspaceAction.Start, WorkspaceState.Stopped, WorkspaceState.Starting, WorkspaceState.Available)]
    [InlineData(WorkspaceAction.Stop, WorkspaceState.Available, WorkspaceState.Stopping, WorkspaceState.Stopped)]
    [InlineData(WorkspaceAction.Reboot, WorkspaceState.Available, WorkspaceState.Rebooting, WorkspaceState.Available)]
    [InlineData(WorkspaceAction.Rebuild, WorkspaceState.Available, WorkspaceState.Rebuilding, WorkspaceState.Available)]
    [InlineData(WorkspaceAction.Restore, WorkspaceState.Error, WorkspaceState.Restoring, WorkspaceState.Available)]
    [InlineData(WorkspaceAction.SetMaintenance, WorkspaceState.Available, WorkspaceState.Available, WorkspaceState.AdminMaintenance)]
    [InlineData(WorkspaceAction.EndMaintenance, WorkspaceState.AdminMaintenance, WorkspaceState.AdminMaintenance, WorkspaceState.Available)]
    [InlineData(WorkspaceAction.Terminate, WorkspaceState.Available, WorkspaceState.Terminating, WorkspaceState.Terminated)]
    public void An_action_is_done_when_its_last_state_follows_another(WorkspaceAction action, WorkspaceState before, WorkspaceState through, WorkspaceState after)
    {
        var watch = new ActionWatch(WorkspaceActionRequest.For(action), In(before), Taken);
        Assert.Equal(ActionOutcome.UnderWay, watch.Look(In(before), At(1)));
        Assert.Equal(ActionOutcome.UnderWay, watch.Look(In(through), At(2)));
        Assert.Equal(ActionOutcome.Done, watch.Look(In(after), At(3)));
        Assert.Equal(after, watch.Last.State);
    }

    [Fact]
    public void A_state_that_was_there_before_counts_only_after_a_while()
    {
        var watch = new ActionWatch(WorkspaceActionRequest.For(WorkspaceAction.Reboot), In(WorkspaceState.Available), Taken);
        Assert.Equal(ActionOutcome.UnderWay, watch.Look(In(WorkspaceState.Available), At(89)));
        Assert.Equal(ActionOutcome.Done, watch.Look(In(WorkspaceState.Available), At(90)));
    }

    [Fact]
    public void An_error_that_was_there_before_is_no_failure_at_once()
    {
        var watch = new ActionWatch(WorkspaceActionRequest.For(WorkspaceAction.Restore), In(WorkspaceState.Error), Taken);
        Assert.Equal(ActionOutcome.UnderWay, watch.Look(In(WorkspaceState.Error), At(89)));
        Assert.Equal(ActionOutcome.Failed, watch.Look(In(WorkspaceState.Error), At(90)));
    }

    [Theory]
    [InlineData(WorkspaceState.Error, ActionOutcome.Failed)]
    [InlineData(WorkspaceState.Terminating, ActionOutcome.Failed)]
    [InlineData(WorkspaceState.Unhealthy, ActionOutcome.UnderWay)]
    [InlineData(WorkspaceState.Unknown, ActionOutcome.UnderWay)]
    public void Another_way_is_a_failure_where_there_is_none_back(WorkspaceState seen, ActionOutcome outcome) =>
        Assert.Equal(outcome, new ActionWatch(WorkspaceActionRequest.For(WorkspaceAction.Start), In(WorkspaceState.Stopped), Taken).Look(In(seen), At(1)));

    [Fact]
    public void What_is_gone_was_terminated_or_is_a_failure()
    {
        Assert.Equal(ActionOutcome.Done, new ActionWatch(WorkspaceActionRequest.For(WorkspaceAction.Terminate), In(WorkspaceState.Available), Taken).Look(null, At(1)));
        Assert.Equal(ActionOutcome.Failed, new ActionWatch(WorkspaceActionRequest.For(WorkspaceAction.Start), In(WorkspaceState.Stopped), Taken).Look(null, At(1)));
    }

    [Fact]
    public void A_running_mode_is_done_when_it_is_so_with_its_time()
    {
        var watch = new ActionWatch(WorkspaceActionRequest.ForRunningMode(WorkspaceRunningMode.AutoStop, TimeSpan.FromHours(2)), In(WorkspaceState.Available), Taken);
        Assert.Equal(ActionOutcome.UnderWay, watch.Look(In(WorkspaceState.Available) with { RunningMode = WorkspaceRunningMode.AutoStop, AutoStopTimeout = TimeSpan.FromHours(1) }, At(1)));
        Assert.Equal(ActionOutcome.Done, watch.Look(In(WorkspaceState.Available) with { RunningMode = WorkspaceRunningMode.AutoStop, AutoStopTimeout = TimeSpan.FromHours(2) }, At(2)));
    }

    private static DateTimeOffset At(int seconds) => Taken.AddSeconds(seconds);

    private static DcvWorkspace In(WorkspaceState state) => new("ws-00000000", "eu-west-1", "123456789012") { State = state, RunningMode = WorkspaceRunningMode.AlwaysOn };
}
