using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;

namespace DcvAdmin.Workspaces;

/// <summary>Reads the WorkSpaces of many regions, side by side and page by page. A region that cannot be read ends no other.</summary>
public sealed class WorkspaceSurvey
{
    /// <summary>How many regions are read at once where nobody says otherwise. Each has one call under way, or one for each detail, and its own rate.</summary>
    public const int UsualRegionsAtOnce = 32;

    private readonly IAwsSession _session;
    private readonly WorkspaceFilter _filter;
    private readonly SurveyDetails _details;
    private readonly int _regionsAtOnce;

    /// <summary>Prepares a survey.</summary>
    /// <param name="session">As whom.</param>
    /// <param name="filter">Which WorkSpaces are meant. Where it names tags, they are read.</param>
    /// <param name="details">What else is read.</param>
    /// <param name="regionsAtOnce">How many regions are read at once, 1 or more.</param>
    public WorkspaceSurvey(IAwsSession session, WorkspaceFilter filter, SurveyDetails details, int regionsAtOnce = UsualRegionsAtOnce)
    {
        _session = session ?? throw new ArgumentNullException(nameof(session));
        _filter = filter ?? throw new ArgumentNullException(nameof(filter));
        _details = filter.Tags.Count > 0 ? details | SurveyDetails.Tags : details;
        _regionsAtOnce = regionsAtOnce >= 1 ? regionsAtOnce : throw new ArgumentOutOfRangeException(nameof(regionsAtOnce));
    }

    /// <summary>Reads regions.</summary>
    /// <param name="regions">Which; each is read once.</param>
    /// <param name="reader">Takes what is read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How each region's reading ended, in the order in which they were given. Nothing is thrown for a region.</returns>
    public async Task<IReadOnlyList<RegionReading>> RunAsync(IReadOnlyList<string> regions, ISurveyReader reader, CancellationToken cancellationToken)
    {
        if (reader is null) throw new ArgumentNullException(nameof(reader));
        string[] all = [.. (regions ?? throw new ArgumentNullException(nameof(regions))).Distinct(StringComparer.Ordinal)];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var turns = new SemaphoreSlim(_regionsAtOnce);
        return await Task.WhenAll(all.Select(region => InTurnAsync(region))).ConfigureAwait(false);

        async Task<RegionReading> InTurnAsync(string region)
        {
            await turns.WaitAsync(stop.Token).ConfigureAwait(false);
            try
            {
                var reading = await ReadAsync(region, reader, stop.Token).ConfigureAwait(false);
                await reader.EndAsync(reading, stop.Token).ConfigureAwait(false);
                return reading;
            }
            catch
            {
                // The reader gave up, or its work failed: nobody takes the rest.
                stop.Cancel();
                throw;
            }
            finally
            {
                turns.Release();
            }
        }
    }

    private async Task<RegionReading> ReadAsync(string region, ISurveyReader reader, CancellationToken cancellationToken)
    {
        var count = 0;
        var isTaking = false;
        try
        {
            var workspaces = (await _session.InRegionAsync(region, cancellationToken).ConfigureAwait(false)).Workspaces;
            var tags = _filter.Tags.Count == 0 ? null : await FindTaggedAsync(workspaces, cancellationToken).ConfigureAwait(false);
            foreach (var query in tags is null ? _filter.Queries() : QueriesFor(tags))
            {
                using var pages = new PagesAhead<DcvWorkspace>((cursor, stop) => workspaces.DescribeAsync(query, cursor, stop), cancellationToken);
                while (await pages.ReadAsync().ConfigureAwait(false) is { } page)
                {
                    DcvWorkspace[] meant = [.. page.Items.Where(_filter.MatchesButTags)];
                    if (meant.Length == 0) continue;
                    meant = [.. (await AddDetailsAsync(workspaces, meant, tags, cancellationToken).ConfigureAwait(false)).Where(_filter.Matches)];
                    if (meant.Length == 0) continue;
                    isTaking = true;
                    await reader.TakeAsync(new WorkspacePlace(meant[0].AccountId, region), meant, cancellationToken).ConfigureAwait(false);
                    isTaking = false;
                    count += meant.Length;
                }
            }

            return new RegionReading { Region = region, AccountId = await workspaces.GetAccountIdAsync(cancellationToken).ConfigureAwait(false), Outcome = RegionOutcome.Complete, Count = count };
        }
        catch (AwsException failure) when (!isTaking)
        {
            return new RegionReading { Region = region, Outcome = failure.Fault == AwsFault.NotOffered ? RegionOutcome.NotOffered : RegionOutcome.Unreadable, Count = count, Failure = failure };
        }
    }

    /// <summary>Where tags are a condition, the Tagging API says which WorkSpaces have them; DescribeWorkspaces does not know it.</summary>
    private async Task<IReadOnlyDictionary<string, TaggedWorkspace>> FindTaggedAsync(IWorkspaces workspaces, CancellationToken cancellationToken)
    {
        var tagged = new Dictionary<string, TaggedWorkspace>(StringComparer.Ordinal);
        using var pages = new PagesAhead<TaggedWorkspace>((cursor, stop) => workspaces.FindTaggedAsync(_filter.Tags, cursor, stop), cancellationToken);
        while (await pages.ReadAsync().ConfigureAwait(false) is { } page)
        {
            foreach (var one in page.Items.Where(one => _filter.WorkspaceIds.Count == 0 || _filter.WorkspaceIds.Contains(one.WorkspaceId, StringComparer.Ordinal))) tagged[one.WorkspaceId] = one;
        }

        return tagged;
    }

    private IReadOnlyList<WorkspaceQuery> QueriesFor(IReadOnlyDictionary<string, TaggedWorkspace> tagged) => tagged.Count == 0 ? [] : (_filter with { WorkspaceIds = [.. tagged.Keys] }).Queries();

    private async Task<IEnumerable<DcvWorkspace>> AddDetailsAsync(IWorkspaces workspaces, DcvWorkspace[] page, IReadOnlyDictionary<string, TaggedWorkspace>? known, CancellationToken cancellationToken)
    {
        if (_details == SurveyDetails.None) return page;
        string[] ids = [.. page.Select(one => one.WorkspaceId)];
        var reading = _details.HasFlag(SurveyDetails.Connections) ? workspaces.DescribeConnectionsAsync(ids, cancellationToken) : null;
        var tags = !_details.HasFlag(SurveyDetails.Tags) ? null : known ?? (await ReadTagsAsync(workspaces, ids, reading, cancellationToken).ConfigureAwait(false)).ToDictionary(one => one.WorkspaceId, StringComparer.Ordinal);
        var connections = reading is null ? null : (await reading.ConfigureAwait(false)).ToDictionary(one => one.WorkspaceId, StringComparer.Ordinal);
        return page.Select(one => one with
        {
            Tags = tags is null ? one.Tags : tags.TryGetValue(one.WorkspaceId, out var tagged) ? tagged.Tags : [],
            Connection = connections is not null && connections.TryGetValue(one.WorkspaceId, out var connection) ? connection : one.Connection,
        });
    }

    private static async Task<IReadOnlyList<TaggedWorkspace>> ReadTagsAsync(IWorkspaces workspaces, string[] ids, Task? beside, CancellationToken cancellationToken)
    {
        var reading = workspaces.ReadTagsAsync(ids, cancellationToken);
        // Both are awaited, whichever fails.
        if (beside is not null) await Task.WhenAll(reading, beside).ConfigureAwait(false);
        return await reading.ConfigureAwait(false);
    }
}
