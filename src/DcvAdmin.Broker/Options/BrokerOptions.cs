using System;
using System.Collections.Generic;
using System.Net;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces.Portal;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Broker.Options;

/// <summary>Everything that may be set about a broker, checked. <see cref="BrokerOptionsReader"/> makes it from configuration.</summary>
internal sealed record BrokerOptions
{
    /// <summary>Where keys, certificates, API clients and (by default) the store are.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where grants and audit records are.</summary>
    public required StoreUri Store { get; init; }

    /// <summary>Address and port of the client API and <c>/oauth2/token</c>. Port 0 lets the system choose.</summary>
    public required IPEndPoint ClientEndpoint { get; init; }

    /// <summary>Address and port that DCV servers ask. Port 0 lets the system choose.</summary>
    public required IPEndPoint AgentEndpoint { get; init; }

    /// <summary>Names and addresses, besides this machine's own, that the broker's certificate is for.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>The admin's own certificate: PEM with its chain, or PFX. The broker makes its own where null.</summary>
    public string? TlsCertificateFile { get; init; }

    /// <summary>PEM file with the certificate's private key.</summary>
    public string? TlsKeyFile { get; init; }

    /// <summary>File whose first line is the password of the PFX or of the key.</summary>
    public string? TlsPasswordFile { get; init; }

    /// <summary>Serves without TLS; legal on loopback addresses alone, for a proxy on the same machine and for measuring.</summary>
    public bool PlainHttp { get; init; }

    /// <summary>Verifications a second from one DCV server, with a burst of twice as many.</summary>
    public int VerificationRate { get; init; } = 100;

    /// <summary>Calls a second to the token API or to <c>/oauth2/token</c> from one caller, with a burst of twice as many.</summary>
    public int ApiRate { get; init; } = 20;

    /// <summary>Lifetime of an access token, seconds.</summary>
    public int AccessTokenLifetime { get; init; } = 3600;

    /// <summary>How long an expired grant stays in the lists.</summary>
    public TimeSpan GrantRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>What is set about the portal; null where there is none.</summary>
    public PortalOptions? Portal { get; init; }

    /// <summary>Where the portal's WorkSpaces are; null where there is no portal.</summary>
    public StoreUri? Inventory { get; init; }

    /// <summary>Portal calls a second from one caller, with a burst of twice as many.</summary>
    public int PortalRate { get; init; } = 10;

    /// <summary>Least level that is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Logs as JSON lines rather than as text.</summary>
    public bool JsonLog { get; init; }

    /// <summary>Opens a store whose last record lies ahead of this machine's clock.</summary>
    public bool AcceptClockSetBack { get; init; }

    /// <summary>Runs as a Windows service.</summary>
    public bool WindowsService { get; init; }

    /// <summary>Temporary data, loopback, a few users: for a first look.</summary>
    public bool Demo { get; init; }
}
