using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Authorization;

/// <summary>Where the keys of an issuer come from. Safe for several threads.</summary>
public interface IKeySource
{
    /// <summary>The keys as they are known; null where there are none to be had now.</summary>
    ValueTask<JsonWebKeySet?> GetAsync(CancellationToken cancellationToken);

    /// <summary>Keys newer than those in which a token's key was not found; null where there are none. How often it really asks is its own to limit.</summary>
    /// <param name="known">The keys that were looked through.</param>
    /// <param name="cancellationToken">Ends the wait, and not what others wait for.</param>
    ValueTask<JsonWebKeySet?> RefreshAsync(JsonWebKeySet known, CancellationToken cancellationToken);
}
