using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws.Wire;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Aws.Tagging;

/// <summary>
/// Tags of any service's resources in one region (Resource Groups Tagging API, GetResources) by our own wire client. Its answers may be some seconds behind, and
/// leave out what never had a tag.
/// </summary>
internal sealed class ResourceTagging(Lazy<WireClient> client, string region)
{
    /// <summary>Source: the service's model, version 2017-01-26.</summary>
    public static readonly WireService Service = new("Resource Groups Tagging API", "tagging", "tagging", "2017-01-26", "ResourceGroupsTaggingAPI_20170126", "1.1");

    private static readonly JsonOperation<GetResourcesRequest, GetResourcesAnswer> GetResources = new("GetResources", TaggingJson.Default.GetResourcesRequest, TaggingJson.Default.GetResourcesAnswer);

    /// <summary>The tags of these resources, up to 100.</summary>
    public async Task<IReadOnlyList<TaggedResource>> GetAsync(IReadOnlyList<string> arns, CancellationToken cancellationToken) =>
        (await AskAsync(new GetResourcesRequest { Arns = arns }, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>One page of the resources of a type that have all these tags; of several values of one key any is enough.</summary>
    public Task<Page<TaggedResource>> FindAsync(string type, IReadOnlyList<WorkspaceTag> tags, string? cursor, CancellationToken cancellationToken) => AskAsync(
        new GetResourcesRequest
        {
            ResourceTypeFilters = [type],
            TagFilters = [.. tags.GroupBy(tag => tag.Key, StringComparer.Ordinal).Select(same => new TagFilterShape(same.Key, [.. same.Select(tag => tag.Value)]))],
            PaginationToken = cursor,
        },
        cancellationToken);

    private async Task<Page<TaggedResource>> AskAsync(GetResourcesRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await GetResources.CallAsync(client.Value, request, cancellationToken).ConfigureAwait(false);
            // The last page has an empty token, not none.
            var next = string.IsNullOrEmpty(answer.PaginationToken) ? null : answer.PaginationToken;
            if (next is not null && next == request.PaginationToken) throw new AwsException(AwsFault.Protocol, $"GetResources in {region} gave the same PaginationToken twice.", "Try again.");
            return new Page<TaggedResource>([.. (answer.ResourceTagMappingList ?? []).Select(Read)], next);
        }
        catch (Exception failure) when (AwsFaults.IsAws(failure) && !cancellationToken.IsCancellationRequested)
        {
            throw failure.ToAwsException($"GetResources in {region}", "tag:GetResources");
        }
    }

    private static TaggedResource Read(ResourceShape shape) =>
        new(shape.Arn, [.. (shape.Tags ?? []).OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => new WorkspaceTag(tag.Key, tag.Value ?? string.Empty))]);
}
