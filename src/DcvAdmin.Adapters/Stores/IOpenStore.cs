using System;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Time;
using DcvAdmin.Tokens;

namespace DcvAdmin.Stores;

/// <summary>An open store and everything that works on it, for a host that verifies. Disposing makes durable what was accepted.</summary>
public interface IOpenStore : IDisposable
{
    /// <summary>The grants.</summary>
    ITokenStore Tokens { get; }

    /// <summary>The audit chain.</summary>
    IAuditLog Audit { get; }

    /// <summary>The clock of everything in this store.</summary>
    SteadyClock Clock { get; }

    /// <summary>Issues and verifies.</summary>
    TokenAuthenticator Authenticator { get; }

    /// <summary>What keeps the store from its work at this moment; null where it can read, and write or did so last.</summary>
    Task<StoreException?> FindFaultAsync(CancellationToken cancellationToken);
}
