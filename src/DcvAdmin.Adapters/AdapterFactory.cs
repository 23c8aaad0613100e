using System;
using System.IO;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Connections;
using DcvAdmin.Diagnosis;
using DcvAdmin.Hosts;
using DcvAdmin.Http;
using DcvAdmin.Network;
using DcvAdmin.Processes;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Tokens.BrokerApi;
using DcvAdmin.Verification;
using DcvAdmin.Workspaces;

namespace DcvAdmin;

/// <summary>Makes every adapter. The module finds this class by its name.</summary>
public sealed class AdapterFactory : IAdapterFactory
{
    /// <inheritdoc/>
    public async Task<IStoreConnection> OpenStoreAsync(StoreUri store, StoreAccess access, CancellationToken cancellationToken)
    {
        if (access is null) throw new ArgumentNullException(nameof(access));
        cancellationToken.ThrowIfCancellationRequested();
        return store switch
        {
            StoreUri.Sqlite sqlite => new LocalConnection(SqliteStore.Open(sqlite, new SqliteOptions(), () => DateTimeOffset.UtcNow, access.Actor), access.Actor),
            StoreUri.DynamoDb table => new LocalConnection(
                await DynamoDbStore.OpenAsync(table, new DynamoDbOptions(), () => DateTimeOffset.UtcNow, access.Report, cancellationToken).ConfigureAwait(false), access.Actor),
            StoreUri.Broker broker => OpenBroker(broker, access),
            null => throw new ArgumentNullException(nameof(store)),
            _ => throw new StoreException(StoreFault.InvalidUri, $"This version cannot open {store}.", "Install a newer DcvAdmin."),
        };
    }

    /// <inheritdoc/>
    public async Task<IWorkspaceInventory> OpenInventoryAsync(StoreUri store, StoreAccess access, CancellationToken cancellationToken)
    {
        if (access is null) throw new ArgumentNullException(nameof(access));
        cancellationToken.ThrowIfCancellationRequested();
        return store switch
        {
            StoreUri.Sqlite sqlite => SqliteWorkspaceInventory.Open(sqlite, new SqliteOptions()),
            StoreUri.DynamoDb table => await DynamoDbWorkspaceInventory.OpenAsync(table, new DynamoDbOptions(), () => DateTimeOffset.UtcNow, access.Report, cancellationToken).ConfigureAwait(false),
            StoreUri.Broker broker => throw DataFolder.NotOfBroker(broker),
            null => throw new ArgumentNullException(nameof(store)),
            _ => throw new StoreException(StoreFault.InvalidUri, $"This version cannot open {store}.", "Install a newer DcvAdmin."),
        };
    }

    /// <inheritdoc/>
    public IVerifierClient CreateVerifierClient(string? caFile) => new HttpVerifierClient(caFile);

    /// <inheritdoc/>
    public IAwsSession OpenAws(AwsAccess access) => new AwsSession(access ?? throw new ArgumentNullException(nameof(access)));

    /// <inheritdoc/>
    public IConnectionFileWriter CreateConnectionFileWriter() => new PrivateConnectionFiles();

    /// <inheritdoc/>
    public INetworkProbe CreateNetworkProbe() => new NetworkProbe(new ProbeLimits());

    /// <inheritdoc/>
    public IHostConfiguration OpenHostConfiguration(HostPlace place)
    {
        if (place is null) throw new ArgumentNullException(nameof(place));
        if (place.File is { } file) return new DcvConfFile(file);
        var root = RegistryRoot.Parse(place.RegistryRoot ?? HostPlace.DefaultRegistryRoot);
        return RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
            ? new RegistryConfiguration(place.RegistryRoot ?? HostPlace.DefaultRegistryRoot, OpenKey)
            : throw new HostException(HostFault.NotSupported, "This system has no registry.", "Name a dcv.conf with -Path.");

        // Only ever called on Windows, which the analyzer does not see through a delegate.
#pragma warning disable CA1416
        IRegistryKey? OpenKey(bool writable) => root.Open(writable);
#pragma warning restore CA1416
    }

    /// <inheritdoc/>
    public IDcvService FindDcvService() => new DcvService(
        new ProcessRunner(),
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? ServiceSystem.Windows : RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? ServiceSystem.Systemd : ServiceSystem.Other,
        ProgramFolders.Find);

    /// <inheritdoc/>
    public IVerifierProbe CreateVerifierProbe() => new VerifierProbe(() => DateTimeOffset.UtcNow);

    /// <inheritdoc/>
    public IHostReports CreateHostReports() => new JsonHostReports();

    private static BrokerConnection OpenBroker(StoreUri.Broker broker, StoreAccess access)
    {
        var file = access.CredentialFile is null ? null : ReadCredentialFile(access.CredentialFile);
        var credential = access.Credential ?? (file is null ? null : new NetworkCredential(file.ClientId, file.ClientSecret));
        if (credential is null)
        {
            throw new StoreException(StoreFault.Unauthorized, $"The broker {broker} wants an API client's id and secret.",
                "Pass -Credential, or -CredentialFile with the path of the broker's api-client.json.");
        }

        return new BrokerConnection(new BrokerTokenClient(broker.BaseAddress, credential, CertificateTrust.CreateHandler(access.CaFile ?? file?.CaFile), access.Report));
    }

    private static ApiClientCredentialFile ReadCredentialFile(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), BrokerApiJson.Default.ApiClientCredentialFile) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            // Without the inner exception: its message may quote the secret.
            throw new StoreException(StoreFault.Unauthorized, $"The file {path} is not an API client's credential file.", "Name the api-client.json that a broker wrote at its first start.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreFault.Unauthorized, $"The credential file {path} cannot be read.", "Check the path and that this account may read it.", failure);
        }
    }

    private sealed class LocalConnection(IOpenStore store, string actor) : IStoreConnection
    {
        public ITokenAdministration Tokens { get; } = store.Authenticator.AsAdministrator(actor);

        public TokenAuthenticator? Authenticator => store.Authenticator;

        public void Dispose() => store.Dispose();
    }

    private sealed class BrokerConnection(BrokerTokenClient client) : IStoreConnection
    {
        public ITokenAdministration Tokens => client;

        public TokenAuthenticator? Authenticator => null;

        public void Dispose() => client.Dispose();
    }
}
