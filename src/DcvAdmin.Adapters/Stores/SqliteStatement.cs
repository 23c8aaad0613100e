using System;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DcvAdmin.Stores;

/// <summary>
/// A prepared statement on the native handle of a <see cref="SqliteConnection"/>, for the paths that a logon waits for: it binds by position
/// and allocates nothing but the values read. Used by one thread at a time. <see cref="Reset"/> must follow the last row, for an
/// unfinished read keeps its snapshot open and the write-ahead log growing.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
#if NET
    private const int ShortText = 128;

#endif
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    public SqliteStatement Bind(int position, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, position, value));
        return this;
    }

    public SqliteStatement Bind(int position, long? value) => value is { } number ? Bind(position, number) : BindNull(position);

    public SqliteStatement Bind(int position, string? value)
    {
        if (value is null) return BindNull(position);
#if NET
        // An empty span has no address, which SQLite takes for NULL: an empty text goes the other way.
        if (value.Length is > 0 and <= ShortText)
        {
            // SQLite takes a copy.
            Span<byte> bytes = stackalloc byte[ShortText * 3];
            Check(raw.sqlite3_bind_text(_statement, position, bytes[..System.Text.Encoding.UTF8.GetBytes(value, bytes)]));
            return this;
        }

#endif
        Check(raw.sqlite3_bind_text(_statement, position, value));
        return this;
    }

    public SqliteStatement Bind(int position, byte[] value)
    {
        Check(raw.sqlite3_bind_blob(_statement, position, value));
        return this;
    }

    /// <summary>Moves to the next row; false after the last.</summary>
    /// <exception cref="SqliteException">The statement failed; it is reset.</exception>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW) return true;
        if (result == raw.SQLITE_DONE) return false;

        // Resetting clears the failure that the message is made of.
        try
        {
            Check(result);
            return false;
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Runs a statement that yields no rows, and resets it.</summary>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    public void Reset() => raw.sqlite3_reset(_statement);

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public string? NullableText(int column) => IsNull(column) ? null : Text(column);

    public byte[] Blob(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    public void Dispose() => _statement.Dispose();

    private bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    private SqliteStatement BindNull(int position)
    {
        Check(raw.sqlite3_bind_null(_statement, position));
        return this;
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
