using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Tokens;

/// <summary>Revokes everything that still opens a door and matches a filter.</summary>
public static class RevocationByFilter
{
    /// <summary>
    /// Revokes the matching grants that are active or not yet valid, page by page, and looks again until nothing more is found: a list may lag behind what was
    /// issued a moment ago. A call that is cut short has revoked what it counted so far.
    /// </summary>
    /// <param name="tokens">Where to revoke.</param>
    /// <param name="filter">Which grants are meant; it must name at least one condition.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    /// <returns>How many were revoked.</returns>
    /// <exception cref="ArgumentException">The filter is empty: revoking everything by an oversight must not be possible.</exception>
    public static async Task<int> RevokeMatchingAsync(this ITokenAdministration tokens, TokenFilter filter, CancellationToken cancellationToken)
    {
        if (tokens is null) throw new ArgumentNullException(nameof(tokens));
        if (filter is null) throw new ArgumentNullException(nameof(filter));
        if (filter.IsEmpty) throw new ArgumentException("A filter that is to be revoked names a user, a session, a label, a state or an id.", nameof(filter));

        var count = 0;
        for (var before = -1; before < count;)
        {
            before = count;
            count += await RevokeOnceAsync(tokens, filter, cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    private static async Task<int> RevokeOnceAsync(ITokenAdministration tokens, TokenFilter filter, CancellationToken cancellationToken)
    {
        var count = 0;
        string? cursor = null;
        do
        {
            var page = await tokens.FindAsync(filter, cursor, 1000, cancellationToken).ConfigureAwait(false);
            var ids = page.Items.Where(grant => grant.State.StillLetsIn()).Select(grant => grant.ToGrantId()).ToArray();
            if (ids.Length > 0)
            {
                var results = await tokens.RevokeAsync(ids, cancellationToken).ConfigureAwait(false);
                count += results.Count(result => result.Outcome == RevocationOutcome.Revoked);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return count;
    }
}
