using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using DcvAdmin.Parameters;
using DcvAdmin.Pipeline;
using DcvAdmin.Reporting;
using DcvAdmin.Tokens;

namespace DcvAdmin.Connections;

/// <summary>Base of cmdlets that say a DCV client where to connect to.</summary>
public abstract class ConnectionCmdlet : AsyncCmdlet
{
    /// <summary>The DCV server's web port.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    [PSDefaultValue(Help = "8443")]
    public int Port { get; set; } = ServerAddress.DefaultPort;

    /// <summary>The DCV server's web-url-path.</summary>
    [Parameter]
    [BlankMeansDefault]
    [PSDefaultValue(Help = "/")]
    public string? WebUrlPath { get; set; }

    /// <summary>A Connection Gateway to connect to instead of the server: host or host:port.</summary>
    [Parameter]
    [Trimmed]
    public string? Gateway { get; set; }

    private protected override void Begin() => GatewayRule.Check(this, Gateway);

    /// <summary>What the parameters say, without token and session.</summary>
    private protected ConnectionRequest RequestFor(string? hostName) => new()
    {
        HostName = string.IsNullOrWhiteSpace(hostName) ? null : hostName,
        Port = string.IsNullOrEmpty(Gateway) ? Port : null,
        WebUrlPath = string.IsNullOrEmpty(WebUrlPath) ? null : WebUrlPath,
        Gateway = string.IsNullOrEmpty(Gateway) ? null : Gateway,
    };

    /// <summary>The checked target, or an error about the object and null.</summary>
    private protected ConnectionTarget? TargetOf(ConnectionRequest request, DcvAuthToken? token)
    {
        if (ConnectionTarget.TryCreate(request, out var target)) return target;
        Refuse(token?.Id ?? request.HostName?.Visible(), ConnectionTarget.Check(request));
        return null;
    }

    private protected void Refuse(string? about, IEnumerable<string> flaws) =>
        WriteError(Errors.ConnectionInvalid(about, flaws.Select(flaw => flaw.StartsWith("No host name", System.StringComparison.Ordinal) ? flaw + " Give -HostName." : flaw)));
}
