using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws.Tagging;
using DcvAdmin.Aws.Wire;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Aws.Workspaces;

/// <summary>Amazon WorkSpaces in one region by our own wire client: AWSSDK.WorkSpaces is not carried.</summary>
/// <param name="client">The client, made at its first use.</param>
/// <param name="region">The region.</param>
/// <param name="tagging">The tags of all services.</param>
/// <param name="account">Says in which account it is asked.</param>
/// <param name="callLimit">How long one call may take with all its attempts.</param>
internal sealed class WorkspacesApi(Lazy<WireClient> client, string region, ResourceTagging tagging, Func<CancellationToken, Task<string>> account, TimeSpan callLimit) : IWorkspaces
{
    /// <summary>Source: the service's model, version 2015-04-08.</summary>
    public static readonly WireService Service = new("WorkSpaces", "workspaces", "workspaces", "2015-04-08", "WorkspacesService", "1.1", IsEverywhere: false);

    // As the Tagging API calls it: service and type of the ARN.
    private const string ResourceType = "workspaces:workspace";

    private static readonly WorkspacesJson Json = WorkspacesJson.Default;

    public Task<string> GetAccountIdAsync(CancellationToken cancellationToken) => account(cancellationToken);

    public async Task<Page<DcvWorkspace>> DescribeAsync(WorkspaceQuery query, string? cursor, CancellationToken cancellationToken)
    {
        // Beside the page, so that the first one costs the time of one call.
        var accountId = account(cancellationToken);
        var request = new DescribeWorkspacesRequest(query.WorkspaceIds.Count > 0 ? query.WorkspaceIds : null, query.DirectoryId, query.UserName, query.BundleId, cursor);
        var answer = await CallAsync("DescribeWorkspaces", request, Json.DescribeWorkspacesRequest, Json.DescribeWorkspacesAnswer, true, cancellationToken).ConfigureAwait(false);
        var owner = await accountId.ConfigureAwait(false);
        return Understand("DescribeWorkspaces", () => new Page<DcvWorkspace>([.. (answer.Workspaces ?? []).Select(shape => WorkspaceReader.Read(shape, region, owner))], Next("DescribeWorkspaces", cursor, answer.NextToken)));
    }

    public async Task<IReadOnlyList<WorkspaceConnection>> DescribeConnectionsAsync(IReadOnlyList<string> workspaceIds, CancellationToken cancellationToken)
    {
        const string Operation = "DescribeWorkspacesConnectionStatus";
        var all = new List<WorkspaceConnection>();
        string? cursor = null;
        do
        {
            var answer = await CallAsync(Operation, new ConnectionStatusRequest(workspaceIds, cursor), Json.ConnectionStatusRequest, Json.ConnectionStatusAnswer, true, cancellationToken).ConfigureAwait(false);
            all.AddRange(Understand(Operation, () => (answer.WorkspacesConnectionStatus ?? []).Select(WorkspaceReader.Read).ToArray()));
            cursor = Next(Operation, cursor, answer.NextToken);
        }
        while (cursor is not null);
        return all;
    }

    public async Task<IReadOnlyList<WorkspaceTag>> DescribeTagsAsync(string workspaceId, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("DescribeTags", new DescribeTagsRequest(workspaceId), Json.DescribeTagsRequest, Json.DescribeTagsAnswer, true, cancellationToken).ConfigureAwait(false);
        return [.. (answer.TagList ?? []).OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => new WorkspaceTag(tag.Key, tag.Value ?? string.Empty))];
    }

    public async Task<IReadOnlyList<TaggedWorkspace>> ReadTagsAsync(IReadOnlyList<string> workspaceIds, CancellationToken cancellationToken)
    {
        var accountId = await account(cancellationToken).ConfigureAwait(false);
        var found = await tagging.GetAsync([.. workspaceIds.Select(id => WorkspaceArn.Of(region, accountId, id))], cancellationToken).ConfigureAwait(false);
        return [.. found.Select(Tagged)];
    }

    public async Task<Page<TaggedWorkspace>> FindTaggedAsync(IReadOnlyList<WorkspaceTag> tags, string? cursor, CancellationToken cancellationToken)
    {
        var page = await tagging.FindAsync(ResourceType, tags, cursor, cancellationToken).ConfigureAwait(false);
        return new Page<TaggedWorkspace>([.. page.Items.Select(Tagged)], page.NextCursor);
    }

    public async Task<IReadOnlyList<FailedWorkspace>> ActAsync(WorkspaceCall workspaceCall, CancellationToken cancellationToken)
    {
        var rule = WorkspaceActionRules.Of(workspaceCall.Request.Action);
        if (workspaceCall.WorkspaceIds.Count == 0 || workspaceCall.WorkspaceIds.Count > rule.ItemsPerCall) throw new ArgumentException($"{rule.Operation} takes 1 to {rule.ItemsPerCall} WorkSpaces.", nameof(workspaceCall));
        WorkspaceItem[] items = [.. workspaceCall.WorkspaceIds.Select(id => new WorkspaceItem(id))];
        var only = items[0];
        var answer = await (rule.Action switch
        {
            WorkspaceAction.Start => Send(new StartRequest(items), Json.StartRequest),
            WorkspaceAction.Stop => Send(new StopRequest(items), Json.StopRequest),
            WorkspaceAction.Reboot => Send(new RebootRequest(items), Json.RebootRequest),
            WorkspaceAction.Rebuild => Send(new RebuildRequest(items), Json.RebuildRequest),
            WorkspaceAction.Restore => Send(only, Json.WorkspaceItem),
            WorkspaceAction.Terminate => Send(new TerminateRequest(items), Json.TerminateRequest),
            WorkspaceAction.SetRunningMode => Send(new ModifyPropertiesRequest(only.WorkspaceId, PropertiesOf(workspaceCall.Request)), Json.ModifyPropertiesRequest),
            WorkspaceAction.SetMaintenance => Send(new ModifyStateRequest(only.WorkspaceId, "ADMIN_MAINTENANCE"), Json.ModifyStateRequest),
            WorkspaceAction.EndMaintenance => Send(new ModifyStateRequest(only.WorkspaceId, "AVAILABLE"), Json.ModifyStateRequest),
            _ => throw new ArgumentOutOfRangeException(nameof(workspaceCall)),
        }).ConfigureAwait(false);
        return [.. (answer.FailedRequests ?? []).Select(failed => new FailedWorkspace(failed.WorkspaceId, failed.ErrorCode, failed.ErrorMessage))];

        Task<ActionAnswer> Send<T>(T request, JsonTypeInfo<T> shape) => CallAsync(rule.Operation, request, shape, Json.ActionAnswer, rule.MayBeRepeated, cancellationToken);
    }

    private static WorkspacePropertiesShape PropertiesOf(WorkspaceActionRequest request) => new()
    {
        RunningMode = request.RunningMode switch
        {
            WorkspaceRunningMode.AutoStop => "AUTO_STOP",
            WorkspaceRunningMode.AlwaysOn => "ALWAYS_ON",
            _ => "MANUAL",
        },
        RunningModeAutoStopTimeoutInMinutes = request.AutoStopTimeout is { } time ? (int)time.TotalMinutes : null,
    };

    private static TaggedWorkspace Tagged(TaggedResource resource) => new(WorkspaceArn.IdOf(resource.Arn), resource.Tags);

    // A token that leads to itself would lead round for ever.
    private string? Next(string operation, string? cursor, string? next) => string.IsNullOrEmpty(next) ? null
        : string.Equals(cursor, next, StringComparison.Ordinal) ? throw new AwsException(AwsFault.Protocol, $"{operation} in {region} gave the same NextToken twice.", "Try again.")
        : next;

    private T Understand<T>(string operation, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (System.Text.Json.JsonException failure)
        {
            throw failure.ToAwsException($"{operation} in {region}");
        }
    }

    private async Task<TAnswer> CallAsync<TRequest, TAnswer>(string name, TRequest request, JsonTypeInfo<TRequest> requestShape, JsonTypeInfo<TAnswer> answerShape, bool mayBeRepeated, CancellationToken cancellationToken)
        where TAnswer : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(callLimit);
        try
        {
            return await new JsonOperation<TRequest, TAnswer>(name, requestShape, answerShape, mayBeRepeated).CallAsync(client.Value, request, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException().ToAwsException($"{name} in {region}");
        }
        catch (Exception failure) when (AwsFaults.IsAws(failure) && !cancellationToken.IsCancellationRequested)
        {
            throw failure.ToAwsException($"{name} in {region}", "workspaces:" + name);
        }
    }
}
