using System;
using System.IO;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Broker.Audit;
using DcvAdmin.Broker.Authorization;
using DcvAdmin.Broker.Health;
using DcvAdmin.Broker.Options;
using DcvAdmin.Broker.RateLimits;
using DcvAdmin.Broker.Tls;
using DcvAdmin.Broker.Tokens;
using DcvAdmin.Broker.Verification;
using DcvAdmin.Broker.Workspaces;
using DcvAdmin.Files;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.EventLog;

namespace DcvAdmin.Broker.Hosting;

/// <summary>
/// A whole broker: store, keys, certificate and web server. Made by <see cref="StartAsync"/>, ended by <see cref="StopAsync"/>, which
/// finishes the requests that were accepted and then commits what the store still holds.
/// </summary>
internal sealed class BrokerApplication : IDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private PortalHost? _portal;
    private ListenOptions? _clientListener;
    private ListenOptions? _agentListener;

    private BrokerApplication(BrokerOptions options, WebApplicationBuilder builder, IOpenStore store, ServerCertificate? certificate, ApiClients clients, AccessTokens accessTokens, TimeProvider time)
    {
        Options = options;
        Store = store;
        Certificate = certificate;
        Clients = clients;

        builder.WebHost.UseKestrelCore().ConfigureKestrel(Listen);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeout);
        if (options.WindowsService) builder.Services.AddSingleton<IHostLifetime, WindowsServiceLifetime>();

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(_ => store.Authenticator);
        builder.Services.AddSingleton(_ => store.Audit);
        builder.Services.AddSingleton(_ => store.Clock);
        builder.Services.AddTls(certificate);
        builder.Services.AddApiAuthorization(clients, accessTokens);
        builder.Services.AddRateLimits(options);
        builder.Services.AddTokenUpkeep();
        builder.Services.AddSingleton(new HealthSources(store, certificate));

        _app = builder.Build();
        _app.UseRouting();
        _app.UseBrokerPorts();
        // Before authorization, for checking a signature is work that anyone may ask for.
        _app.UseRateLimiter();
        _app.UseAuthorization();
        _app.MapVerification();
        _app.MapAccessTokens();
        _app.MapTokens();
        _app.MapAudit();
        _app.MapHealth();
    }

    public BrokerOptions Options { get; }

    public IOpenStore Store { get; }

    public ServerCertificate? Certificate { get; }

    public ApiClients Clients { get; }

    public Uri ClientAddress => AddressOf(_clientListener!);

    public Uri AgentAddress => AddressOf(_agentListener!);

    /// <summary>Opens everything and begins to serve.</summary>
    /// <exception cref="StartFailure">Something is not as it must be; nothing is left open.</exception>
    public static async Task<BrokerApplication> StartAsync(BrokerOptions options, TimeProvider time)
    {
        IOpenStore? store = null;
        BrokerApplication? broker = null;
        try
        {
            PrivateFiles.CreateDirectory(options.DataFolder);
            // Whoever may write there can put an API client of his own beside ours.
            if (PrivateFiles.FlawOf(options.DataFolder) is { } flaw)
                throw new StartFailure($"The data folder {options.DataFolder} {flaw}: it holds keys and credentials. Mend that, or name another folder with --data-folder.");
            var certificate = LoadCertificate(options, time);
            var clients = ApiClients.Load(options.DataFolder, time);
            var accessTokens = AccessTokens.Load(options.DataFolder, options.AccessTokenLifetime, time);
            store = await BrokerStore.OpenAsync(options, time);

            broker = new BrokerApplication(options, CreateBuilder(options), store, certificate, clients, accessTokens, time);
            BrokerStore.Warn(options, broker._app.Logger);
            await broker.OpenPortalAsync(time);
            await broker._app.StartAsync();
            clients.MakeFirst(broker.ClientAddress, certificate?.AuthorityFile);
            return broker;
        }
        catch (Exception failure)
        {
            broker?.Dispose();
            store?.Dispose();
            throw Explain(failure, options);
        }
    }

    /// <summary>Waits for Ctrl+C, SIGTERM or the service manager.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <summary>Stops accepting, finishes what was accepted, commits what the store still holds.</summary>
    /// <exception cref="StoreException">Audit records could not be written.</exception>
    public async Task StopAsync()
    {
        try
        {
            await _app.StopAsync();
        }
        finally
        {
            Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            ((IDisposable)_app).Dispose();
        }
        finally
        {
            _portal?.Dispose();
            Store.Dispose();
        }
    }

    private static WebApplicationBuilder CreateBuilder(BrokerOptions options)
    {
        // Configuration was read and checked before: what the web host would read of its own (ASPNETCORE_URLS, appsettings.json of the
        // working folder) must not change a broker behind its options.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "DcvAdmin.Broker" });
        builder.Services.AddRoutingCore();
        builder.Logging.SetMinimumLevel(options.LogLevel);
        if (options.LogLevel > LogLevel.Debug)
        {
            builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
            // The framework's base class tells of every request without a token, in our handler's name.
            builder.Logging.AddFilter(typeof(BearerHandler).FullName, LogLevel.Warning);
            // It says nothing at this level, but would make an activity and a scope for every request if it could.
            builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        }

        // A service has no console.
        if (OperatingSystem.IsWindows() && options.WindowsService) builder.Logging.AddEventLog(new EventLogSettings { SourceName = WindowsServiceLifetime.EventSource });
        if (options.JsonLog) builder.Logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        else
        {
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            });
        }

        return builder;
    }

    private static ServerCertificate? LoadCertificate(BrokerOptions options, TimeProvider time)
    {
        if (options.PlainHttp) return null;
        ICertificateSource source = options.TlsCertificateFile is { } file
            ? new CertificateFiles(file, options.TlsKeyFile, options.TlsPasswordFile)
            : new OwnAuthority(Path.Combine(options.DataFolder, "tls"), options.HostNames);
        var certificate = new ServerCertificate(source);
        certificate.Refresh(time.GetUtcNow());
        return certificate;
    }

    private static StartFailure Explain(Exception failure, BrokerOptions options) => failure switch
    {
        StartFailure known => known,
        StoreException or CertificateException => new StartFailure(failure.Message, failure),
        IOException { InnerException: AddressInUseException } => new StartFailure($"{failure.Message.TrimEnd('.')}: another program listens there. Stop it, or choose another port with --client-port and --agent-port.", failure),
        System.Net.Sockets.SocketException => new StartFailure($"The broker cannot listen on {options.ClientEndpoint} and {options.AgentEndpoint}: {failure.Message}. Check --client-address and --agent-address, and that this account may use the ports.", failure),
        UnauthorizedAccessException or IOException => new StartFailure($"The data folder {options.DataFolder} cannot be used: {failure.Message} Check that this account may read and write it.", failure),
        _ => new StartFailure($"The broker cannot start: {failure.Message}", failure),
    };

    private async Task OpenPortalAsync(TimeProvider time)
    {
        if (Options.Portal is not { } portal) return;
        var log = new PortalLog(_app.Services.GetRequiredService<ILogger<PortalLog>>());
        _portal = await PortalHost.OpenAsync(new AdapterFactory(), portal, Options.Inventory!, (Store.Audit, Store.Clock.Now), log, time, CancellationToken.None);
        new PortalEndpoint(_portal.Api).Map(_app);
    }

    private void Listen(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = TokenEndpoints.MaximumBodyBytes;
        _clientListener = ListenOn(kestrel, Options.ClientEndpoint, BrokerPort.Client);
        _agentListener = ListenOn(kestrel, Options.AgentEndpoint, BrokerPort.Agent);
    }

    private ListenOptions ListenOn(KestrelServerOptions kestrel, IPEndPoint endpoint, BrokerPort port)
    {
        ListenOptions? made = null;
        // "Any" falls back to IPv4 on machines without IPv6.
        if (endpoint.Address.Equals(IPAddress.IPv6Any)) kestrel.ListenAnyIP(endpoint.Port, Configure);
        else kestrel.Listen(endpoint, Configure);
        return made!;

        void Configure(ListenOptions listener)
        {
            made = listener;
            var mark = new BrokerPortFeature(port);
            listener.Use(next => connection =>
            {
                connection.Features.Set(mark);
                return next(connection);
            });
            if (Certificate is { } certificate)
                listener.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificate.Handshake) });
            else
                listener.Protocols = HttpProtocols.Http1;
        }
    }

    private Uri AddressOf(ListenOptions listener)
    {
        var endpoint = listener.IPEndPoint!;
        var host = endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any) ? Environment.MachineName : endpoint.Address.ToString();
        return new UriBuilder(Certificate is null ? "http" : "https", host, endpoint.Port).Uri;
    }
}
