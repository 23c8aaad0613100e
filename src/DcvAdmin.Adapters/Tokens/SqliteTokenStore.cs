using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Stores;

namespace DcvAdmin.Tokens;

/// <summary>Grants in a SQLite file.</summary>
internal sealed class SqliteTokenStore(SqliteDatabase database) : ITokenStore
{
    private const int PurgeSlice = 1_000;
    private const int RowsInASlice = 1_000;
    private const int MostRowsForAPage = 50_000;

    public Task PutAsync(IReadOnlyList<TokenGrant> grants, CancellationToken cancellationToken) =>
        database.Writer.RunAsync(transaction => Put(transaction, grants), cancellationToken);

    public async Task<Redemption> RedeemAsync(TokenHash hash, RedemptionContext context, CancellationToken cancellationToken)
    {
        // A read that begins while a commit ends can find the log's index half written and has to wait for it: whoever comes while the writer
        // commits goes with its next group, which need not read twice either.
        if (database.Writer.IsCommitting) return await RedeemByWriterAsync().ConfigureAwait(false);

        var grant = database.FindGrant(hash);
        var decision = RedemptionRules.Decide(grant, context);
        if (decision.Update is not null) return await RedeemByWriterAsync().ConfigureAwait(false);

        // Nothing about the grant changes: the answer need not wait for the writer, the record follows within a second.
        database.Writer.Append(AuditEntry.Redeemed(grant, context, decision));
        return new Redemption(grant, decision.Denial);

        Task<Redemption> RedeemByWriterAsync() => database.Writer.RunAsync(transaction => Redeem(transaction, hash, context), cancellationToken);
    }

    public Task<TokenGrant?> GetAsync(TokenHash hash, CancellationToken cancellationToken) => Task.FromResult(database.FindGrant(hash));

    public Task<Page<TokenGrant>> FindAsync(TokenFilter filter, DateTimeOffset now, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        if (pageSize is < 1 or > 1000) throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, "A page has 1 to 1000 grants.");
        var position = StoreCursor.Parse(cursor);
        return Task.FromResult(database.Read(reader => Find(reader, filter, now, position, pageSize, cancellationToken)));
    }

    public Task<IReadOnlyList<RevocationResult>> RevokeAsync(IReadOnlyList<TokenGrantId> ids, string actor, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.Writer.RunAsync<IReadOnlyList<RevocationResult>>(transaction => Revoke(transaction, ids, actor, now), cancellationToken);

    public async Task<int> PurgeAsync(DateTimeOffset expiredBefore, string actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // In slices, so that logons get their turn between them.
        var total = 0;
        while (true)
        {
            var removed = await database.Writer.RunAsync(transaction => Purge(transaction, expiredBefore, actor, now), cancellationToken).ConfigureAwait(false);
            total += removed;
            if (removed < PurgeSlice) return total;
        }
    }

    private static bool Put(SqliteTransaction transaction, IReadOnlyList<TokenGrant> grants)
    {
        var ids = new HashSet<TokenGrantId>();
        foreach (var grant in grants)
        {
            // By id, not by hash: ids must be unique too.
            if (!ids.Add(grant.Id) || transaction.FindGrant(grant.Id) is not null) throw new InvalidOperationException($"A grant with the id {grant.Id} exists.");
        }

        foreach (var grant in grants)
        {
            transaction.Insert(grant);
            transaction.Append(AuditEntry.Issued(grant));
        }

        return true;
    }

    private static Redemption Redeem(SqliteTransaction transaction, TokenHash hash, RedemptionContext context)
    {
        var grant = transaction.FindGrant(hash);
        var decision = RedemptionRules.Decide(grant, context);
        if (decision.Update is not null) transaction.StoreRedemption(decision.Update);
        transaction.Append(AuditEntry.Redeemed(grant, context, decision));
        return new Redemption(decision.Update ?? grant, decision.Denial);
    }

    private static RevocationResult[] Revoke(SqliteTransaction transaction, IReadOnlyList<TokenGrantId> ids, string actor, DateTimeOffset now)
    {
        var results = new RevocationResult[ids.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var grant = transaction.FindGrant(ids[i]);
            if (grant is null)
            {
                results[i] = new RevocationResult(ids[i], RevocationOutcome.NotFound, null);
                continue;
            }

            if (grant.RevokedAt is not null)
            {
                results[i] = new RevocationResult(ids[i], RevocationOutcome.AlreadyRevoked, grant);
                continue;
            }

            var revoked = grant with { RevokedAt = now };
            transaction.StoreRevocation(revoked);
            transaction.Append(AuditEntry.Revoked(revoked, actor, now));
            results[i] = new RevocationResult(ids[i], RevocationOutcome.Revoked, revoked);
        }

        return results;
    }

    private static int Purge(SqliteTransaction transaction, DateTimeOffset expiredBefore, string actor, DateTimeOffset now)
    {
        var removed = transaction.DeleteExpired(expiredBefore, PurgeSlice);
        if (removed > 0) transaction.Append(AuditEntry.Purged(removed, expiredBefore, actor, now));
        return removed;
    }

    private static Page<TokenGrant> Find(SqliteReader reader, TokenFilter filter, DateTimeOffset now, long position, int pageSize, CancellationToken cancellationToken)
    {
        if (filter.Id is { } id) return FindOne(reader, id, filter, now, position);
        var found = new List<TokenGrant>(Math.Min(pageSize, 100));
        using var select = Select(reader, filter, out var firstFree);
        var examined = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // One row more than fits tells whether the page is the last.
            var limit = filter.State is null ? pageSize - found.Count + 1 : RowsInASlice;
            select.Bind(firstFree, position).Bind(firstFree + 1, (long)limit);
            var rows = 0;
            try
            {
                while (select.Step())
                {
                    rows++;
                    var grant = GrantRows.Read(select);
                    if (filter.Matches(grant, now))
                    {
                        if (found.Count == pageSize) return new Page<TokenGrant>(found, StoreCursor.Format(position));
                        found.Add(grant);
                    }

                    position = GrantRows.Position(select);
                }
            }
            finally
            {
                select.Reset();
            }

            if (rows < limit) return new Page<TokenGrant>(found, null);
            examined += rows;
            // A state that few grants are in must not make one call read the whole table: the caller comes back with the cursor.
            if (examined >= MostRowsForAPage) return new Page<TokenGrant>(found, StoreCursor.Format(position));
        }
    }

    private static Page<TokenGrant> FindOne(SqliteReader reader, TokenGrantId id, TokenFilter filter, DateTimeOffset now, long position)
    {
        var (from, to) = GrantRows.HashRange(id);
        using var select = new SqliteStatement(reader.Connection, GrantRows.SelectByHashRange);
        select.Bind(1, from).Bind(2, to);
        var isFound = select.Step() && GrantRows.Position(select) > position;
        return new Page<TokenGrant>(isFound && GrantRows.Read(select) is var grant && filter.Matches(grant, now) ? [grant] : [], null);
    }

    private static SqliteStatement Select(SqliteReader reader, TokenFilter filter, out int firstFree)
    {
        var conditions = new StringBuilder();
        var values = new List<Action<SqliteStatement, int>>();
        if (filter.UserName is { } user) Add("user_key =", (statement, place) => statement.Bind(place, TokenFilter.FoldCase(user)));
        // Half of all grants may be on "console": the plus keeps SQLite from that index where a better one is at hand.
        if (filter.SessionId is { } session) Add(filter.UserName is null && filter.Label is null ? "session_id =" : "+session_id =", (statement, place) => statement.Bind(place, session));
        if (filter.Label is { } label) Add("label_key =", (statement, place) => statement.Bind(place, TokenFilter.FoldCase(label)));

        firstFree = values.Count + 1;
        var select = new SqliteStatement(reader.Connection, string.Format(
            CultureInfo.InvariantCulture, "SELECT {0} FROM token_grants WHERE {1}position > ?{2} ORDER BY position LIMIT ?{3}", GrantRows.Columns, conditions, firstFree, firstFree + 1));
        for (var i = 0; i < values.Count; i++) values[i](select, i + 1);
        return select;

        void Add(string condition, Action<SqliteStatement, int> bind)
        {
            values.Add(bind);
            conditions.Append(condition).Append(" ?").Append(values.Count.ToString(CultureInfo.InvariantCulture)).Append(" AND ");
        }
    }
}
