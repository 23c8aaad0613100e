using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Workspaces;

/// <summary>Who may see and do what in the portal. Pure: no clock, no network.</summary>
public sealed record PortalRules
{
    /// <summary>Values of the groups claim that make a user.</summary>
    public IReadOnlyList<string> UserGroups { get; init; } = ["UserGroupMember"];

    /// <summary>Values of the groups claim that make an admin.</summary>
    public IReadOnlyList<string> AdminGroups { get; init; } = ["AdminGroupMember"];

    /// <summary>What stands before every user name, such as the identity provider's name that Amazon Cognito puts there; null for nothing.</summary>
    public string? UserPrefix { get; init; }

    /// <summary>What may stand before the last backslash of a name, in any case; empty for anything. Where several domains are trusted, each has an anna of its own.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>The directories in which a name of the token is that user; empty for all.</summary>
    public IReadOnlyList<string> Directories { get; init; } = [];

    /// <summary>What users may do to their own.</summary>
    public WorkspaceActor User { get; init; } = WorkspaceActor.User;

    /// <summary>What admins may do to all.</summary>
    public WorkspaceActor Admin { get; init; } = WorkspaceActor.Admin;

    /// <summary>Who a token's claims name, with or without a role; null where they name nobody.</summary>
    /// <param name="userName">The claim with the user's name: <c>anna</c>, <c>EXAMPLE\anna</c> or <c>Provider_EXAMPLE\anna</c>.</param>
    /// <param name="groups">The values of the groups claim; case counts.</param>
    public PortalCaller? CallerOf(string? userName, IReadOnlyCollection<string> groups)
    {
        if (groups is null) throw new ArgumentNullException(nameof(groups));
        var name = userName ?? string.Empty;
        if (UserPrefix is { Length: > 0 } prefix)
        {
            // Whoever has not come by the provider that is trusted with names may bear anyone's.
            if (!name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return null;
            name = name.Substring(prefix.Length);
        }

        var end = name.LastIndexOf('\\');
        if (Domains.Count > 0 && !Domains.Contains(end < 0 ? string.Empty : name.Substring(0, end), StringComparer.OrdinalIgnoreCase)) return null;
        name = name.Substring(end + 1);
        return string.IsNullOrWhiteSpace(name) ? null : new PortalCaller(name, groups.Any(UserGroups.Contains), groups.Any(AdminGroups.Contains));
    }

    /// <summary>Whether a WorkSpace is the caller's own.</summary>
    public bool IsOwn(PortalCaller caller, DcvWorkspace workspace)
    {
        if (caller is null) throw new ArgumentNullException(nameof(caller));
        if (workspace is null) throw new ArgumentNullException(nameof(workspace));
        return string.Equals(caller.UserName, workspace.UserName, StringComparison.OrdinalIgnoreCase) && (Directories.Count == 0 || Directories.Contains(workspace.DirectoryId, StringComparer.Ordinal));
    }

    /// <summary>As what the caller acts on a WorkSpace: an admin on every one, a user on their own; null where they may not even see it.</summary>
    public WorkspaceActor? ActorFor(PortalCaller caller, DcvWorkspace workspace)
    {
        if (caller is null) throw new ArgumentNullException(nameof(caller));
        return caller.IsAdmin ? Admin : caller.IsUser && IsOwn(caller, workspace) ? User : null;
    }

    /// <summary>
    /// What the caller may try, as far as a row of the inventory tells: what is legal, and what only tags could forbid, which are read before anything is done.
    /// </summary>
    public IReadOnlyList<WorkspaceAction> ActionsFor(PortalCaller caller, DcvWorkspace workspace)
    {
        if (ActorFor(caller, workspace) is not { } actor) return [];
        return [.. WorkspaceActionRules.All.Select(rule => rule.Action).Where(action => WorkspaceActionRules.Decide(action, workspace, actor) is { IsAllowed: true } or { Refusal: WorkspaceRefusal.TagsNotRead })];
    }
}
