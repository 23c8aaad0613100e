using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Aws.Wire;
using DcvAdmin.Aws.Workspaces;
using DcvAdmin.Emulators;
using DcvAdmin.Reporting;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Adapters.Tests.Aws.Workspaces;

[Collection(AwsSurroundings.Name)]
public sealed class WorkspacesApiTests : IAsyncLifetime
{
    private readonly AwsSurroundings _surroundings = new();
    private readonly Listener _said = new();
    private WorkspacesEmulator _aws = null!;
    private IAwsSession _session = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private EmulatedRegion Ireland => _aws.Regions["eu-west-1"];

    public async ValueTask InitializeAsync()
    {
        _aws = await WorkspacesEmulator.StartAsync(Cancel, "us-east-1", "eu-west-1");
        _session = new AdapterFactory().OpenAws(new AwsAccess { EndpointUrl = _aws.Address, Report = _said });
    }

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await _aws.DisposeAsync();
        _surroundings.Dispose();
    }

    [Fact]
    public async Task All_pages_are_read_empty_ones_with_a_token_too()
    {
        Fill(60);
        Ireland.BeginWithEmptyPages(1);
        var workspaces = await OpenAsync();
        var counts = new List<int>();
        string? cursor = null;
        do
        {
            var page = await workspaces.DescribeAsync(WorkspaceQuery.All, cursor, Cancel);
            counts.Add(page.Items.Count);
            Assert.All(page.Items, one => Assert.Equal(("eu-west-1", WorkspacesEmulator.AccountId, WorkspaceState.Available, WorkspaceRunningMode.AutoStop), (one.Region, one.AccountId, one.State, one.RunningMode)));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal([0, 25, 25, 10], counts);
        Assert.Single(_aws.Calls, call => call.Contains("GetCallerIdentity", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_question_carries_its_condition_and_nothing_else()
    {
        Fill(1);
        var workspaces = await OpenAsync();
        await workspaces.DescribeAsync(new WorkspaceQuery { DirectoryId = "d-0123456789", UserName = "anna" }, null, Cancel);
        await workspaces.DescribeAsync(new WorkspaceQuery { WorkspaceIds = ["ws-00000000"] }, null, Cancel);
        Assert.Contains("""eu-west-1 DescribeWorkspaces {"DirectoryId":"d-0123456789","UserName":"anna"}""", _aws.Calls);
        Assert.Contains("""eu-west-1 DescribeWorkspaces {"WorkspaceIds":["ws-00000000"]}""", _aws.Calls);
    }

    [Fact]
    public async Task Connections_and_tags_are_read()
    {
        Fill(1);
        Ireland.Workspaces[0].Tags["DcvAdmin:Protected"] = "true";
        Ireland.Workspaces[0].Tags["A"] = "b";
        var workspaces = await OpenAsync();
        Assert.Equal([new WorkspaceConnection("ws-00000000", WorkspaceConnectionState.Connected, new DateTimeOffset(2026, 3, 1, 12, 0, 0, 500, TimeSpan.Zero), null)], await workspaces.DescribeConnectionsAsync(["ws-00000000"], Cancel));
        Assert.Equal(["A=b", "DcvAdmin:Protected=true"], (await workspaces.DescribeTagsAsync("ws-00000000", Cancel)).Select(tag => tag.ToString()));
    }

    [Theory]
    [InlineData(WorkspaceAction.Start, "STOPPED", "StartWorkspaces {\"StartWorkspaceRequests\":[{\"WorkspaceId\":\"ws-00000000\"}]}", "AVAILABLE")]
    [InlineData(WorkspaceAction.Stop, "AVAILABLE", "StopWorkspaces {\"StopWorkspaceRequests\":[{\"WorkspaceId\":\"ws-00000000\"}]}", "STOPPED")]
    [InlineData(WorkspaceAction.Reboot, "UNHEALTHY", "RebootWorkspaces {\"RebootWorkspaceRequests\":[{\"WorkspaceId\":\"ws-00000000\"}]}", "AVAILABLE")]
    [InlineData(WorkspaceAction.Rebuild, "ERROR", "RebuildWorkspaces {\"RebuildWorkspaceRequests\":[{\"WorkspaceId\":\"ws-00000000\"}]}", "AVAILABLE")]
    [InlineData(WorkspaceAction.Restore, "ERROR", "RestoreWorkspace {\"WorkspaceId\":\"ws-00000000\"}", "AVAILABLE")]
    [InlineData(WorkspaceAction.Terminate, "ERROR", "TerminateWorkspaces {\"TerminateWorkspaceRequests\":[{\"WorkspaceId\":\"ws-00000000\"}]}", null)]
    [InlineData(WorkspaceAction.SetMaintenance, "AVAILABLE", "ModifyWorkspaceState {\"WorkspaceId\":\"ws-00000000\",\"WorkspaceState\":\"ADMIN_MAINTENANCE\"}", "ADMIN_MAINTENANCE")]
    [InlineData(WorkspaceAction.EndMaintenance, "ADMIN_MAINTENANCE", "ModifyWorkspaceState {\"WorkspaceId\":\"ws-00000000\",\"WorkspaceState\":\"AVAILABLE\"}", "AVAILABLE")]
    public async Task An_action_is_the_call_that_AWS_knows_and_ends_in_its_state(WorkspaceAction action, string before, string sent, string? after)
    {
        Fill(1);
        Ireland.Workspaces[0].State = before;
        var workspaces = await OpenAsync();
        Assert.Empty(await workspaces.ActAsync(CallFor(WorkspaceActionRequest.For(action), "ws-00000000"), Cancel));
        Assert.Contains("eu-west-1 " + sent, _aws.Calls);
        _aws.Advance(_aws.ActionTime);
        var left = (await workspaces.DescribeAsync(WorkspaceQuery.All, null, Cancel)).Items;
        Assert.Equal(after is null ? [] : [WorkspaceReader.Word<WorkspaceState>(after)], left.Select(one => one.State));
    }

    [Fact]
    public async Task A_running_mode_is_set_with_its_time()
    {
        Fill(1);
        Assert.Empty(await (await OpenAsync()).ActAsync(CallFor(WorkspaceActionRequest.ForRunningMode(WorkspaceRunningMode.AutoStop, TimeSpan.FromHours(2)), "ws-00000000"), Cancel));
        Assert.Contains("""eu-west-1 ModifyWorkspaceProperties {"WorkspaceId":"ws-00000000","WorkspaceProperties":{"RunningMode":"AUTO_STOP","RunningModeAutoStopTimeoutInMinutes":120}}""", _aws.Calls);
    }

    [Fact]
    public async Task One_that_fails_does_not_keep_the_others()
    {
        Fill(3);
        Ireland.Workspaces[1].State = "STARTING";
        var failed = await (await OpenAsync()).ActAsync(CallFor(WorkspaceActionRequest.For(WorkspaceAction.Stop), "ws-00000000", "ws-00000001", "ws-00000002", "ws-99999999"), Cancel);
        Assert.Equal([new FailedWorkspace("ws-00000001", "InvalidResourceStateException", "Words of AWS"), new FailedWorkspace("ws-99999999", "ResourceNotFoundException", "Words of AWS")], failed);
        Assert.Equal(["STOPPING", "STARTING", "STOPPING"], Ireland.Workspaces.Select(one => one.State));
    }

    [Fact]
    public async Task A_call_that_is_too_large_is_not_sent()
    {
        var workspaces = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => workspaces.ActAsync(CallFor(WorkspaceActionRequest.For(WorkspaceAction.Rebuild), "ws-00000000", "ws-00000001"), Cancel));
        Assert.Empty(_aws.Calls);
    }

    [Fact]
    public async Task Throttling_is_waited_out_and_told()
    {
        Fill(1);
        Ireland.Throttle(2);
        Assert.Single((await (await OpenAsync()).DescribeAsync(WorkspaceQuery.All, null, Cancel)).Items);
        Assert.Contains("DescribeWorkspaces in eu-west-1 was answered with ThrottlingException.", _said.Sentences);
        Assert.Contains("Calling DescribeWorkspaces in eu-west-1 again, attempt 3.", _said.Sentences);
        Assert.Contains(_said.Sentences, sentence => sentence.StartsWith("AWS throttles eu-west-1: slowing down to ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_permission_is_named()
    {
        Ireland.Refusal = (400, "AccessDeniedException", "no");
        var workspaces = await OpenAsync();
        var failure = await Assert.ThrowsAsync<AwsException>(() => workspaces.ActAsync(CallFor(WorkspaceActionRequest.For(WorkspaceAction.Stop), "ws-00000000"), Cancel));
        Assert.Equal(AwsFault.AccessDenied, failure.Fault);
        Assert.StartsWith("Grant workspaces:StopWorkspaces to ", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Regions_are_asked_of_EC2()
    {
        var regions = (await _session.InRegionAsync("eu-west-1", Cancel)).Regions;
        Assert.Equal(["eu-west-1", "us-east-1"], await regions.ListAsync(Cancel));
        Assert.Equal(["eu-west-1 DescribeRegions Action=DescribeRegions&Version=2016-11-15"], _aws.Calls);
    }

    [Fact]
    public async Task REGIONLIST_is_taken_instead()
    {
        Environment.SetEnvironmentVariable("REGIONLIST", "us-east-1,af-south-1");
        Assert.Equal(["af-south-1", "us-east-1"], await (await _session.InRegionAsync("eu-west-1", Cancel)).Regions.ListAsync(Cancel));
        Assert.Empty(_aws.Calls);
    }

    [Fact]
    public async Task What_EC2_refuses_is_told_in_its_words_and_with_the_permission()
    {
        Ireland.Refusal = (403, "UnauthorizedOperation", "You are not authorized");
        var regions = (await _session.InRegionAsync("eu-west-1", Cancel)).Regions;
        var failure = await Assert.ThrowsAsync<AwsException>(() => regions.ListAsync(Cancel));
        Assert.Equal((AwsFault.AccessDenied, "r-1"), (failure.Fault, failure.RequestId));
        Assert.StartsWith("AWS refused DescribeRegions in eu-west-1: UnauthorizedOperation: You are not authorized. Grant ec2:DescribeRegions to ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WorkspaceAction.Reboot, "RebootWorkspaces", 1)]
    [InlineData(WorkspaceAction.Rebuild, "RebuildWorkspaces", 1)]
    [InlineData(WorkspaceAction.Restore, "RestoreWorkspace", 1)]
    [InlineData(WorkspaceAction.Stop, "StopWorkspaces", 2)]
    public async Task What_must_not_happen_twice_is_not_asked_for_twice_where_the_answer_is_lost(WorkspaceAction action, string operation, int times)
    {
        Fill(1);
        Ireland.LoseAnswer(operation);
        var acting = (await OpenAsync()).ActAsync(CallFor(WorkspaceActionRequest.For(action), "ws-00000000"), Cancel);
        if (times == 1) Assert.Equal(AwsFault.Unavailable, (await Assert.ThrowsAsync<AwsException>(() => acting)).Fault);
        else Assert.Equal("InvalidResourceStateException", Assert.Single(await acting).ErrorCode);
        Assert.Equal(times, _aws.Calls.Count(call => call.Contains(operation, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_region_that_does_not_answer_is_given_up()
    {
        Ireland.IsSilent = true;
        using var impatient = new AdapterFactory().OpenAws(new AwsAccess { EndpointUrl = _aws.Address, CallLimit = TimeSpan.FromSeconds(1) });
        var workspaces = (await impatient.InRegionAsync("eu-west-1", Cancel)).Workspaces;
        var failure = await Assert.ThrowsAsync<AwsException>(() => workspaces.DescribeAsync(WorkspaceQuery.All, null, Cancel));
        Assert.Equal((AwsFault.Unavailable, "DescribeWorkspaces in eu-west-1 was not answered in time."), (failure.Fault, failure.Sentence));
    }

    [Fact]
    public async Task Expired_credentials_are_told()
    {
        Ireland.Refusal = (400, "ExpiredTokenException", "The security token included in the request is expired");
        var workspaces = await OpenAsync();
        Assert.Equal(AwsFault.CredentialsRefused, (await Assert.ThrowsAsync<AwsException>(() => workspaces.DescribeAsync(WorkspaceQuery.All, null, Cancel))).Fault);
    }

    [Fact]
    public async Task A_token_that_leads_to_itself_is_not_followed()
    {
        Fill(60);
        Ireland.RepeatsToken = true;
        var workspaces = await OpenAsync();
        var second = (await workspaces.DescribeAsync(WorkspaceQuery.All, null, Cancel)).NextCursor;
        Assert.Equal(AwsFault.Protocol, (await Assert.ThrowsAsync<AwsException>(() => workspaces.DescribeAsync(WorkspaceQuery.All, second, Cancel))).Fault);
    }

    [Fact]
    public async Task An_id_that_does_not_exist_is_missing_in_the_answer_and_has_no_tags()
    {
        Fill(1);
        var workspaces = await OpenAsync();
        Assert.Empty((await workspaces.DescribeAsync(new WorkspaceQuery { WorkspaceIds = ["ws-99999999"] }, null, Cancel)).Items);
        Assert.Equal(AwsFault.NotFound, (await Assert.ThrowsAsync<AwsException>(() => workspaces.DescribeTagsAsync("ws-99999999", Cancel))).Fault);
    }

    [Fact]
    public async Task Tags_of_many_are_one_call_and_those_with_tags_are_found_page_by_page()
    {
        Fill(70);
        for (var number = 0; number < 60; number++) Ireland.Workspaces[number].Tags["Team"] = number < 55 ? "a b" : "c";
        var workspaces = await OpenAsync();
        Assert.Equal(["ws-00000001: Team=a b"], (await workspaces.ReadTagsAsync(["ws-00000001", "ws-00000065"], Cancel)).Select(one => $"{one.WorkspaceId}: {one.Tags[0]}"));
        Assert.Contains("""eu-west-1 GetResources {"ResourceARNList":["arn:aws:workspaces:eu-west-1:123456789012:workspace/ws-00000001","arn:aws:workspaces:eu-west-1:123456789012:workspace/ws-00000065"]}""", _aws.Calls);

        var first = await workspaces.FindTaggedAsync([new WorkspaceTag("Team", "a b")], null, Cancel);
        var last = await workspaces.FindTaggedAsync([new WorkspaceTag("Team", "a b")], first.NextCursor, Cancel);
        Assert.Equal((50, 5, null), (first.Items.Count, last.Items.Count, last.NextCursor));
        Assert.Contains("""eu-west-1 GetResources {"ResourceTypeFilters":["workspaces:workspace"],"TagFilters":[{"Key":"Team","Values":["a b"]}]}""", _aws.Calls);
    }

    [Fact]
    public async Task The_permission_for_tags_is_named()
    {
        Ireland.Refusal = (400, "AccessDeniedException", "no");
        var workspaces = await OpenAsync();
        var failure = await Assert.ThrowsAsync<AwsException>(() => workspaces.FindTaggedAsync([new WorkspaceTag("a", "b")], null, Cancel));
        Assert.StartsWith("Grant tag:GetResources to ", failure.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ADMIN_MAINTENANCE", WorkspaceState.AdminMaintenance)]
    [InlineData("HIBERNATING", WorkspaceState.Unknown)]
    [InlineData("3", WorkspaceState.Unknown)]
    [InlineData(null, WorkspaceState.Unknown)]
    public void A_word_that_is_not_known_is_unknown(string? word, WorkspaceState state) => Assert.Equal(state, WorkspaceReader.Word<WorkspaceState>(word));

    [Fact]
    public void A_host_that_does_not_exist_is_told_from_one_that_was_not_found_out_about()
    {
        Assert.True(AbsentService.IsUnknownHost(new HttpRequestException("x", new SocketException((int)SocketError.HostNotFound))));
        Assert.True(AbsentService.IsUnknownHost(new WebException("x", WebExceptionStatus.NameResolutionFailure)));
        Assert.False(AbsentService.IsUnknownHost(new HttpRequestException("x", new SocketException((int)SocketError.TryAgain))));
        Assert.False(AbsentService.IsUnknownHost(new HttpRequestException("x", new SocketException((int)SocketError.ConnectionRefused))));
    }

    private static WorkspaceCall CallFor(WorkspaceActionRequest request, params string[] ids) => new(WorkspacesEmulator.AccountId, "eu-west-1", request, ids);

    private async Task<IWorkspaces> OpenAsync() => (await _session.InRegionAsync("eu-west-1", Cancel)).Workspaces;

    private void Fill(int count)
    {
        for (var number = 0; number < count; number++) Ireland.Workspaces.Add(new EmulatedWorkspace($"ws-{number:00000000}"));
    }

    private sealed class Listener : IWorkReport
    {
        public ConcurrentQueue<string> Sentences { get; } = new();

        public void Decide(string sentence) => Sentences.Enqueue(sentence);
    }
}
