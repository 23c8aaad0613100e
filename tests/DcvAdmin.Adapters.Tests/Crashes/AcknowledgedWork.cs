using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using DcvAdmin.Audit;
using DcvAdmin.Tokens;

namespace DcvAdmin.Adapters.Tests.Crashes;

/// <summary>What processes said they had done to a store before they died, and the comparison with what the store holds.</summary>
internal sealed class AcknowledgedWork
{
    private readonly Dictionary<string, string[]> _issued = [];
    private readonly HashSet<string> _revoked = [];
    private readonly Dictionary<string, HashSet<string>> _yes = [];
    private readonly HashSet<string> _taken = [];

    public int Count { get; private set; }

    public void Add(string line)
    {
        var words = line.Split(' ');
        switch (words[0])
        {
            case "opening" or "opened":
                return;
            case "issued":
                _issued.Add(words[1], words[2..]);
                break;
            case "revoked":
                _revoked.Add(words[1]);
                break;
            case "yes":
                if (!_yes.TryGetValue(words[1], out var addresses)) _yes.Add(words[1], addresses = []);
                addresses.Add(words[2]);
                break;
            case "no" when words[3] is nameof(DenialReason.UsedUp) or nameof(DenialReason.WrongClient):
                // Someone else was told yes before, or was about to be: that yes must be stored either way.
                _taken.Add(words[1]);
                break;
            case "no" when words[3] is nameof(DenialReason.Revoked):
                _revoked.Add(words[1]);
                break;
            default:
                throw new InvalidOperationException($"The process said: {line}");
        }

        Count++;
    }

    public void AssertIsIn(IReadOnlyList<TokenGrant> grants, IReadOnlyList<AuditEntry> audit)
    {
        var byId = grants.ToDictionary(grant => grant.Id.Value);
        foreach (var (batch, ids) in _issued) Assert.Equal(ids, grants.Where(grant => grant.Label == batch).Select(grant => grant.Id.Value));
        Assert.All(_revoked, id => Assert.NotNull(byId[id].RevokedAt));
        Assert.All(_taken, id => Assert.NotNull(byId[id].RedeemedAt));
        foreach (var (id, addresses) in _yes)
        {
            Assert.NotNull(byId[id].RedeemedAt);
            Assert.Equal(byId[id].BoundClientAddress, Assert.Single(addresses));
        }

        AssertNothingIsHalfDone(grants, audit);
    }

    /// <summary>Also what was never acknowledged is there as a whole or not at all.</summary>
    private static void AssertNothingIsHalfDone(IReadOnlyList<TokenGrant> grants, IReadOnlyList<AuditEntry> audit)
    {
        var records = audit.Where(entry => entry.GrantId is not null).ToLookup(entry => entry.GrantId!.Value);
        Assert.Equal(grants.Select(grant => grant.Id.Value).ToHashSet(), records.Select(group => group.Key).ToHashSet());
        foreach (var batch in grants.GroupBy(grant => grant.Label!))
            Assert.Equal(int.Parse(batch.Key.Split('/')[1], CultureInfo.InvariantCulture), batch.Count());

        foreach (var grant in grants)
        {
            var own = records[grant.Id.Value].ToArray();
            Assert.Single(own, entry => entry.Event == AuditEvent.TokenIssued);
            Assert.Equal(grant.RevokedAt is null ? 0 : 1, own.Count(entry => entry.Event == AuditEvent.TokenRevoked));

            var yes = own.Where(entry => entry.Event == AuditEvent.TokenGranted).ToArray();
            if (grant.RedeemedAt is null)
            {
                Assert.Empty(yes);
                continue;
            }

            Assert.NotEmpty(yes);
            if (grant.UsePolicy == TokenUsePolicy.SingleUse) Assert.Single(yes);
            // In the order of the chain; a repeated yes may carry an earlier instant, taken by a caller that was overtaken.
            Assert.Equal(grant.RedeemedAt, yes[0].Time);
            Assert.All(yes, entry => Assert.Equal(grant.BoundClientAddress, entry.ClientAddress));
        }
    }
}
