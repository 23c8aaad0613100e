using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Connections;
using DcvAdmin.Diagnosis;
using DcvAdmin.Hosts;
using DcvAdmin.Verification;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Stores;

/// <summary>The one door to third-party code. Hosts that must not carry it in their own load context find it by reflection.</summary>
public interface IAdapterFactory
{
    /// <summary>Opens a store; makes the file where a SQLite store does not exist yet.</summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    Task<IStoreConnection> OpenStoreAsync(StoreUri store, StoreAccess access, CancellationToken cancellationToken);

    /// <summary>Opens an inventory of WorkSpaces; makes the file where a SQLite store does not exist yet. It may be the file that tokens are kept in, but not their table.</summary>
    /// <exception cref="StoreException">It cannot be opened, or is named by the address of a broker.</exception>
    Task<IWorkspaceInventory> OpenInventoryAsync(StoreUri store, StoreAccess access, CancellationToken cancellationToken);

    /// <summary>Creates a client that asks a verifier the way a DCV server does.</summary>
    /// <param name="caFile">PEM file with the authority to trust; the machine's trust store where null.</param>
    IVerifierClient CreateVerifierClient(string? caFile);

    /// <summary>Begins to work with AWS; nothing is looked up before the first region is asked for.</summary>
    IAwsSession OpenAws(AwsAccess access);

    /// <summary>Creates what writes connection files.</summary>
    IConnectionFileWriter CreateConnectionFileWriter();

    /// <summary>Creates what goes the way to a server step by step.</summary>
    INetworkProbe CreateNetworkProbe();

    /// <summary>Opens the settings of a DCV server; nothing is read or made before they are asked for.</summary>
    /// <exception cref="HostException">This system has no such place, or its name is none.</exception>
    IHostConfiguration OpenHostConfiguration(HostPlace place);

    /// <summary>The DCV server of this machine.</summary>
    IDcvService FindDcvService();

    /// <summary>Creates what asks a verifier about a random token.</summary>
    IVerifierProbe CreateVerifierProbe();

    /// <summary>Creates what speaks with this module's documents on other machines.</summary>
    IHostReports CreateHostReports();
}
