using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Workspaces;

/// <summary>WorkSpaces of one region as they are now, by id: what an action is judged by.</summary>
public sealed record WorkspaceLookup
{
    private const int TagsAtOnce = 5;

    private WorkspaceLookup(IReadOnlyList<DcvWorkspace> found, IReadOnlyList<string> missing) => (Found, Missing) = (found, missing);

    /// <summary>Those that there are, in the order of the ids.</summary>
    public IReadOnlyList<DcvWorkspace> Found { get; }

    /// <summary>The ids that no WorkSpace of this region and account has.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Reads them, 25 to a call.</summary>
    /// <param name="workspaces">The region.</param>
    /// <param name="workspaceIds">Which.</param>
    /// <param name="withTags">Whether their tags are read too, one call each: DescribeTags answers with what is, and not with what was some seconds ago.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Aws.AwsException">AWS refused or cannot be reached.</exception>
    public static async Task<WorkspaceLookup> ReadAsync(IWorkspaces workspaces, IReadOnlyList<string> workspaceIds, bool withTags, CancellationToken cancellationToken)
    {
        if (workspaces is null) throw new ArgumentNullException(nameof(workspaces));
        var byId = new Dictionary<string, DcvWorkspace>(StringComparer.Ordinal);
        string[] ids = [.. (workspaceIds ?? throw new ArgumentNullException(nameof(workspaceIds))).Distinct(StringComparer.Ordinal)];
        foreach (var query in ids.Length == 0 ? [] : new WorkspaceFilter { WorkspaceIds = ids }.Queries())
        {
            using var pages = new PagesAhead<DcvWorkspace>((cursor, stop) => workspaces.DescribeAsync(query, cursor, stop), cancellationToken);
            while (await pages.ReadAsync().ConfigureAwait(false) is { } page)
            {
                foreach (var some in Portions.Of(page.Items, TagsAtOnce))
                {
                    foreach (var one in withTags ? await Task.WhenAll(some.Select(AddTagsAsync)).ConfigureAwait(false) : some) byId[one.WorkspaceId] = one;
                }
            }
        }

        return new WorkspaceLookup([.. ids.Where(byId.ContainsKey).Select(id => byId[id])], [.. ids.Where(id => !byId.ContainsKey(id))]);

        async Task<DcvWorkspace> AddTagsAsync(DcvWorkspace one) => one with { Tags = await workspaces.DescribeTagsAsync(one.WorkspaceId, cancellationToken).ConfigureAwait(false) };
    }
}
