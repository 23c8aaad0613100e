using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Core.Tests.Workspaces;

public sealed class WorkspaceActionRulesTests
{
    // What the API Reference says, written down once more and in another form than in the table: x in any running mode, m in AutoStop and Manual alone, - never.
    //                                        Start Stop Reboot Rebuild Restore Terminate SetRunningMode SetMaintenance EndMaintenance
    private const string Grid = """
        Unknown          -     -    -      -       -       -         -              -              -
        Pending          -     -    -      -       -       x         -              -              -
        Available        -     m    x      x       x       x         x              x              -
        Impaired         -     m    -      -       -       x         x              -              -
        Unhealthy        -     m    x      x       x       x         x              -              -
        Rebooting        -     -    x      x       -       x         x              -              -
        Starting         -     -    -      -       -       x         x              -              -
        Rebuilding       -     -    -      -       -       x         x              -              -
        Restoring        -     -    -      -       -       x         x              -              -
        Maintenance      -     -    -      -       -       x         x              -              -
        AdminMaintenance -     -    -      -       -       x         x              -              x
        Terminating      -     -    -      -       -       x         -              -              -
        Terminated       -     -    -      -       -       x         -              -              -
        Suspended        -     -    -      -       -       -         -              -              -
        Updating         -     -    -      -       -       x         x              -              -
        Stopping         -     -    -      -       -       x         x              -              -
        Stopped          m     -    -      x       x       x         x              -              -
        Error            -     m    -      x       x       x         x              -              -
        """;

    private static readonly WorkspaceAction[] Actions = Enum.GetValues<WorkspaceAction>();

    private static readonly Dictionary<(WorkspaceState, WorkspaceAction), char> Expected = Grid.Split('\n')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .SelectMany(words => Actions.Select((action, column) => (Cell: (Enum.Parse<WorkspaceState>(words[0]), action), Sign: words[column + 1][0])))
        .ToDictionary(pair => pair.Cell, pair => pair.Sign);

    public static TheoryData<WorkspaceState, WorkspaceRunningMode, WorkspaceAction, WorkspaceRole, WorkspaceProtection> Cells()
    {
        var cells = new TheoryData<WorkspaceState, WorkspaceRunningMode, WorkspaceAction, WorkspaceRole, WorkspaceProtection>();
        foreach (var state in Enum.GetValues<WorkspaceState>())
            foreach (var mode in Enum.GetValues<WorkspaceRunningMode>())
                foreach (var action in Actions)
                    foreach (var role in Enum.GetValues<WorkspaceRole>())
                        foreach (var protection in Enum.GetValues<WorkspaceProtection>())
                            cells.Add(state, mode, action, role, protection);
        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_cell_is_as_the_reference_says(WorkspaceState state, WorkspaceRunningMode mode, WorkspaceAction action, WorkspaceRole role, WorkspaceProtection protection)
    {
        var isForRole = role == WorkspaceRole.Admin || action is WorkspaceAction.Start or WorkspaceAction.Stop or WorkspaceAction.Reboot or WorkspaceAction.Rebuild;
        var isPossible = Expected[(state, action)] switch
        {
            'x' => true,
            'm' => mode is WorkspaceRunningMode.AutoStop or WorkspaceRunningMode.Manual,
            _ => false,
        };
        var isUnprotected = action != WorkspaceAction.Terminate || protection == WorkspaceProtection.None;

        var decision = WorkspaceActionRules.Decide(action, state, mode, protection, role == WorkspaceRole.Admin ? WorkspaceActor.Admin : WorkspaceActor.User);
        Assert.Equal(isForRole && isPossible && isUnprotected, decision.IsAllowed);
        Assert.Equal(decision.IsAllowed, decision.Refusal is null);
        if (decision.IsAllowed) return;
        Assert.Matches("^[A-Z].*[^.]\\.$", decision.Reason);
        if (!isForRole) Assert.Equal(WorkspaceRefusal.NotForRole, decision.Refusal);
        else if (action == WorkspaceAction.Terminate && protection == WorkspaceProtection.Protected) Assert.Equal(WorkspaceRefusal.Protected, decision.Refusal);
        else if (isPossible) Assert.Equal(WorkspaceRefusal.TagsNotRead, decision.Refusal);
        else Assert.True(decision.Refusal is WorkspaceRefusal.WrongState or WorkspaceRefusal.WrongRunningMode);
    }

    [Theory]
    [InlineData(WorkspaceAction.Start, WorkspaceState.Available, WorkspaceRunningMode.AutoStop, "Start needs the state Stopped; it is Available.")]
    [InlineData(WorkspaceAction.Start, WorkspaceState.Stopped, WorkspaceRunningMode.AlwaysOn, "Start needs the running mode AutoStop or Manual; it is AlwaysOn.")]
    [InlineData(WorkspaceAction.Stop, WorkspaceState.Available, WorkspaceRunningMode.Unknown, "Stop needs the running mode AutoStop or Manual; it is not known.")]
    [InlineData(WorkspaceAction.Stop, WorkspaceState.Stopped, WorkspaceRunningMode.AutoStop, "Stop needs the state Available, Impaired, Unhealthy or Error; it is Stopped.")]
    [InlineData(WorkspaceAction.Restore, WorkspaceState.Rebooting, WorkspaceRunningMode.AlwaysOn, "Restore needs the state Available, Error, Unhealthy or Stopped; it is Rebooting.")]
    [InlineData(WorkspaceAction.Terminate, WorkspaceState.Suspended, WorkspaceRunningMode.AlwaysOn, "Terminate is possible in any state but Suspended; it is Suspended.")]
    [InlineData(WorkspaceAction.Terminate, WorkspaceState.Available, WorkspaceRunningMode.AlwaysOn, "Its tags were not read, so nobody knows whether they protect it from Terminate.")]
    [InlineData(WorkspaceAction.SetRunningMode, WorkspaceState.Pending, WorkspaceRunningMode.AlwaysOn, "SetRunningMode is possible in any state but Pending, Terminating, Terminated or Suspended; it is Pending.")]
    [InlineData(WorkspaceAction.Reboot, WorkspaceState.Unknown, WorkspaceRunningMode.AlwaysOn, "Its state is a word that this version does not know, so Reboot is not tried.")]
    public void The_reason_is_a_sentence_that_names_what_is_and_what_would_have_to_be(WorkspaceAction action, WorkspaceState state, WorkspaceRunningMode mode, string sentence) =>
        Assert.Equal(sentence, WorkspaceActionRules.Decide(action, state, mode, WorkspaceProtection.Unknown, WorkspaceActor.Admin).Reason);

    [Fact]
    public void A_protected_one_is_said_to_be_protected_before_its_state_is_looked_at() => Assert.Equal(
        "The tag DcvAdmin:Protected=true protects it from Terminate.",
        WorkspaceActionRules.Decide(WorkspaceAction.Terminate, WorkspaceState.Suspended, WorkspaceRunningMode.AlwaysOn, WorkspaceProtection.Protected, WorkspaceActor.Admin).Reason);

    [Fact]
    public void What_users_may_do_can_be_configured()
    {
        var reader = WorkspaceActor.UserWith([]);
        var starter = WorkspaceActor.UserWith([WorkspaceAction.Restore, WorkspaceAction.Start]);
        Assert.Equal([WorkspaceAction.Start, WorkspaceAction.Restore], starter.Actions);
        Assert.True(Stopped(starter, WorkspaceAction.Start));
        Assert.False(Stopped(starter, WorkspaceAction.Rebuild));
        Assert.False(Stopped(reader, WorkspaceAction.Start));
        Assert.Equal("Rebuild is not among what users may do.", WorkspaceActionRules.Decide(WorkspaceAction.Rebuild, WorkspaceState.Stopped, WorkspaceRunningMode.AutoStop, WorkspaceProtection.None, starter).Reason);
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkspaceActor.UserWith([(WorkspaceAction)99]));

        static bool Stopped(WorkspaceActor actor, WorkspaceAction action) =>
            WorkspaceActionRules.Decide(action, WorkspaceState.Stopped, WorkspaceRunningMode.AutoStop, WorkspaceProtection.None, actor).IsAllowed;
    }

    [Fact]
    public void Every_action_has_one_row_with_the_operation_that_AWS_knows()
    {
        Assert.Equal(Actions, WorkspaceActionRules.All.Select(rule => rule.Action));
        Assert.Equal(
            [
                "workspaces:StartWorkspaces 25", "workspaces:StopWorkspaces 25", "workspaces:RebootWorkspaces 25", "workspaces:RebuildWorkspaces 1", "workspaces:RestoreWorkspace 1",
                "workspaces:TerminateWorkspaces 25", "workspaces:ModifyWorkspaceProperties 1", "workspaces:ModifyWorkspaceState 1", "workspaces:ModifyWorkspaceState 1",
            ],
            WorkspaceActionRules.All.Select(rule => $"{rule.Permission} {rule.ItemsPerCall}"));
        Assert.Equal([WorkspaceAction.Rebuild, WorkspaceAction.Restore, WorkspaceAction.Terminate], WorkspaceActionRules.All.Where(rule => rule.MayLoseData).Select(rule => rule.Action));
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkspaceActionRules.Of(0));
    }
}
