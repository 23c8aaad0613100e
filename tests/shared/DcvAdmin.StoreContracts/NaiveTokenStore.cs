using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Audit;
using DcvAdmin.Tokens;

namespace DcvAdmin.StoreContracts;

/// <summary>What a token store is, without threads, files and speed: the measure for all that have them.</summary>
internal sealed class NaiveTokenStore
{
    private readonly List<TokenGrant> _grants = [];

    public List<AuditEntry> Audit { get; } = [];

    public bool Put(IReadOnlyList<TokenGrant> grants)
    {
        var hashes = _grants.Concat(grants).Select(grant => grant.Hash).ToArray();
        if (hashes.Distinct().Count() < hashes.Length) return false;
        _grants.AddRange(grants);
        Audit.AddRange(grants.Select(AuditEntry.Issued));
        return true;
    }

    public Redemption Redeem(TokenHash hash, RedemptionContext context)
    {
        var place = _grants.FindIndex(grant => grant.Hash.Equals(hash));
        var before = place < 0 ? null : _grants[place];
        var decision = RedemptionRules.Decide(before, context);
        Audit.Add(AuditEntry.Redeemed(before, context, decision));
        if (decision.Update is not null) _grants[place] = decision.Update;
        return new Redemption(place < 0 ? null : _grants[place], decision.Denial);
    }

    public TokenGrant? Get(TokenHash hash) => _grants.Find(grant => grant.Hash.Equals(hash));

    public IReadOnlyList<TokenGrant> Find(TokenFilter filter, DateTimeOffset now) => [.. _grants.Where(grant => filter.Matches(grant, now))];

    public IReadOnlyList<RevocationResult> Revoke(IReadOnlyList<TokenGrantId> ids, string actor, DateTimeOffset now)
    {
        var results = new List<RevocationResult>();
        foreach (var id in ids)
        {
            var place = _grants.FindIndex(grant => grant.Id.Equals(id));
            if (place < 0)
            {
                results.Add(new RevocationResult(id, RevocationOutcome.NotFound, null));
            }
            else if (_grants[place].RevokedAt is not null)
            {
                results.Add(new RevocationResult(id, RevocationOutcome.AlreadyRevoked, _grants[place]));
            }
            else
            {
                _grants[place] = _grants[place] with { RevokedAt = now };
                Audit.Add(AuditEntry.Revoked(_grants[place], actor, now));
                results.Add(new RevocationResult(id, RevocationOutcome.Revoked, _grants[place]));
            }
        }

        return results;
    }

    public int Purge(DateTimeOffset expiredBefore, string actor, DateTimeOffset now)
    {
        var removed = _grants.RemoveAll(grant => grant.ExpiresAt < expiredBefore);
        if (removed > 0) Audit.Add(AuditEntry.Purged(removed, expiredBefore, actor, now));
        return removed;
    }
}
