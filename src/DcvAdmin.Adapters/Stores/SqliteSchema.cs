using System;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DcvAdmin.Stores;

/// <summary>The tables of the SQLite store and how a file is recognised as one: <c>application_id</c> "DcvA", <c>user_version</c> the format.</summary>
internal static class SqliteSchema
{
    public const int FormatVersion = 1;

    /// <summary>Message of the fault that the file system, or a lock, keeps the file from write-ahead logging.</summary>
    public const string NoWriteAheadLog = "no write-ahead log";

    private const int ApplicationId = 0x44637641;

    // Positions are never reused (AUTOINCREMENT), so a cursor stays right while rows are purged.
    private const string Tables = """
        CREATE TABLE token_grants (
            position       INTEGER PRIMARY KEY AUTOINCREMENT,
            hash           BLOB    NOT NULL,
            session_id     TEXT    NOT NULL,
            user_name      TEXT    NOT NULL,
            user_key       TEXT    NOT NULL,
            label          TEXT,
            label_key      TEXT,
            use_policy     INTEGER NOT NULL,
            issuer         TEXT    NOT NULL,
            issued_at      INTEGER NOT NULL,
            not_before     INTEGER NOT NULL,
            expires_at     INTEGER NOT NULL,
            redeemed_at    INTEGER,
            bound_address  TEXT,
            revoked_at     INTEGER
        );
        CREATE UNIQUE INDEX token_grants_by_hash    ON token_grants (hash);
        CREATE INDEX        token_grants_by_user    ON token_grants (user_key);
        CREATE INDEX        token_grants_by_session ON token_grants (session_id);
        CREATE INDEX        token_grants_by_label   ON token_grants (label_key) WHERE label_key IS NOT NULL;
        CREATE INDEX        token_grants_by_expiry  ON token_grants (expires_at);
        CREATE TABLE audit_records (
            sequence       INTEGER PRIMARY KEY,
            time           INTEGER NOT NULL,
            event          INTEGER NOT NULL,
            denial         INTEGER,
            actor          TEXT    NOT NULL,
            grant_id       TEXT,
            session_id     TEXT,
            user_name      TEXT,
            client_address TEXT,
            detail         TEXT,
            hash           BLOB    NOT NULL
        );
        CREATE TABLE audit_head (
            only_row       INTEGER PRIMARY KEY CHECK (only_row = 1),
            sequence       INTEGER NOT NULL,
            hash           BLOB    NOT NULL,
            time           INTEGER
        );
        INSERT INTO audit_head VALUES (1, 0, zeroblob(32), NULL);
        CREATE TABLE write_probe (content BLOB NOT NULL);
        """;

    /// <summary>Makes the tables in an empty file; refuses files of others and of newer versions. Another process may do the same at the same time.</summary>
    public static void Prepare(SqliteConnection connection, string path)
    {
        // Within a transaction, or the marks of a file that another process is just making would be read half before and half after its commit.
        var isReady = false;
        Within("BEGIN", () => isReady = IsReady(connection, path));
        // Always, for a store that was restored from a copy is in another mode; and where the file system cannot do it, SQLite only answers so.
        // It answers the same while another process is just making the file, so it is asked again like a lock.
        if (Text(connection, "PRAGMA journal_mode = WAL") != "wal") throw new SqliteException(NoWriteAheadLog, raw.SQLITE_BUSY);

        if (isReady) return;
        Within("BEGIN IMMEDIATE", () =>
        {
            if (IsReady(connection, path)) return;
            Execute(connection, Tables);
            Execute(connection, string.Format(CultureInfo.InvariantCulture, "PRAGMA application_id = {0}; PRAGMA user_version = {1}", ApplicationId, FormatVersion));
        });

        void Within(string begin, Action work)
        {
            Execute(connection, begin);
            try
            {
                work();
                Execute(connection, "COMMIT");
            }
            catch
            {
                TryRollback(connection);
                throw;
            }
        }
    }

    // Not by SqliteCommand: that one goes on for its own 30 s where the file is locked, whatever the caller's limit.
    public static void Execute(SqliteConnection connection, string sql) =>
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, sql), connection.Handle);

    /// <summary>Ends a transaction that failed. SQLite has ended it itself after some faults, which is no fault of its own.</summary>
    public static void TryRollback(SqliteConnection connection)
    {
        if (raw.sqlite3_get_autocommit(connection.Handle) == 0) Execute(connection, "ROLLBACK");
    }

    private static bool IsReady(SqliteConnection connection, string path)
    {
        var application = Scalar(connection, "PRAGMA application_id");
        var version = Scalar(connection, "PRAGMA user_version");
        if (application == ApplicationId)
        {
            if (version > FormatVersion)
            {
                throw new StoreException(StoreFault.NewerVersion,
                    $"The store {path} has format {version}; this version of DcvAdmin knows format {FormatVersion} and older.", "Install a newer DcvAdmin.");
            }

            return true;
        }

        if (application != 0 || version != 0 || Scalar(connection, "SELECT count(*) FROM sqlite_master") != 0)
            throw new StoreException(StoreFault.NotAStore, $"The file {path} is a database of another program.", "Name another file, or move this one away.");
        return false;
    }

    private static string Text(SqliteConnection connection, string sql)
    {
        using var statement = new SqliteStatement(connection, sql);
        return statement.Step() ? statement.Text(0) : string.Empty;
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var statement = new SqliteStatement(connection, sql);
        return statement.Step() ? statement.Int64(0) : throw new InvalidOperationException($"{sql} has no answer.");
    }
}
