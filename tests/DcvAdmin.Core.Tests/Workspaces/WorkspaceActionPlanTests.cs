using System;
using System.Linq;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Workspaces;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Workspaces;

public sealed class WorkspaceActionPlanTests
{
    private static readonly WorkspaceActionRequest Start = WorkspaceActionRequest.For(WorkspaceAction.Start);

    [Fact]
    public void What_would_go_out_is_said_call_by_call()
    {
        var plan = WorkspaceActionPlan.Make([Stopped("ws-a"), Stopped("ws-b", "us-east-1"), Stopped("ws-c"), Stopped("ws-d", account: "2"), Stopped("ws-e") with { State = WorkspaceState.Error }], Start, WorkspaceActor.Admin);
        Assert.Equal(["StartWorkspaces for ws-a, ws-c in eu-west-1 of 1", "StartWorkspaces for ws-b in us-east-1 of 1", "StartWorkspaces for ws-d in eu-west-1 of 2"], plan.Calls.Select(call => call.ToString()));
        Assert.Equal(["ws-e: Start needs the state Stopped; it is Error."], plan.Refused.Select(refused => $"{refused.Workspace}: {refused.Decision.Reason}"));
    }

    [Fact]
    public void What_a_call_sets_is_said_with_it()
    {
        Assert.Equal("ModifyWorkspaceProperties to AutoStop after 2 h for ws-a in eu-west-1 of 1", Only(WorkspaceActionRequest.ForRunningMode(WorkspaceRunningMode.AutoStop, TimeSpan.FromHours(2))));
        Assert.Equal("ModifyWorkspaceProperties to AlwaysOn for ws-a in eu-west-1 of 1", Only(WorkspaceActionRequest.ForRunningMode(WorkspaceRunningMode.AlwaysOn)));
        Assert.Equal("ModifyWorkspaceState to ADMIN_MAINTENANCE for ws-a in eu-west-1 of 1", Only(WorkspaceActionRequest.For(WorkspaceAction.SetMaintenance)));

        static string Only(WorkspaceActionRequest request) => WorkspaceActionPlan.Make([Stopped("ws-a") with { State = WorkspaceState.Available }], request, WorkspaceActor.Admin).Calls.Single().ToString();
    }

    [Theory]
    [InlineData(1, "1")]
    [InlineData(25, "25")]
    [InlineData(26, "25 1")]
    [InlineData(75, "25 25 25")]
    public void Twenty_five_go_to_a_call(int count, string sizes)
    {
        var plan = WorkspaceActionPlan.Make(Enumerable.Range(0, count).Select(number => Stopped($"ws-{number}")), Start, WorkspaceActor.Admin);
        Assert.Equal(sizes, string.Join(" ", plan.Calls.Select(call => call.WorkspaceIds.Count)));
    }

    [Theory]
    [InlineData(WorkspaceAction.Rebuild)]
    [InlineData(WorkspaceAction.Restore)]
    public void One_goes_to_a_call_where_the_API_takes_one(WorkspaceAction action) =>
        Assert.Equal(3, WorkspaceActionPlan.Make([Stopped("ws-a"), Stopped("ws-b"), Stopped("ws-c")], WorkspaceActionRequest.For(action), WorkspaceActor.Admin).Calls.Count);

    [Fact]
    public void One_that_comes_twice_is_acted_on_once_and_as_it_was_last()
    {
        var plan = WorkspaceActionPlan.Make([Stopped("ws-a"), Stopped("ws-b"), Stopped("ws-a") with { State = WorkspaceState.Starting }], Start, WorkspaceActor.Admin);
        Assert.Equal("ws-b", plan.Calls.Single().WorkspaceIds.Single());
        Assert.Equal("ws-a", plan.Refused.Single().Workspace.WorkspaceId);
    }

    [Fact]
    public void Every_one_is_in_one_call_or_refused_and_no_call_is_too_large_or_of_two_places() => Always.Holds(
        Gen.Choose(0, 120).SelectMany(count => Gen.Elements(Enum.GetValues<WorkspaceState>()).Zip(Gen.Choose(0, 2).Zip(Gen.Choose(0, 1)), (state, place) => (State: state, Region: $"r-{place.Item1}", Account: $"{place.Item2}")).ArrayOf(count))
            .Zip(Gen.Elements(WorkspaceActionRules.All.Where(rule => rule.Action != WorkspaceAction.SetRunningMode).ToArray()), (items, rule) => (Items: items, Rule: rule)),
        drawn =>
        {
            var workspaces = drawn.Items.Select((item, number) => Stopped($"ws-{number}", item.Region, item.Account) with { State = item.State, Tags = [] }).ToArray();
            var plan = WorkspaceActionPlan.Make(workspaces, WorkspaceActionRequest.For(drawn.Rule.Action), WorkspaceActor.Admin);
            Assert.Equal(workspaces.Select(one => one.WorkspaceId).Order(), plan.Calls.SelectMany(call => call.WorkspaceIds).Concat(plan.Refused.Select(one => one.Workspace.WorkspaceId)).Order());
            Assert.All(plan.Calls, call =>
            {
                Assert.InRange(call.WorkspaceIds.Count, 1, drawn.Rule.ItemsPerCall);
                Assert.All(call.WorkspaceIds, id => Assert.Contains(workspaces, one => (one.WorkspaceId, one.Region, one.AccountId) == (id, call.Region, call.AccountId) && drawn.Rule.States.Contains(one.State)));
            });
        });

    [Fact]
    public void A_running_mode_that_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentException>(() => WorkspaceActionRequest.For(WorkspaceAction.SetRunningMode));
        Assert.Throws<ArgumentException>(() => WorkspaceActionRequest.ForRunningMode(WorkspaceRunningMode.Unknown));
        Assert.Throws<ArgumentException>(() => WorkspaceActionRequest.ForRunningMode(WorkspaceRunningMode.AlwaysOn, TimeSpan.FromHours(1)));
        Assert.Throws<ArgumentException>(() => WorkspaceActionRequest.ForRunningMode(WorkspaceRunningMode.AutoStop, TimeSpan.FromMinutes(90)));
        Assert.Throws<ArgumentException>(() => WorkspaceActionRequest.ForRunningMode(WorkspaceRunningMode.AutoStop, TimeSpan.Zero));
        Assert.Equal("SetRunningMode AutoStop after 3 h", WorkspaceActionRequest.ForRunningMode(WorkspaceRunningMode.AutoStop, TimeSpan.FromHours(3)).ToString());
    }

    private static DcvWorkspace Stopped(string id, string region = "eu-west-1", string account = "1") => new(id, region, account) { State = WorkspaceState.Stopped, RunningMode = WorkspaceRunningMode.AutoStop };
}
