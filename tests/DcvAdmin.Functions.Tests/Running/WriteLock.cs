using System;
using Microsoft.Data.Sqlite;

namespace DcvAdmin.Functions.Tests.Running;

/// <summary>Holds the write lock of a SQLite file, as a process that hangs would.</summary>
internal sealed class WriteLock : IDisposable
{
    private readonly SqliteConnection _connection;

    private WriteLock(SqliteConnection connection) => _connection = connection;

    public static WriteLock On(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        connection.Open();
        using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return new WriteLock(connection);
    }

    public void Dispose() => _connection.Dispose();
}
