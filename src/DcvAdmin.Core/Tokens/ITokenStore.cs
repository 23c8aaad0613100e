using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;

namespace DcvAdmin.Tokens;

/// <summary>
/// Where grants are kept. What every method does to grants and audit records is the same for every store and proved by one contract
/// test suite. A task that completed is durable: it survives the death of the process at any instant.
/// </summary>
/// <remarks>
/// Cancelling abandons the caller's wait, never work that has begun. All methods throw <see cref="StoreException"/> where the store
/// cannot do its work, and then nothing of the call has happened, unless the fault is <see cref="StoreFault.Unavailable"/>. A purge works in
/// parts and may have done some of them.
/// </remarks>
public interface ITokenStore
{
    /// <summary>Stores new grants and one audit record for each, all or none.</summary>
    /// <exception cref="InvalidOperationException">A grant with the same hash exists.</exception>
    Task PutAsync(IReadOnlyList<TokenGrant> grants, CancellationToken cancellationToken);

    /// <summary>
    /// Redeems a token in one atomic step by <see cref="RedemptionRules"/>: of any number of callers on any number of
    /// handles, exactly one sees the first yes. A first yes is durable, with its audit record, before the task completes;
    /// the record of a repeated yes or of a no is durable within a second, or as soon as a store that cannot write at the moment can again;
    /// a store that can keep no more such records refuses instead.
    /// </summary>
    Task<Redemption> RedeemAsync(TokenHash hash, RedemptionContext context, CancellationToken cancellationToken);

    /// <summary>Reads a grant without redeeming it; null where there is none.</summary>
    Task<TokenGrant?> GetAsync(TokenHash hash, CancellationToken cancellationToken);

    /// <summary>Lists grants, oldest first, at most <paramref name="pageSize"/> (1 to 1000) a page.</summary>
    /// <param name="filter">Which grants are meant.</param>
    /// <param name="now">The instant at which states are judged.</param>
    /// <param name="cursor">From <see cref="Page{T}.NextCursor"/>, or null for the first page.</param>
    /// <param name="pageSize">Most grants on the page, 1 to 1000.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="ArgumentException">The cursor is not one of this store's.</exception>
    Task<Page<TokenGrant>> FindAsync(TokenFilter filter, DateTimeOffset now, string? cursor, int pageSize, CancellationToken cancellationToken);

    /// <summary>Revokes grants by id, all or none, with one audit record for each that was not revoked before. Results come in the order of the ids.</summary>
    Task<IReadOnlyList<RevocationResult>> RevokeAsync(IReadOnlyList<TokenGrantId> ids, string actor, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Removes grants that expired before an instant and records how many. Audit records stay. Returns the number of grants removed.</summary>
    Task<int> PurgeAsync(DateTimeOffset expiredBefore, string actor, DateTimeOffset now, CancellationToken cancellationToken);
}
