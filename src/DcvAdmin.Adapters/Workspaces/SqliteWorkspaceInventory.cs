using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Workspaces;

/// <summary>An inventory in a SQLite file, which may be the one that tokens are kept in. Its tables are made by its first write; a file without them has an empty one.</summary>
internal sealed class SqliteWorkspaceInventory : IWorkspaceInventory
{
    private const int RowsInASlice = 500;
    private const int MostRowsForAPage = 50_000;

    // The file keeps its format: versions that know nothing of an inventory leave the tables alone. What is in a row says its own version.
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS workspace_inventory (
            workspace_id   TEXT    NOT NULL PRIMARY KEY,
            place          TEXT    NOT NULL,
            user_key       TEXT,
            recorded_at    INTEGER NOT NULL,
            document       TEXT    NOT NULL
        );
        CREATE INDEX IF NOT EXISTS workspace_inventory_by_user  ON workspace_inventory (user_key, workspace_id) WHERE user_key IS NOT NULL;
        CREATE INDEX IF NOT EXISTS workspace_inventory_by_place ON workspace_inventory (place, workspace_id);
        CREATE TABLE IF NOT EXISTS workspace_regions (
            account_id     TEXT    NOT NULL,
            region         TEXT    NOT NULL,
            read_at        INTEGER NOT NULL,
            PRIMARY KEY (account_id, region)
        ) WITHOUT ROWID;
        """;

    private const string AreThere = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('workspace_inventory', 'workspace_regions')";

    private const string Columns = "workspace_id, recorded_at, document";

    private const string Put = """
        INSERT INTO workspace_inventory (workspace_id, place, user_key, recorded_at, document) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (workspace_id) DO UPDATE SET place = excluded.place, user_key = excluded.user_key, recorded_at = excluded.recorded_at, document = excluded.document
        """;

    private const string Mark = """
        INSERT INTO workspace_regions (account_id, region, read_at) VALUES (?1, ?2, ?3)
        ON CONFLICT (account_id, region) DO UPDATE SET read_at = excluded.read_at WHERE excluded.read_at > read_at
        """;

    private readonly SqliteDatabase _database;
    // Tables never go away again.
    private volatile bool _hasTables;

    private SqliteWorkspaceInventory(SqliteDatabase database) => _database = database;

    /// <summary>How a row is looked up by its id.</summary>
    internal static string SelectById { get; } = $"SELECT {Columns} FROM workspace_inventory WHERE workspace_id = ?1";

    /// <summary>How a user's rows are looked up.</summary>
    internal static string SelectByUser { get; } = $"SELECT {Columns} FROM workspace_inventory WHERE user_key = ?1 AND workspace_id > ?2 ORDER BY workspace_id LIMIT ?3";

    /// <summary>How a region's rows are looked up.</summary>
    internal static string SelectByPlace { get; } = $"SELECT {Columns} FROM workspace_inventory WHERE place = ?1 AND workspace_id > ?2 ORDER BY workspace_id LIMIT ?3";

    private static string SelectAll { get; } = $"SELECT {Columns} FROM workspace_inventory WHERE ?1 IS NULL AND workspace_id > ?2 ORDER BY workspace_id LIMIT ?3";

    /// <summary>Opens the file, making it where it does not exist.</summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public static SqliteWorkspaceInventory Open(StoreUri.Sqlite uri, SqliteOptions options) => new(SqliteDatabase.Open(uri.Path, options));

    public Task<InventoryRow?> GetAsync(string workspaceId, CancellationToken cancellationToken)
    {
        if (workspaceId is null) throw new ArgumentNullException(nameof(workspaceId));
        return Task.FromResult(Read(reader => ReadById(reader, [workspaceId]).FirstOrDefault()));
    }

    public Task<Page<InventoryRow>> FindAsync(WorkspaceFilter filter, WorkspacePlace? place, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        if (filter is null) throw new ArgumentNullException(nameof(filter));
        InventoryRules.CheckPageSize(pageSize);
        var after = InventoryCursor.Parse(cursor);
        return Task.FromResult(Read(reader => filter.WorkspaceIds.Count > 0
            ? FindById(reader, filter, place, after, pageSize)
            : Find(reader, filter, place, after ?? string.Empty, pageSize, cancellationToken)) ?? new Page<InventoryRow>([], null));
    }

    public Task<IReadOnlyList<InventoryRegion>> ReadRegionsAsync(CancellationToken cancellationToken) => Task.FromResult(Read(ReadRegions) ?? []);

    public async Task PutAsync(IReadOnlyList<InventoryRow> rows, CancellationToken cancellationToken)
    {
        // In slices, so that logons get their turn between them.
        foreach (var slice in InventoryRules.Kept(rows).Select((row, place) => (row, place)).GroupBy(one => one.place / RowsInASlice, one => one.row))
        {
            // Made here, not on the writer's thread, which others wait for.
            var documents = slice.Select(row => (Row: row, Document: InventoryDocument.Write(row.Workspace))).ToArray();
            await WriteAsync(
                transaction =>
                {
                    using var put = transaction.Prepare(Put);
                    foreach (var (row, document) in documents)
                    {
                        put.Bind(1, row.Workspace.WorkspaceId).Bind(2, InventoryRules.PlaceOf(row.Workspace)).Bind(3, InventoryRules.UserKeyOf(row.Workspace))
                            .Bind(4, row.RecordedAt.ToUnixTimeMilliseconds()).Bind(5, document).Run();
                    }

                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<IReadOnlyList<string>> RemoveAsync(IReadOnlyList<InventoryRow> rows, CancellationToken cancellationToken)
    {
        if (rows is null) throw new ArgumentNullException(nameof(rows));
        var removed = new List<string>();
        foreach (var slice in rows.Select((row, place) => (row, place)).GroupBy(one => one.place / RowsInASlice, one => one.row))
            removed.AddRange(await WriteAsync(transaction => Remove(transaction, slice), cancellationToken).ConfigureAwait(false));
        return removed;
    }

    public Task MarkAsync(InventoryRegion region, CancellationToken cancellationToken)
    {
        if (region is null) throw new ArgumentNullException(nameof(region));
        return WriteAsync(
            transaction =>
            {
                using var mark = transaction.Prepare(Mark);
                mark.Bind(1, region.AccountId).Bind(2, region.Region).Bind(3, region.ReadAt.ToUnixTimeMilliseconds()).Run();
                return true;
            },
            cancellationToken);
    }

    /// <summary>Commits what was accepted, then closes.</summary>
    public void Dispose() => _database.Dispose();

    private static List<string> Remove(SqliteTransaction transaction, IEnumerable<InventoryRow> rows)
    {
        var removed = new List<string>();
        using var delete = transaction.Prepare("DELETE FROM workspace_inventory WHERE workspace_id = ?1 AND recorded_at = ?2");
        foreach (var row in rows)
        {
            delete.Bind(1, row.Workspace.WorkspaceId).Bind(2, row.RecordedAt.ToUnixTimeMilliseconds()).Run();
            if (transaction.CountChanges() > 0) removed.Add(row.Workspace.WorkspaceId);
        }

        return removed;
    }

    private Task<T> WriteAsync<T>(Func<SqliteTransaction, T> write, CancellationToken cancellationToken) => _database.Writer.RunAsync(
        transaction =>
        {
            // In each: should the first one's group be rolled back, its tables are gone with it.
            transaction.Execute(Tables);
            return write(transaction);
        },
        cancellationToken);

    private T? Read<T>(Func<SqliteReader, T> read)
        where T : class? => _database.Read(reader =>
    {
        if (!_hasTables)
        {
            using var areThere = new SqliteStatement(reader.Connection, AreThere);
            if (!areThere.Step() || areThere.Int64(0) != 2) return null;
            _hasTables = true;
        }

        return read(reader);
    });

    private static IReadOnlyList<InventoryRegion> ReadRegions(SqliteReader reader)
    {
        var regions = new List<InventoryRegion>();
        using var select = new SqliteStatement(reader.Connection, "SELECT account_id, region, read_at FROM workspace_regions ORDER BY account_id, region");
        while (select.Step()) regions.Add(new InventoryRegion(select.Text(0), select.Text(1), InstantOf(select.Int64(2))));
        return regions;
    }

    private static List<InventoryRow> ReadById(SqliteReader reader, IEnumerable<string> ids)
    {
        var rows = new List<InventoryRow>();
        using var select = new SqliteStatement(reader.Connection, SelectById);
        foreach (var id in ids)
        {
            if (select.Bind(1, id).Step()) rows.Add(RowOf(select));
            select.Reset();
        }

        return rows;
    }

    private static Page<InventoryRow> FindById(SqliteReader reader, WorkspaceFilter filter, WorkspacePlace? place, string? after, int pageSize)
    {
        var ids = InventoryRules.IdsAfter(filter, after, pageSize);
        var rows = ReadById(reader, ids.Take(pageSize)).Where(row => InventoryRules.IsMeant(row.Workspace, filter, place));
        return new Page<InventoryRow>([.. rows], ids.Count > pageSize ? InventoryCursor.Format(ids[pageSize - 1]) : null);
    }

    private static Page<InventoryRow> Find(SqliteReader reader, WorkspaceFilter filter, WorkspacePlace? place, string after, int pageSize, CancellationToken cancellationToken)
    {
        var (sql, key) = filter.UserName is { } user ? (SelectByUser, TokenFilter.FoldCase(user))
            : place is not null ? (SelectByPlace, InventoryRules.PlaceOf(place.AccountId, place.Region))
            : (SelectAll, null);
        // One row more than fits tells whether the page is the last, where every row is meant.
        var limit = pageSize + 1;
        var found = new List<InventoryRow>(Math.Min(pageSize, 100));
        using var select = new SqliteStatement(reader.Connection, sql);
        for (var examined = 0; examined < MostRowsForAPage; examined += limit)
        {
            cancellationToken.ThrowIfCancellationRequested();
            select.Bind(1, key).Bind(2, after).Bind(3, (long)limit);
            var rows = 0;
            try
            {
                for (; select.Step(); rows++)
                {
                    var row = RowOf(select);
                    if (InventoryRules.IsMeant(row.Workspace, filter, place))
                    {
                        if (found.Count == pageSize) return new Page<InventoryRow>(found, InventoryCursor.Format(after));
                        found.Add(row);
                    }

                    after = row.Workspace.WorkspaceId;
                }
            }
            finally
            {
                select.Reset();
            }

            if (rows < limit) return new Page<InventoryRow>(found, null);
        }

        // A state that few are in must not make one call read the whole table: the caller comes back with the cursor.
        return new Page<InventoryRow>(found, InventoryCursor.Format(after));
    }

    private static InventoryRow RowOf(SqliteStatement row) => new(InventoryDocument.Read(row.Text(2), row.Text(0)), InstantOf(row.Int64(1)));

    private static DateTimeOffset InstantOf(long milliseconds)
    {
        try
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }
        catch (ArgumentException failure)
        {
            throw new StoreException(StoreFault.Damaged, string.Format(CultureInfo.InvariantCulture, "The inventory holds the instant {0}, which does not exist.", milliseconds), "Restore the store from a backup.", failure);
        }
    }
}
