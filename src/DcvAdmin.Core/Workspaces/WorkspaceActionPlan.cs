using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Workspaces;

/// <summary>What an action on many WorkSpaces comes to: the calls that would go out, and what is refused before any. Pure, so that -WhatIf shows what would be done.</summary>
public sealed record WorkspaceActionPlan
{
    private WorkspaceActionPlan(IReadOnlyList<WorkspaceCall> calls, IReadOnlyList<RefusedWorkspace> refused) => (Calls, Refused) = (calls, refused);

    /// <summary>The calls: account after account and region after region in the order in which they came, 25 WorkSpaces to a call where the API takes 25, one where it takes one.</summary>
    public IReadOnlyList<WorkspaceCall> Calls { get; }

    /// <summary>The WorkSpaces that nothing is sent for, in the order in which they came.</summary>
    public IReadOnlyList<RefusedWorkspace> Refused { get; }

    /// <summary>Makes the plan. A WorkSpace that comes twice is acted on once, as it was when it came last.</summary>
    /// <param name="workspaces">The WorkSpaces, as they were read.</param>
    /// <param name="request">What is to be done.</param>
    /// <param name="actor">Who wants it.</param>
    public static WorkspaceActionPlan Make(IEnumerable<DcvWorkspace> workspaces, WorkspaceActionRequest request, WorkspaceActor actor)
    {
        if (request is null) throw new ArgumentNullException(nameof(request));
        var judged = (workspaces ?? throw new ArgumentNullException(nameof(workspaces)))
            .GroupBy(workspace => (workspace.AccountId, workspace.Region, workspace.WorkspaceId))
            .Select(same => same.Last())
            .Select(workspace => (Workspace: workspace, Decision: WorkspaceActionRules.Decide(request.Action, workspace, actor)))
            .ToArray();
        var size = WorkspaceActionRules.Of(request.Action).ItemsPerCall;
        return new WorkspaceActionPlan(
            [
                .. judged.Where(one => one.Decision.IsAllowed).GroupBy(one => (one.Workspace.AccountId, one.Workspace.Region)).SelectMany(place =>
                    Portions.Of([.. place.Select(one => one.Workspace.WorkspaceId)], size).Select(ids => new WorkspaceCall(place.Key.AccountId, place.Key.Region, request, ids))),
            ],
            [.. judged.Where(one => !one.Decision.IsAllowed).Select(one => new RefusedWorkspace(one.Workspace, one.Decision))]);
    }
}
