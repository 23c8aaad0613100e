using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Stores;
using static DcvAdmin.Tokens.GrantItems;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace DcvAdmin.Tokens;

/// <summary>Grants in a table of DynamoDB. A logon is one key operation; see docs/decisions/0019.</summary>
internal sealed class DynamoDbTokenStore(DynamoDbTable table, DynamoDbAuditLog audit, bool honoursPlaintext) : ITokenStore, IPlaintextTokens
{
    // Longest key that DynamoDB takes, in bytes of UTF-8.
    private const int LongestKey = 2048;
    private const int Attempts = 3;

    // What RedemptionRules says of a first yes. It need not be trusted: the rules decide on the item that comes back.
    private const string FirstYes =
        "TokenHash = :hash AND attribute_not_exists(RevokedAt) AND " + DynamoDbSchema.Session + " = :session AND NotBefore <= :early AND ExpiresAt > :now AND "
        + "((UsePolicy = :singleUse AND attribute_not_exists(RedeemedAt)) OR (UsePolicy = :singleClient AND attribute_not_exists(BoundClientAddress)))";

    private readonly FamiliarGrants _familiar = new();
    private readonly GrantWriter _writer = new(table);
    private readonly GrantFinder _finder = new(table);
    private readonly GrantPurge _purge = new(table, audit);

    public Task PutAsync(IReadOnlyList<TokenGrant> grants, CancellationToken cancellationToken) =>
        _writer.PutAsync(grants ?? throw new ArgumentNullException(nameof(grants))).AbandonOn(cancellationToken);

    public Task<Redemption> RedeemAsync(TokenHash hash, RedemptionContext context, CancellationToken cancellationToken) =>
        RedeemAsync(hash ?? throw new ArgumentNullException(nameof(hash)), context ?? throw new ArgumentNullException(nameof(context))).AbandonOn(cancellationToken);

    public Task<TokenGrant?> GetAsync(TokenHash hash, CancellationToken cancellationToken) =>
        ReadAsync(hash ?? throw new ArgumentNullException(nameof(hash))).AbandonOn(cancellationToken);

    public Task<TokenGrant?> GetAsync(AuthToken token, CancellationToken cancellationToken) =>
        ReadPlaintextAsync(token, token.ToHash()).AbandonOn(cancellationToken);

    public Task<Page<TokenGrant>> FindAsync(TokenFilter filter, DateTimeOffset now, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        if (pageSize is < 1 or > 1000) throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, "A page has 1 to 1000 grants.");
        return _finder.FindAsync(filter, now, StoreCursor.Parse(cursor), isFirst: cursor is null, pageSize).AbandonOn(cancellationToken);
    }

    public Task<IReadOnlyList<RevocationResult>> RevokeAsync(IReadOnlyList<TokenGrantId> ids, string actor, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.RevokeAsync(ids ?? throw new ArgumentNullException(nameof(ids)), actor, now).AbandonOn(cancellationToken);

    public Task<int> PurgeAsync(DateTimeOffset expiredBefore, string actor, DateTimeOffset now, CancellationToken cancellationToken) =>
        _purge.RunAsync(expiredBefore, actor, now, cancellationToken);

    private async Task<Redemption> RedeemAsync(TokenHash hash, RedemptionContext context)
    {
        // One for all that this logon asks of the table.
        using var logon = new CancellationTokenSource(table.Options.LogonDeadline);
        await table.BeginAsync(logon: logon).ConfigureAwait(false);
        var key = DynamoDbSchema.KeyOf(hash.ToGrantId());
        if (_familiar.Knows(key))
        {
            var stored = await table.GetAsync(key, logon).ConfigureAwait(false);
            var known = GrantOf(stored, hash);
            var decision = RedemptionRules.Decide(known, context);
            if (decision.Update is null && known is not null) return Answer(known, context, decision);
            _familiar.Remove(key);
        }

        // The condition and the rules would have to disagree for more than one round.
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await TryRedeemAsync(key, hash, context, logon).ConfigureAwait(false) is { } redemption) return redemption;
        }

        throw new StoreException(StoreFault.Protocol, $"The {table.Description} does not decide about grant {hash.ToGrantId()} as the rules do.", "Report this: nobody was let in.");
    }

    private async Task<Redemption?> TryRedeemAsync(string key, TokenHash hash, RedemptionContext context, CancellationTokenSource logon)
    {
        var redemptionId = Guid.NewGuid().ToString("N");
        Item? stored;
        var isWritten = false;
        // What the entry lacks, the item holds.
        var pending = PendingRecord.TextOf(AuditEntry.Redeemed(null, context, RedemptionDecision.Granted));
        try
        {
            stored = await table.UpdateAsync(key, FirstYesOf(hash, context, redemptionId, pending), logon).ConfigureAwait(false);
            isWritten = true;
        }
        catch (ConditionNotMetException refusal)
        {
            stored = refusal.Stored;
            // Where an answer was lost it was asked again, and the second attempt meets what the first one wrote. Revoked in between, it lets nobody in.
            if (stored is not null && NullableText(stored, "RedemptionId") == redemptionId && !stored.ContainsKey("RevokedAt"))
            {
                isWritten = true;
                stored.Remove("RedeemedAt");
                stored.Remove("BoundClientAddress");
            }
        }

        var ours = GrantOf(stored, hash);
        var grant = ours;
        if (grant is null && await ReadPlaintextAsync(context.Presented, hash, logon).ConfigureAwait(false) is { } plaintext) grant = plaintext;
        var decision = RedemptionRules.Decide(grant, context);
        if (!isWritten && decision.Update is not null) return null;
        if (!isWritten)
        {
            if (ours is not null && IsSettled(ours)) _familiar.Add(key);
            return Answer(grant, context, decision);
        }

        if (decision.Update is null) throw new StoreException(StoreFault.Protocol, $"The {table.Description} let grant {grant?.Id} be redeemed against the rules.", "Report this: nobody was let in.");
        _familiar.Add(key);
        return new Redemption(decision.Update, null);
    }

    private static ItemWrite FirstYesOf(TokenHash hash, RedemptionContext context, string redemptionId, string pending) => new()
    {
        Update = "SET RedeemedAt = :now, BoundClientAddress = :address, RedemptionId = :redemption, AuditPending = :mark REMOVE ExpirationTime ADD PendingRecords :pending",
        Condition = FirstYes,
        Values = new()
        {
            [":hash"] = new() { B = new(hash.ToByteArray()) },
            [":session"] = Text(context.SessionId),
            [":now"] = Instant(context.Now),
            [":early"] = Instant(context.Now + context.EarlyTolerance),
            [":singleUse"] = Number((long)TokenUsePolicy.SingleUse),
            [":singleClient"] = Number((long)TokenUsePolicy.SingleClient),
            [":address"] = Text(context.ClientAddress.Value),
            [":redemption"] = Text(redemptionId),
            [":mark"] = Text(DynamoDbSchema.PendingMark),
            [":pending"] = new() { SS = [pending] },
        },
        Returns = ReturnedItem.Before,
    };

    // No verification writes it any more: the next one need not try to.
    private static bool IsSettled(TokenGrant grant) =>
        grant.RevokedAt is not null || (grant.UsePolicy == TokenUsePolicy.SingleUse ? grant.RedeemedAt is not null : grant.UsePolicy == TokenUsePolicy.MultiUse || grant.BoundClientAddress is not null);

    private Redemption Answer(TokenGrant? grant, RedemptionContext context, RedemptionDecision decision)
    {
        // Refuses where no more records can be kept, and then the answer is no.
        audit.Append(AuditEntry.Redeemed(grant, context, decision));
        return new Redemption(grant, decision.Denial);
    }

    private async Task<TokenGrant?> ReadAsync(TokenHash hash) => GrantOf(await table.GetAsync(DynamoDbSchema.KeyOf(hash.ToGrantId())).ConfigureAwait(false), hash);

    private async Task<TokenGrant?> ReadPlaintextAsync(AuthToken? token, TokenHash hash, CancellationTokenSource? logon = null)
    {
        if (!honoursPlaintext || token is null) return null;
        var key = token.Reveal();
        // The keys of our own items are no tokens, though everybody may read a grant's id.
        if (key.IndexOf('#') >= 0 || System.Text.Encoding.UTF8.GetByteCount(key) > LongestKey) return null;
        return await table.GetAsync(key, logon).ConfigureAwait(false) is { } item ? ReadPlaintext(item, hash) : null;
    }

    // The key is the beginning of the hash: two tokens that share it are two tokens.
    private static TokenGrant? GrantOf(Item? item, TokenHash hash) => item is { Count: > 0 } && Read(item) is { } grant && grant.Hash.Equals(hash) ? grant : null;
}
