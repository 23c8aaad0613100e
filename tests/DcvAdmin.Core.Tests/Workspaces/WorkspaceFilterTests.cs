using System.Linq;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Core.Tests.Workspaces;

public sealed class WorkspaceFilterTests
{
    private static readonly DcvWorkspace Annas = new("ws-1abcdefg2", "eu-west-1", "1")
    {
        UserName = "anna", DirectoryId = "d-1", BundleId = "wsb-1", State = WorkspaceState.Stopped, RunningMode = WorkspaceRunningMode.AutoStop, Tags = [new("Team", "Lab"), new("Cost", "7")],
    };

    [Fact]
    public void AWS_is_asked_by_the_narrowest_condition_that_it_knows()
    {
        Assert.Equal([WorkspaceQuery.All], new WorkspaceFilter().Queries());
        Assert.Equal([WorkspaceQuery.All], new WorkspaceFilter { UserName = "anna", States = [WorkspaceState.Stopped] }.Queries());
        Assert.Equal([new WorkspaceQuery { DirectoryId = "d-1", UserName = "anna" }], new WorkspaceFilter { DirectoryId = "d-1", UserName = "anna", BundleId = "wsb-1" }.Queries());
        Assert.Equal([new WorkspaceQuery { BundleId = "wsb-1" }], new WorkspaceFilter { UserName = "anna", BundleId = "wsb-1" }.Queries());
        Assert.Equal([new WorkspaceQuery { WorkspaceIds = ["ws-1"] }], new WorkspaceFilter { WorkspaceIds = ["ws-1", "ws-1"], DirectoryId = "d-1" }.Queries());
        Assert.Equal([25, 25, 1], new WorkspaceFilter { WorkspaceIds = [.. Enumerable.Range(0, 51).Select(number => $"ws-{number}")] }.Queries().Select(query => query.WorkspaceIds.Count));
    }

    [Fact]
    public void Every_condition_must_hold()
    {
        Assert.True(new WorkspaceFilter().Matches(Annas));
        Assert.True(new WorkspaceFilter
        {
            WorkspaceIds = ["ws-0", "ws-1abcdefg2"], UserName = "ANNA", DirectoryId = "d-1", BundleId = "wsb-1", States = [WorkspaceState.Error, WorkspaceState.Stopped],
            RunningModes = [WorkspaceRunningMode.AutoStop], Tags = [new("Team", "Lab")],
        }.Matches(Annas));
        Assert.False(new WorkspaceFilter { WorkspaceIds = ["ws-0"] }.Matches(Annas));
        Assert.False(new WorkspaceFilter { UserName = "ann" }.Matches(Annas));
        Assert.False(new WorkspaceFilter { DirectoryId = "d-2" }.Matches(Annas));
        Assert.False(new WorkspaceFilter { BundleId = "wsb-2" }.Matches(Annas));
        Assert.False(new WorkspaceFilter { States = [WorkspaceState.Error] }.Matches(Annas));
        Assert.False(new WorkspaceFilter { RunningModes = [WorkspaceRunningMode.AlwaysOn] }.Matches(Annas));
        Assert.False(new WorkspaceFilter { Tags = [new("Team", "lab")] }.Matches(Annas));
        Assert.False(new WorkspaceFilter { Tags = [new("Team", "Lab")] }.Matches(Annas with { Tags = null }));
        Assert.True(new WorkspaceFilter { Tags = [new("Team", "Lab")] }.MatchesButTags(Annas with { Tags = null }));
    }
}
