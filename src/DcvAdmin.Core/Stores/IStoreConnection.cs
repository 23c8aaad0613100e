using System;
using DcvAdmin.Tokens;

namespace DcvAdmin.Stores;

/// <summary>An open store. Disposing it makes durable what was accepted.</summary>
public interface IStoreConnection : IDisposable
{
    /// <summary>What an admin may do with tokens here.</summary>
    ITokenAdministration Tokens { get; }

    /// <summary>Issues and verifies in this process; null where the store is a broker, which does both itself.</summary>
    TokenAuthenticator? Authenticator { get; }
}
