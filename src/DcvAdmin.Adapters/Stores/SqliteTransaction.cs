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
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _readHead = Prepare(AuditRows.SelectHead);
        _writeHead = Prepare(AuditRows.UpdateHead);
        _insertAudit = Prepare(AuditRows.Insert);
        _grantByHash = Prepare(GrantRows.SelectByHash);
        _grantByRange = Prepare(GrantRows.SelectByHashRange);
        _insertGrant = Prepare(GrantRows.Insert);
        _updateRedemption = Prepare("UPDATE token_grants SET redeemed_at = ?2, bound_address = ?3 WHERE hash = ?1");
        _updateRevocation = Prepare("UPDATE token_grants SET revoked_at = ?2 WHERE hash = ?1");
        _deleteExpired = Prepare("DELETE FROM token_grants WHERE position IN (SELECT position FROM token_grants WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2)");
        _fillProbe = Prepare("INSERT INTO write_probe (content) VALUES (randomblob(16384))");
        _emptyProbe = Prepare("DELETE FROM write_probe");
        _changes = Prepare("SELECT changes()");
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

    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
    }

    private SqliteStatement Prepare(string sql)
    {
        var statement = new SqliteStatement(_connection, sql);
        _statements.Add(statement);
        return statement;
    }
}
