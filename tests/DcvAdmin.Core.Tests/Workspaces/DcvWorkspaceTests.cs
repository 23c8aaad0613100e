using System;
using System.Linq;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Core.Tests.Workspaces;

public sealed class DcvWorkspaceTests
{
    [Fact]
    public void Two_are_equal_where_all_their_members_are_lists_included()
    {
        Assert.Equal(Rich(), Rich());
        Assert.Equal(Rich().GetHashCode(), Rich().GetHashCode());
        Assert.NotEqual(Rich(), Rich() with { Protocols = ["WSP"] });
        Assert.NotEqual(Rich(), Rich() with { Tags = null });
        Assert.NotEqual(Rich() with { Tags = [] }, Rich() with { Tags = null });
        Assert.NotEqual(Rich(), Rich() with { State = WorkspaceState.Stopped });
    }

    [Fact]
    public void A_list_that_changes_later_does_not_change_it()
    {
        string[] protocols = ["PCOIP"];
        var workspace = Rich() with { Protocols = protocols };
        protocols[0] = "WSP";
        Assert.Equal(["PCOIP"], workspace.Protocols);
    }

    [Theory]
    [InlineData("DcvAdmin:Protected", "true", WorkspaceProtection.Protected)]
    [InlineData("dcvadmin:protected", " TRUE ", WorkspaceProtection.Protected)]
    [InlineData("DcvAdmin:Protected", "false", WorkspaceProtection.None)]
    [InlineData("DcvAdmin:Protected", "", WorkspaceProtection.None)]
    [InlineData("Protected", "true", WorkspaceProtection.None)]
    public void A_tag_protects(string key, string value, WorkspaceProtection protection)
    {
        var workspace = Rich() with { Tags = [new("Owner", "me"), new(key, value)] };
        Assert.Equal(protection, workspace.Protection);
        Assert.Equal(protection == WorkspaceProtection.None, workspace.AllowedActions.Contains(WorkspaceAction.Terminate));
    }

    [Fact]
    public void What_is_allowed_stands_on_the_object()
    {
        var available = Rich() with { RunningMode = WorkspaceRunningMode.AlwaysOn };
        Assert.Equal(
            [WorkspaceAction.Reboot, WorkspaceAction.Rebuild, WorkspaceAction.Restore, WorkspaceAction.Terminate, WorkspaceAction.SetRunningMode, WorkspaceAction.SetMaintenance],
            available.AllowedActions);
        Assert.DoesNotContain(WorkspaceAction.Terminate, (available with { Tags = null }).AllowedActions);
        Assert.Equal([WorkspaceAction.Reboot, WorkspaceAction.Rebuild], WorkspaceActionRules.AllowedActions(available, WorkspaceActor.User));
    }

    [Theory]
    [InlineData(" WS-1ABCDEFG2 ", "ws-1abcdefg2")]
    [InlineData("ws-12345678", "ws-12345678")]
    [InlineData("ws-1234567", null)]
    [InlineData("wsb-12345678", null)]
    [InlineData("ws-1234567_", null)]
    [InlineData("ws-12345678\n9", null)]
    [InlineData(null, null)]
    public void An_id_is_taken_by_its_form(string? text, string? id)
    {
        Assert.Equal(id is not null, WorkspaceId.TryParse(text, out var read));
        if (id is not null) Assert.Equal(id, read);
        Assert.Equal(text?.Length > 60, WorkspaceId.TryParse("ws-" + new string('a', 64), out _));
    }

    private static DcvWorkspace Rich() => new("ws-1abcdefg2", "eu-west-1", "123456789012")
    {
        UserName = "anna",
        State = WorkspaceState.Available,
        RunningMode = WorkspaceRunningMode.AutoStop,
        AutoStopTimeout = TimeSpan.FromHours(1),
        Protocols = ["PCOIP", "WSP"],
        ModificationStates = [new("ROOT_VOLUME", "UPDATE_INITIATED")],
        RelatedWorkspaces = [new("ws-2abcdefg2", "eu-west-2", WorkspaceState.Stopped, "STANDBY")],
        StandbyWorkspaces = [new("ws-2abcdefg2", "NO_REPLICATION", null)],
        Tags = [new("Owner", "me")],
        Connection = new("ws-1abcdefg2", WorkspaceConnectionState.Connected, null, null),
    };
}
