using System;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Authorization;
using DcvAdmin.Aws;
using DcvAdmin.Stores;

namespace DcvAdmin.Workspaces.Portal;

/// <summary>A portal and what it stands on: inventory, keys of the issuer, way to AWS. Disposing closes them.</summary>
public sealed class PortalHost : IDisposable
{
    private readonly IWorkspaceInventory _inventory;
    private readonly JwksSource _keys;
    private readonly IAwsSession? _aws;

    private PortalHost(IWorkspaceInventory inventory, JwksSource keys, IAwsSession? aws, PortalApi api) => (_inventory, _keys, _aws, Api) = (inventory, keys, aws, api);

    /// <summary>The API.</summary>
    public PortalApi Api { get; }

    /// <summary>Opens it. The keys are fetched by the first token.</summary>
    /// <param name="adapters">Opens the inventory and AWS.</param>
    /// <param name="options">What is set.</param>
    /// <param name="inventory">The inventory.</param>
    /// <param name="audit">Takes the records of actions, and the clock that they go by; null for a host that only shows.</param>
    /// <param name="log">Takes what is logged.</param>
    /// <param name="time">The clock that tokens are judged by.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreException">The inventory cannot be opened.</exception>
    public static async Task<PortalHost> OpenAsync(IAdapterFactory adapters, PortalOptions options, StoreUri inventory, (IAuditLog Log, Func<DateTimeOffset> Clock)? audit, IPortalLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        if (adapters is null) throw new ArgumentNullException(nameof(adapters));
        if (options is null) throw new ArgumentNullException(nameof(options));
        if (log is null) throw new ArgumentNullException(nameof(log));
        var opened = await adapters.OpenInventoryAsync(inventory, new StoreAccess { Actor = "portal" }, cancellationToken).ConfigureAwait(false);
        var keys = new JwksSource(new JwksOptions { Address = options.JwksUri, OnFailure = log.KeysNotFetched }, time);
        var aws = audit is null ? null : adapters.OpenAws(new AwsAccess { CallLimit = CallLimit });
        var actions = audit is { } known ? new PortalActions(opened, aws!, known.Log, options.Rules, known.Clock) : null;
        return new PortalHost(opened, keys, aws, new PortalApi(options, new JwtVerifier(keys, options.Tokens, time), new PortalListing(opened, options.Rules), actions, log));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _aws?.Dispose();
        _keys.Dispose();
        _inventory.Dispose();
    }

    // Somebody waits in a browser, and API Gateway waits 29 seconds.
    private static TimeSpan CallLimit => TimeSpan.FromSeconds(8);
}
