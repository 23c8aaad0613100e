using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;

namespace DcvAdmin.Connections;

/// <summary>A machine and the TCP port of its web endpoint.</summary>
/// <param name="Host">The machine.</param>
/// <param name="Port">The port, 1 to 65535.</param>
public sealed record ServerAddress(ServerHost Host, int Port)
{
    /// <summary>The port of a DCV server where none is configured (DCV Administrator Guide, <c>connectivity/web-port</c>).</summary>
    public const int DefaultPort = 8443;

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[ipv6]:port</c>, or an IPv6 literal alone.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ServerAddress? address)
    {
        address = null;
        if (text is null) return false;
        var port = DefaultPort;
        var colon = text.LastIndexOf(':');
        // Without brackets more than one colon is an IPv6 literal.
        if (colon >= 0 && (text.IndexOf(':') == colon || text[colon - 1] == ']'))
        {
            var digits = text.Substring(colon + 1);
            if (digits.Length is 0 or > 5 || !digits.All(c => c is >= '0' and <= '9')) return false;
            port = int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
            text = text.Substring(0, colon);
        }

        if (!IsPort(port) || !ServerHost.TryParse(text, out var host)) return false;
        address = new ServerAddress(host, port);
        return true;
    }

    /// <summary>Whether a number is a port.</summary>
    public static bool IsPort(int number) => number is >= 1 and <= 65535;

    /// <summary><c>host:port</c>, an IPv6 literal in brackets.</summary>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}:{1}", Host.InAddress, Port);
}
