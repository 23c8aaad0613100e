using System;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Aws;
using DcvAdmin.Stores;

namespace DcvAdmin.Workspaces;

/// <summary>
/// Acts on WorkSpaces for callers. The inventory says where a WorkSpace is and whose; what is legal is judged by the WorkSpace as it is now. That a call is about to go
/// out is on record before it does, and what came of it before the caller is answered.
/// </summary>
public sealed class PortalActions
{
    private const string NotYours = "There is no WorkSpace of this id that you may act on.";

    private readonly IWorkspaceInventory _inventory;
    private readonly IAwsSession _session;
    private readonly IAuditLog _audit;
    private readonly PortalRules _rules;
    private readonly Func<DateTimeOffset> _clock;

    /// <summary>Prepares.</summary>
    /// <param name="inventory">The inventory.</param>
    /// <param name="session">As whom AWS is asked.</param>
    /// <param name="audit">Takes the records.</param>
    /// <param name="rules">Who may do what.</param>
    /// <param name="clock">The present instant, as the records have it.</param>
    public PortalActions(IWorkspaceInventory inventory, IAwsSession session, IAuditLog audit, PortalRules rules, Func<DateTimeOffset> clock)
    {
        _inventory = inventory ?? throw new ArgumentNullException(nameof(inventory));
        _session = session ?? throw new ArgumentNullException(nameof(session));
        _audit = audit ?? throw new ArgumentNullException(nameof(audit));
        _rules = rules ?? throw new ArgumentNullException(nameof(rules));
        _clock = clock ?? throw new ArgumentNullException(nameof(clock));
    }

    /// <summary>Acts.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="workspaceId">On which WorkSpace.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="clientAddress">Where the call came from, for the record; empty where that is not known.</param>
    /// <param name="cancellationToken">Gives up; once the call goes out, no longer.</param>
    /// <exception cref="AwsException">AWS refused, or could not be asked before anything was sent: the action was not taken.</exception>
    /// <exception cref="StoreException">The inventory or the audit log cannot do its work; nothing was sent.</exception>
    public async Task<PortalActionResult> ActAsync(PortalCaller caller, string workspaceId, WorkspaceActionRequest request, string clientAddress, CancellationToken cancellationToken)
    {
        if (caller is null) throw new ArgumentNullException(nameof(caller));
        if (request is null) throw new ArgumentNullException(nameof(request));
        var row = await _inventory.GetAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        if (row is null && caller.IsAdmin) return new PortalActionResult(PortalOutcome.NotFound, "The inventory has no WorkSpace of this id; one that was just made comes into it with the next reading.");
        if (row is null || _rules.ActorFor(caller, row.Workspace) is not { } actor) return await ForbidAsync(caller, workspaceId, row?.Workspace, request, clientAddress, NotYours).ConfigureAwait(false);
        if (!actor.May(request.Action)) return await ForbidAsync(caller, workspaceId, row.Workspace, request, clientAddress, $"{request.Action} is not among what {(caller.IsAdmin ? "admins" : "users")} may do here.").ConfigureAwait(false);

        var workspaces = (await _session.InRegionAsync(row.Workspace.Region, cancellationToken).ConfigureAwait(false)).Workspaces;
        var account = await workspaces.GetAccountIdAsync(cancellationToken).ConfigureAwait(false);
        if (account != row.Workspace.AccountId) return new PortalActionResult(PortalOutcome.NotFound, $"This WorkSpace is of account {row.Workspace.AccountId}, which this portal does not act in.");
        var lookup = await WorkspaceLookup.ReadAsync(workspaces, [workspaceId], WorkspaceActionRules.Of(request.Action).HeedsProtection, cancellationToken).ConfigureAwait(false);
        if (lookup.Missing.Count > 0) return new PortalActionResult(PortalOutcome.NotFound, "This WorkSpace is gone.");
        var workspace = lookup.Found[0];
        // The row may be older than a change of hands.
        if (_rules.ActorFor(caller, workspace) is null) return await ForbidAsync(caller, workspaceId, workspace, request, clientAddress, NotYours).ConfigureAwait(false);
        var decision = WorkspaceActionRules.Decide(request.Action, workspace, actor);
        if (!decision.IsAllowed) return new PortalActionResult(PortalOutcome.NotLegal, decision.Reason, Workspace: workspace);

        var call = new WorkspaceCall(account, workspace.Region, request, [workspaceId]);
        // Who has gone by now has asked for nothing; from here on nobody is waited for.
        cancellationToken.ThrowIfCancellationRequested();
        await BeginAsync(caller, workspace, call, clientAddress).ConfigureAwait(false);
        return await SendAsync(workspaces, call, caller, workspace, clientAddress).ConfigureAwait(false);
    }

    private async Task BeginAsync(PortalCaller caller, DcvWorkspace workspace, WorkspaceCall call, string clientAddress)
    {
        try
        {
            await RecordAsync(AuditEvent.WorkspaceActionBegun, caller, workspace.UserName, clientAddress, call.ToString()).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // It may become durable after all, and must not look like a call whose outcome was lost.
            await TryRecordAsync(caller, workspace, clientAddress, $"{call}: not sent").ConfigureAwait(false);
            throw;
        }
    }

    private async Task<PortalActionResult> SendAsync(IWorkspaces workspaces, WorkspaceCall call, PortalCaller caller, DcvWorkspace workspace, string clientAddress)
    {
        try
        {
            var refused = await workspaces.ActAsync(call, CancellationToken.None).ConfigureAwait(false);
            var failed = refused.Count > 0 ? refused[0] : null;
            // It is done, whatever becomes of the record: to say anything else would have it done again.
            var trouble = await TryRecordAsync(caller, workspace, clientAddress, $"{call}: {(failed is null ? "accepted" : $"refused, {failed.ErrorCode}")}").ConfigureAwait(false);
            return failed is null
                ? new PortalActionResult(PortalOutcome.Accepted, string.Empty, call, workspace) { Trouble = trouble }
                : new PortalActionResult(PortalOutcome.Refused, $"AWS refused it: {failed.ErrorCode}.", call, workspace) { Trouble = new AwsException(AwsFault.Conflict, $"AWS refused {call}: {failed.ErrorCode}: {failed.ErrorMessage}.", "Look at the WorkSpace's state.") };
        }
        catch (AwsException failure)
        {
            await TryRecordAsync(caller, workspace, clientAddress, $"{call}: failed, {failure.Fault}").ConfigureAwait(false);
            if (failure.Fault is not (AwsFault.Unavailable or AwsFault.Protocol)) throw;
            return new PortalActionResult(PortalOutcome.Unknown, "It was sent, and Amazon WorkSpaces gave no answer: look at the state before you try again.", call, workspace) { Trouble = failure };
        }
    }

    private async Task<StoreException?> TryRecordAsync(PortalCaller caller, DcvWorkspace workspace, string clientAddress, string detail)
    {
        try
        {
            await RecordAsync(AuditEvent.WorkspaceActionEnded, caller, workspace.UserName, clientAddress, detail).ConfigureAwait(false);
            return null;
        }
        catch (StoreException failure)
        {
            return failure;
        }
    }

    private async Task<PortalActionResult> ForbidAsync(PortalCaller caller, string workspaceId, DcvWorkspace? workspace, WorkspaceActionRequest request, string clientAddress, string reason)
    {
        await RecordAsync(AuditEvent.WorkspaceActionForbidden, caller, workspace?.UserName, clientAddress, $"{request} of {workspaceId}").ConfigureAwait(false);
        return new PortalActionResult(PortalOutcome.Forbidden, reason);
    }

    private async Task RecordAsync(AuditEvent happened, PortalCaller caller, string? userName, string clientAddress, string detail)
    {
        await _audit.AppendAsync(new AuditEntry { Time = _clock(), Event = happened, Actor = caller.Actor, UserName = userName, ClientAddress = clientAddress, Detail = detail }, CancellationToken.None).ConfigureAwait(false);
        await _audit.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
