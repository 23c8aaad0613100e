using System.Management.Automation;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Connections;

/// <summary>
/// What cannot be said beside -Gateway. It is said before the first token arrives, so that none is issued for nothing, and not left out in silence: the port that was
/// given would be somebody's wish.
/// </summary>
internal static class GatewayRule
{
    public static void Check(PSCmdlet cmdlet, string? gateway)
    {
        if (string.IsNullOrEmpty(gateway)) return;
        var given = cmdlet.MyInvocation.BoundParameters;
        if (given.ContainsKey("Port")) cmdlet.ThrowTerminatingError(Errors.GatewayAndPort(gateway!));
        if (given.TryGetValue("WebUrlPath", out var path) && path is string { Length: > 0 }) cmdlet.ThrowTerminatingError(Errors.GatewayAndPath(gateway!));
    }
}
