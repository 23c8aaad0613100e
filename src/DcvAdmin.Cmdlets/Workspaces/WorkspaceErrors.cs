using System;
using System.Management.Automation;
using DcvAdmin.Aws;
using DcvAdmin.Pipeline;
using DcvAdmin.Reporting;

namespace DcvAdmin.Workspaces;

/// <summary>Error records about WorkSpaces; their ids stand in about_DcvErrors.</summary>
internal static class WorkspaceErrors
{
    public static ErrorRecord RegionTwice() => Errors.ParameterInvalid("RegionTwice", "AllRegions", null, "-Region and -AllRegions exclude each other.", "Leave one of them out.");

    public static ErrorRecord WorkspaceNotFound(string id, string where, bool meetsConditions = false)
    {
        var message = $"There is no WorkSpace {id} in {where}{(meetsConditions ? " that meets the other conditions" : string.Empty)}.";
        return Errors.Record(new ItemNotFoundException(message), "WorkspaceNotFound", ErrorCategory.ObjectNotFound, id, message, "Check the id, and name its region with -Region; Get-DcvAwsIdentity shows the account.");
    }

    public static ErrorRecord WorkspaceOfOtherAccount(string id, string account, string ours)
    {
        var message = $"The WorkSpace {id} is of account {account}, and the credentials are of {ours}; nothing was done to it.";
        return Errors.Record(new InvalidOperationException(message), "WorkspaceOfOtherAccount", ErrorCategory.InvalidOperation, id, message, "Name a profile of its account with -ProfileName.");
    }

    public static ErrorRecord WorkspaceActionRefused(RefusedWorkspace refused, WorkspaceAction action)
    {
        var message = $"{action} was not sent for the WorkSpace {refused.Workspace.WorkspaceId} of user '{refused.Workspace.UserName.Visible()}' in {refused.Workspace.Region}. {refused.Decision.Reason}";
        var advice = refused.Decision.Refusal switch
        {
            WorkspaceRefusal.Protected => $"Take the tag {WorkspaceTag.ProtectionKey} off it first, where it is really meant.",
            WorkspaceRefusal.WrongRunningMode => "Change its running mode with the action SetRunningMode.",
            _ => "Look at its property AllowedActions, and try again when its state allows this.",
        };
        return Errors.Record(new InvalidOperationException(message), "WorkspaceActionRefused", ErrorCategory.InvalidOperation, refused.Workspace, message, advice);
    }

    public static ErrorRecord WorkspaceActionFailed(FailedWorkspace failed, WorkspaceAction action, string region)
    {
        var message = $"AWS refused {action} for the WorkSpace {failed.WorkspaceId} in {region}: {failed.ErrorCode.Visible()}: {failed.ErrorMessage.Visible()}";
        return Errors.Record(new InvalidOperationException(message), "WorkspaceActionFailed", ErrorCategory.InvalidResult, failed.WorkspaceId, message, "Read it with Get-DcvWorkspace, and try again when its state allows this. Others of the same call went on.");
    }

    public static ErrorRecord WorkspaceActionWentWrong(ActionWatch watch, WorkspaceAction action)
    {
        var message = $"{action} of the WorkSpace {watch.Before.WorkspaceId} in {watch.Before.Region} went wrong: it {(watch.IsGone ? "is no longer listed" : $"is in {watch.Last.State}")}. {watch.Last.ErrorMessage.Visible()}".TrimEnd();
        return Errors.Record(new InvalidOperationException(message), "WorkspaceActionWentWrong", ErrorCategory.InvalidResult, watch.Last, message, "Look at it in the console of Amazon WorkSpaces; Rebuild or Restore may mend it, and may lose data.");
    }

    public static ErrorRecord WorkspaceActionLate(ActionWatch watch, WorkspaceAction action, TimeSpan limit)
    {
        var message = $"{action} of the WorkSpace {watch.Before.WorkspaceId} in {watch.Before.Region} had not come to its end after {limit:g}; it was last seen in {watch.Last.State}.";
        return Errors.Record(new TimeoutException(message), "WorkspaceActionLate", ErrorCategory.OperationTimeout, watch.Last, message, "It goes on without this command: look at it with Get-DcvWorkspace, or wait longer with -Timeout.");
    }

    public static ErrorRecord WorkspaceActionUnseen(ActionWatch watch, WorkspaceAction action, AwsException failure)
    {
        var message = $"{action} of the WorkSpace {watch.Before.WorkspaceId} in {watch.Before.Region} was taken, and what has become of it could not be read: {failure.Sentence}";
        return Errors.Record(failure, "WorkspaceActionUnseen", ErrorCategory.ReadError, watch.Last, message, "Do not repeat it before you have looked at the WorkSpace with Get-DcvWorkspace.");
    }

    public static ErrorRecord WorkspaceIdInvalid(string text)
    {
        var message = $"'{text.Visible()}' is not the id of a WorkSpace.";
        return Errors.Record(new FormatException(message), "WorkspaceIdInvalid", ErrorCategory.InvalidArgument, text.Visible(), message, "Pipe in ids, or objects with a property WorkspaceId.");
    }

    public static ErrorRecord NotOfInventory(string parameter) => Errors.ParameterInvalid("NotOfInventory", parameter, null,
        $"-{parameter} says how AWS is asked, and with -FromInventory it is not.", "Leave it out; the inventory itself is named with -Store.");

    public static ErrorRecord WorkspaceActionNotConfirmed(WorkspaceAction action, Exception cause)
    {
        var message = $"Nobody can be asked here whether {action} is meant, and nothing was done.";
        return Errors.Record(new InvalidOperationException(message, cause), "WorkspaceActionNotConfirmed", ErrorCategory.OperationStopped, null, message, "Where it is meant, say so beforehand with -Confirm:$false.");
    }

    public static ErrorRecord RunningModeNotMeant(WorkspaceAction action) => Errors.ParameterInvalid("RunningModeNotMeant", "RunningMode", null,
        $"-RunningMode and -AutoStopTimeout go with the action SetRunningMode, not with {action}.", "Leave them out, or name that action.");

    public static ErrorRecord RunningModeInvalid(string flaw) => Errors.ParameterInvalid("RunningModeInvalid", "RunningMode", null,
        flaw, "Name a mode with -RunningMode; with AutoStop, -AutoStopTimeout may name a time such as 1h.");

    public static ErrorRecord TimeoutInvalid() => Errors.ParameterInvalid("TimeoutInvalid", "Timeout", null, "-Timeout says how long -Wait waits: more than zero and at most a day.", "Write a time such as 20m together with -Wait, or leave -Timeout out.");
}
