using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;
using DcvAdmin.Verification;

namespace DcvAdmin.Tokens;

/// <summary>What an admin does with tokens, on a store of this machine or through a broker. Who acts is settled by whoever made the object.</summary>
/// <remarks>All methods throw <see cref="StoreException"/> where the store or broker cannot do its work.</remarks>
public interface ITokenAdministration
{
    /// <summary>Issues up to <see cref="TokenAuthenticator.MaximumBatch"/> tokens. Requests that break rules are refused one by one; the others are stored, all or none. Results come in the order of the requests.</summary>
    Task<IReadOnlyList<TokenIssueResult>> IssueAsync(IReadOnlyList<TokenRequest> requests, CancellationToken cancellationToken);

    /// <summary>Says what the verifier would answer, and why. Nothing is redeemed and nothing is recorded.</summary>
    Task<TokenTestResult> TestAsync(VerificationRequest request, CancellationToken cancellationToken);

    /// <summary>Lists grants, oldest first.</summary>
    Task<Page<TokenGrantSummary>> FindAsync(TokenFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken);

    /// <summary>Revokes grants by id, at most <see cref="TokenAuthenticator.MaximumBatch"/>. Results come in the order of the ids.</summary>
    Task<IReadOnlyList<TokenRevocation>> RevokeAsync(IReadOnlyList<TokenGrantId> ids, CancellationToken cancellationToken);
}
