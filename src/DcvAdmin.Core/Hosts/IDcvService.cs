using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Hosts;

/// <summary>The DCV server of this machine, as a service.</summary>
public interface IDcvService
{
    /// <summary>Counts its sessions by <c>dcv list-sessions -j</c>.</summary>
    /// <returns>Their number; null where the command is not there or does not say.</returns>
    Task<int?> CountSessionsAsync(CancellationToken cancellationToken);

    /// <summary>Restarts it, which ends all sessions; returns when it has started.</summary>
    /// <exception cref="HostException">It cannot be restarted.</exception>
    Task RestartAsync(CancellationToken cancellationToken);
}
