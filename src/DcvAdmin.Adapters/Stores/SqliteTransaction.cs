using System;
using System.Collections.Generic;
using DcvAdmin.Audit;
using DcvAdmin.Tokens;
using Microsoft.Data.Sqlite;

namespace DcvAdmin.Stores;

/// <summary>What a write may do inside the writer's transaction: every statement is prepared once, on the writer's connection.</summary>
internal sealed class SqliteTransaction : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly TimeSpan _lockTimeout;
    private readonly List<SqliteStatement> _statements = [];
    private readonly SqliteStatement _begin, _commit, _readHead, _writeHead, _insertAudit;
    private readonly SqliteStatement _grantByHash, _grantByRange, _insertGrant, _updateRedemption, _updateRevocation, _deleteExpired, _changes, _fillProbe, _emptyProbe;
    private AuditChain? _chain;

    public SqliteTransaction(SqliteConnection connection, TimeSpan lockTimeout)
    {
        _connection = connection;
        _lockTimeout = lockTimeout;
        _begin = Keep("BEGIN IMMEDIATE");
        _commit = Keep("COMMIT");
        _readHead = Keep(AuditRows.SelectHead);
        _writeHead = Keep(AuditRows.UpdateHead);
        _insertAudit = Keep(AuditRows.Insert);
        _grantByHash = Keep(GrantRows.SelectByHash);
        _grantByRange = Keep(GrantRows.SelectByHashRange);
        _insertGrant = Keep(GrantRows.Insert);
        _updateRedemption = Keep("UPDATE token_grants SET redeemed_at = ?2, bound_address = ?3 WHERE hash = ?1");
        _updateRevocation = Keep("UPDATE token_grants SET revoked_at = ?2 WHERE hash = ?1");
        _deleteExpired = Keep("DELETE FROM token_grants WHERE position IN (SELECT position FROM token_grants WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2)");
        _fillProbe = Keep("INSERT INTO write_probe (content) VALUES (randomblob(16384))");
        _emptyProbe = Keep("DELETE FROM write_probe");
        _changes = Keep("SELECT changes()");
    }

    public void Begin()
    {
        SqliteLock.Wait(_lockTimeout, _begin.Run);
        _chain = new AuditChain(AuditRows.ReadHead(_readHead));
    }

    public void Commit()
    {
        AuditRows.BindHead(_writeHead, _chain!.Head).Run();
        _commit.Run();
        _chain = null;
    }

    public void Rollback()
    {
        _chain = null;
        SqliteSchema.TryRollback(_connection);
    }

    public void Append(AuditEntry entry) => AuditRows.BindInsert(_insertAudit, _chain!.Append(entry)).Run();

    public TokenGrant? FindGrant(TokenHash hash) => GrantRows.ReadOne(_grantByHash.Bind(1, hash.ToByteArray()), hash);

    public TokenGrant? FindGrant(TokenGrantId id)
    {
        var (from, to) = GrantRows.HashRange(id);
        return GrantRows.ReadOne(_grantByRange.Bind(1, from).Bind(2, to));
    }

    public void Insert(TokenGrant grant) => GrantRows.BindInsert(_insertGrant, grant).Run();

    public void StoreRedemption(TokenGrant grant) => _updateRedemption
        .Bind(1, grant.Hash.ToByteArray())
        .Bind(2, grant.RedeemedAt?.ToUnixTimeMilliseconds())
        .Bind(3, grant.BoundClientAddress)
        .Run();

    public void StoreRevocation(TokenGrant grant) => _updateRevocation
        .Bind(1, grant.Hash.ToByteArray())
        .Bind(2, grant.RevokedAt?.ToUnixTimeMilliseconds())
        .Run();

    public int DeleteExpired(DateTimeOffset expiredBefore, int limit)
    {
        _deleteExpired.Bind(1, expiredBefore.ToUnixTimeMilliseconds()).Bind(2, (long)limit).Run();
        return CountChanges();
    }

    /// <summary>How many rows the last statement changed.</summary>
    public int CountChanges()
    {
        try
        {
            _changes.Step();
            return (int)_changes.Int64(0);
        }
        finally
        {
            _changes.Reset();
        }
    }

    /// <summary>Writes more than a page that exists can hold and takes it away again: SQLite leaves out what does not change, and a full disk would go unnoticed.</summary>
    public bool Probe()
    {
        _fillProbe.Run();
        _emptyProbe.Run();
        return true;
    }

    /// <summary>Runs statements without parameters and results.</summary>
    public void Execute(string sql) => SqliteSchema.Execute(_connection, sql);

    /// <summary>A statement that few writes need, for the caller to dispose of before the write ends.</summary>
    public SqliteStatement Prepare(string sql) => new(_connection, sql);

    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
    }

    private SqliteStatement Keep(string sql)
    {
        var statement = Prepare(sql);
        _statements.Add(statement);
        return statement;
    }
}
