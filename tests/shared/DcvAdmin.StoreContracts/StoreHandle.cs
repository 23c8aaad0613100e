using System;
using DcvAdmin.Audit;
using DcvAdmin.Tokens;

namespace DcvAdmin.StoreContracts;

/// <summary>One way into the storage under test, such as one process would hold. Several onto the same storage share nothing in memory.</summary>
public sealed class StoreHandle(ITokenStore tokens, IAuditLog audit, IDisposable connection) : IDisposable
{
    public ITokenStore Tokens { get; } = tokens;

    public IAuditLog Audit { get; } = audit;

    /// <summary>An orderly stop: what was accepted becomes durable.</summary>
    public void Dispose() => connection.Dispose();
}
