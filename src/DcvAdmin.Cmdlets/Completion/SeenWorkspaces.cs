using System.Collections.Generic;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Completion;

/// <summary>The WorkSpaces that cmdlets of this runspace have shown, newest first, for completion; see <see cref="SeenTokens"/>.</summary>
internal sealed class SeenWorkspaces
{
    private const int Limit = 1000;

    private static readonly ConditionalWeakTable<Runspace, SeenWorkspaces> PerRunspace = new();

    private readonly LinkedList<DcvWorkspace> _workspaces = new();
    private readonly Dictionary<string, LinkedListNode<DcvWorkspace>> _byId = [];

    /// <summary>Those of the runspace that calls.</summary>
    public static SeenWorkspaces Here => Runspace.DefaultRunspace is { } runspace ? PerRunspace.GetOrCreateValue(runspace) : new SeenWorkspaces();

    public IEnumerable<DcvWorkspace> All => _workspaces;

    public void Add(DcvWorkspace workspace)
    {
        if (_byId.TryGetValue(workspace.WorkspaceId, out var known)) _workspaces.Remove(known);
        _byId[workspace.WorkspaceId] = _workspaces.AddFirst(workspace);
        if (_workspaces.Count <= Limit) return;
        _byId.Remove(_workspaces.Last!.Value.WorkspaceId);
        _workspaces.RemoveLast();
    }
}
