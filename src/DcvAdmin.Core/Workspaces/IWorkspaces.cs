using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Stores;

namespace DcvAdmin.Workspaces;

/// <summary>
/// What is used of Amazon WorkSpaces in one region. Every call throws <see cref="AwsException"/> where AWS refuses or cannot be reached: AccessDenied names the IAM
/// action, NotOffered says that the region has no such service. Facts from the Amazon WorkSpaces API Reference, version 2015-04-08.
/// </summary>
public interface IWorkspaces
{
    /// <summary>The account that is asked, twelve digits; asked for once in a session.</summary>
    Task<string> GetAccountIdAsync(CancellationToken cancellationToken);

    /// <summary>One page of WorkSpaces, up to 25 (DescribeWorkspaces). A page may be empty and have a successor. Tags and connections are not read.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cursor">Of the page before; null for the first one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Page<DcvWorkspace>> DescribeAsync(WorkspaceQuery query, string? cursor, CancellationToken cancellationToken);

    /// <summary>Who uses these WorkSpaces (DescribeWorkspacesConnectionStatus, all pages). Some may be missing in the answer.</summary>
    /// <param name="workspaceIds">Up to 25.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<WorkspaceConnection>> DescribeConnectionsAsync(IReadOnlyList<string> workspaceIds, CancellationToken cancellationToken);

    /// <summary>The tags of one WorkSpace as they are now, ordered by key (DescribeTags).</summary>
    Task<IReadOnlyList<WorkspaceTag>> DescribeTagsAsync(string workspaceId, CancellationToken cancellationToken);

    /// <summary>
    /// The tags of WorkSpaces (GetResources of the Resource Groups Tagging API, which may be some seconds behind). Who never had a tag may be missing in the answer.
    /// </summary>
    /// <param name="workspaceIds">Up to 25.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<TaggedWorkspace>> ReadTagsAsync(IReadOnlyList<string> workspaceIds, CancellationToken cancellationToken);

    /// <summary>One page of WorkSpaces that have tags, with all their tags (GetResources, as above). A page may be empty and have a successor.</summary>
    /// <param name="tags">1 to 50. Of several values of one key any is enough.</param>
    /// <param name="cursor">Of the page before; null for the first one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Page<TaggedWorkspace>> FindTaggedAsync(IReadOnlyList<WorkspaceTag> tags, string? cursor, CancellationToken cancellationToken);

    /// <summary>Sends a call that acts. AWS begins the work and answers; the states follow later.</summary>
    /// <returns>Those that AWS refused one by one; empty where it took all. Operations on one WorkSpace may throw instead.</returns>
    Task<IReadOnlyList<FailedWorkspace>> ActAsync(WorkspaceCall workspaceCall, CancellationToken cancellationToken);
}
