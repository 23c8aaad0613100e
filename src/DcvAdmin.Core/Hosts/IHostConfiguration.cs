using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Hosts;

/// <summary>The place where a DCV server keeps its settings.</summary>
public interface IHostConfiguration
{
    /// <summary>Where it is, for a person: the path of a file, or a registry key.</summary>
    string Location { get; }

    /// <summary>Reads every setting that is set, known or not, each once.</summary>
    /// <exception cref="HostException">It cannot be read.</exception>
    Task<IReadOnlyList<StoredSetting>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Carries out all changes, or none. What is as it should be already is not written.</summary>
    /// <returns>Whether anything was changed.</returns>
    /// <exception cref="HostException">It cannot be written.</exception>
    Task<bool> ApplyAsync(IReadOnlyList<SettingChange> changes, CancellationToken cancellationToken);
}
