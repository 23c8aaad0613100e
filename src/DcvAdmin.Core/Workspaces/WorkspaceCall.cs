using System.Collections.Generic;
using System.Globalization;

namespace DcvAdmin.Workspaces;

/// <summary>One call that acts, as it would go out.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Region">The region.</param>
/// <param name="Request">What is to be done.</param>
/// <param name="WorkspaceIds">To which WorkSpaces: as many as the API takes, and all in this account and region.</param>
public sealed record WorkspaceCall(string AccountId, string Region, WorkspaceActionRequest Request, IReadOnlyList<string> WorkspaceIds)
{
    /// <summary>To which WorkSpaces.</summary>
    public IReadOnlyList<string> WorkspaceIds { get; init => field = ValueList<string>.Of(value); } = ValueList<string>.Of(WorkspaceIds);

    /// <summary>The operation, and what it sets.</summary>
    public string Operation => WorkspaceActionRules.Of(Request.Action).Operation + Request switch
    {
        { Action: WorkspaceAction.SetMaintenance } => " to ADMIN_MAINTENANCE",
        { Action: WorkspaceAction.EndMaintenance } => " to AVAILABLE",
        { RunningMode: { } mode, AutoStopTimeout: null } => $" to {mode}",
        { RunningMode: { } mode, AutoStopTimeout: { } time } => $" to {mode} after {time.TotalHours.ToString("0", CultureInfo.InvariantCulture)} h",
        _ => string.Empty,
    };

    /// <summary>Every id, with region and account.</summary>
    public string Target => $"{string.Join(", ", WorkspaceIds)} in {Region} of {AccountId}";

    /// <summary>The call in words: operation, what it sets, every id, region and account.</summary>
    public override string ToString() => $"{Operation} for {Target}";
}
