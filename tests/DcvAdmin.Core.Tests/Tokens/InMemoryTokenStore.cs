using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Core.Tests.Tokens;

/// <summary>A store that keeps the contract of the ports, durability apart: one lock makes every step atomic.</summary>
internal sealed class InMemoryTokenStore : ITokenStore, IAuditLog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TokenHash, TokenGrant> _grants = [];
    private readonly List<AuditRecord> _records = [];
    private readonly AuditChain _chain = new(AuditHead.Empty);

    /// <summary>What every call throws from now on.</summary>
    public StoreException? Failure { get; set; }

    public IReadOnlyList<AuditRecord> Records => InStep(() => _records.ToArray());

    public IReadOnlyList<TokenGrant> Grants => InStep(() => _grants.Values.ToArray());

    /// <summary>How many calls asked for grants to be put.</summary>
    public int Puts { get; private set; }

    public Task PutAsync(IReadOnlyList<TokenGrant> grants, CancellationToken cancellationToken) => Step(() =>
    {
        Puts++;
        if (grants.Any(grant => _grants.ContainsKey(grant.Hash))) throw new InvalidOperationException("A grant with the same hash exists.");
        foreach (var grant in grants)
        {
            _grants.Add(grant.Hash, grant);
            Record(AuditEntry.Issued(grant));
        }

        return true;
    });

    public Task<Redemption> RedeemAsync(TokenHash hash, RedemptionContext context, CancellationToken cancellationToken) => Step(() =>
    {
        var grant = _grants.GetValueOrDefault(hash);
        var decision = RedemptionRules.Decide(grant, context);
        if (decision.Update is { } update) _grants[hash] = grant = update;
        Record(AuditEntry.Redeemed(grant, context, decision));
        return new Redemption(grant, decision.Denial);
    });

    public Task<TokenGrant?> GetAsync(TokenHash hash, CancellationToken cancellationToken) => Step(() => _grants.GetValueOrDefault(hash));

    public Task<Page<TokenGrant>> FindAsync(TokenFilter filter, DateTimeOffset now, string? cursor, int pageSize, CancellationToken cancellationToken) => Step(() =>
    {
        var found = _grants.Values.Where(grant => filter.Matches(grant, now)).OrderBy(grant => grant.IssuedAt).ThenBy(grant => grant.Id.Value, StringComparer.Ordinal).ToList();
        var start = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);
        var end = Math.Min(start + pageSize, found.Count);
        return new Page<TokenGrant>(found[start..end], end < found.Count ? end.ToString(CultureInfo.InvariantCulture) : null);
    });

    public Task<IReadOnlyList<RevocationResult>> RevokeAsync(IReadOnlyList<TokenGrantId> ids, string actor, DateTimeOffset now, CancellationToken cancellationToken) => Step(() =>
    {
        var results = new List<RevocationResult>();
        foreach (var id in ids)
        {
            var grant = _grants.Values.FirstOrDefault(grant => grant.Id.Equals(id));
            if (grant is { RevokedAt: null })
            {
                _grants[grant.Hash] = grant = grant with { RevokedAt = now };
                Record(AuditEntry.Revoked(grant, actor, now));
                results.Add(new RevocationResult(id, RevocationOutcome.Revoked, grant));
            }
            else
            {
                results.Add(new RevocationResult(id, grant is null ? RevocationOutcome.NotFound : RevocationOutcome.AlreadyRevoked, grant));
            }
        }

        return (IReadOnlyList<RevocationResult>)results;
    });

    public Task<int> PurgeAsync(DateTimeOffset expiredBefore, string actor, DateTimeOffset now, CancellationToken cancellationToken) => Step(() =>
    {
        var dead = _grants.Values.Where(grant => grant.ExpiresAt < expiredBefore).ToList();
        foreach (var grant in dead) _grants.Remove(grant.Hash);
        Record(AuditEntry.Purged(dead.Count, expiredBefore, actor, now));
        return dead.Count;
    });

    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken) => Step(() =>
    {
        Record(entry);
        return true;
    });

    public Task FlushAsync(CancellationToken cancellationToken) => Step(() => true);

    public Task<Page<AuditRecord>> ReadAsync(string? cursor, int pageSize, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The authenticator reads no records.");

    public Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException("The authenticator verifies no chain.");

    private void Record(AuditEntry entry) => _records.Add(_chain.Append(entry));

    private Task<T> Step<T>(Func<T> step)
    {
        try
        {
            return Task.FromResult(InStep(() => Failure is { } failure ? throw failure : step()));
        }
        catch (Exception failure) when (failure is StoreException or InvalidOperationException)
        {
            return Task.FromException<T>(failure);
        }
    }

    private T InStep<T>(Func<T> step)
    {
        lock (_gate) return step();
    }
}
