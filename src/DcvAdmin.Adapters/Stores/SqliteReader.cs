using System;
using DcvAdmin.Tokens;
using Microsoft.Data.Sqlite;

namespace DcvAdmin.Stores;

/// <summary>A read connection and the prepared statement a logon needs. Used by one thread at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteStatement _grantByHash;

    public SqliteReader(SqliteConnection connection)
    {
        Connection = connection;
        _grantByHash = new SqliteStatement(connection, GrantRows.SelectByHash);
    }

    public SqliteConnection Connection { get; }

    public TokenGrant? FindGrant(TokenHash hash) => GrantRows.ReadOne(_grantByHash.Bind(1, hash.ToByteArray()), hash);

    public void Dispose()
    {
        _grantByHash.Dispose();
        Connection.Dispose();
    }
}
