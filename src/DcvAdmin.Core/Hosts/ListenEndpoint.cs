using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DcvAdmin.Hosts;

/// <summary>Where a DCV server listens: an address, an address with a port, or an IPv6 address in brackets with a port.</summary>
public static class ListenEndpoint
{
    /// <summary>What is wrong with one, one sentence; null where nothing is.</summary>
    public static string? FlawOf(string text)
    {
        if (IsVersion6(text) || IsVersion4(text)) return null;
        var colon = text.LastIndexOf(':');
        if (colon > 0 && int.TryParse(text.Substring(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue)
        {
            var address = text.Substring(0, colon);
            if (IsVersion4(address) || (address.Length > 2 && address[0] == '[' && address[address.Length - 1] == ']' && IsVersion6(address.Substring(1, address.Length - 2)))) return null;
        }

        return "Each is an address such as 0.0.0.0 or ::, or one with a port such as 0.0.0.0:8443 or [::]:8443.";
    }

    private static bool IsVersion6(string text) =>
        text.Length > 0 && text[0] != '[' && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    // 1 would be 0.0.0.1, and 010 would be 8.
    private static bool IsVersion4(string text) => IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text;
}
