using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using DcvAdmin.Tokens;

namespace DcvAdmin.Completion;

/// <summary>
/// The stores and tokens that cmdlets of this runspace have shown, newest first, for completion. Kept for each runspace, because the runspaces of a process may
/// belong to different people.
/// </summary>
internal sealed class SeenTokens
{
    private const int Limit = 500;

    private static readonly ConditionalWeakTable<Runspace, SeenTokens> PerRunspace = new();

    private readonly LinkedList<(string Store, TokenGrantSummary Grant)> _tokens = new();
    private readonly Dictionary<string, LinkedListNode<(string Store, TokenGrantSummary Grant)>> _byId = [];
    private readonly LinkedList<string> _stores = new();

    /// <summary>Those of the runspace that calls.</summary>
    public static SeenTokens Here => Runspace.DefaultRunspace is { } runspace ? PerRunspace.GetOrCreateValue(runspace) : new SeenTokens();

    public IReadOnlyCollection<string> Stores => _stores;

    public void Add(string store)
    {
        if (_stores.First?.Value == store) return;
        _stores.Remove(store);
        _stores.AddFirst(store);
    }

    public void Add(string store, TokenGrantSummary grant)
    {
        if (_byId.TryGetValue(grant.Id, out var known)) _tokens.Remove(known);
        _byId[grant.Id] = _tokens.AddFirst((store, grant));
        if (_tokens.Count <= Limit) return;
        _byId.Remove(_tokens.Last!.Value.Grant.Id);
        _tokens.RemoveLast();
    }

    public IEnumerable<TokenGrantSummary> In(string store) => _tokens.Where(seen => seen.Store == store).Select(seen => seen.Grant);
}
