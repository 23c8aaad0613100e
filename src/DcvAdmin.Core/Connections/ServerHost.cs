using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;

namespace DcvAdmin.Connections;

/// <summary>
/// The name or address of a machine, in the one form in which it stands in links and files: a DNS name in ASCII (RFC 1123, underscores of Windows names allowed; other
/// scripts in their A-labels, RFC 5891), or an IPv4 or IPv6 literal (RFC 5952). Nothing else passes, so that it needs no escaping anywhere.
/// </summary>
public sealed record ServerHost
{
    /// <summary>Most characters of a DNS name (RFC 1035, section 2.3.4).</summary>
    public const int MaximumLength = 253;

    private const int MaximumLabelLength = 63;

    private ServerHost(string value, bool isIPv6) => (Value, IsIPv6) = (value, isIPv6);

    /// <summary>The name or address; an IPv6 literal without brackets.</summary>
    public string Value { get; }

    /// <summary>True for an IPv6 literal, which an address with a port puts into brackets.</summary>
    public bool IsIPv6 { get; }

    /// <summary>As it stands in an address (RFC 3986, section 3.2.2): an IPv6 literal in brackets.</summary>
    public string InAddress => IsIPv6 ? $"[{Value}]" : Value;

    /// <summary>
    /// Reads a name or a literal; an IPv6 literal with or without brackets. A zone (<c>%eth0</c>) is refused: it means something on one machine only. The dot of the
    /// root at the end of a name is dropped.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ServerHost? host)
    {
        host = null;
        if (string.IsNullOrEmpty(text) || text!.Length > MaximumLength) return false;
        var isBracketed = text[0] == '[' && text[text.Length - 1] == ']';
        var literal = isBracketed ? text.Substring(1, text.Length - 2) : text;
        if (literal.IndexOf(':') >= 0)
        {
            // The characters first: IPAddress also reads zones, prefixes and ports.
            if (!literal.All(c => IsHexadecimal(c) || c is ':' or '.') || !IPAddress.TryParse(literal, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6) return false;
            host = new ServerHost(address.ToString(), isIPv6: true);
            return true;
        }

        if (isBracketed || ToAscii(text) is not { } name) return false;
        // The root's dot is legal in DNS, but stands in no certificate, and some clients compare names with it.
        if (name.EndsWith(".", StringComparison.Ordinal)) name = name.Substring(0, name.Length - 1);
        if (!IsName(name)) return false;
        host = new ServerHost(name, isIPv6: false);
        return true;
    }

    /// <summary>The name or address, without brackets.</summary>
    public override string ToString() => Value;

    private static string? ToAscii(string text)
    {
        if (text.All(c => c < 128)) return text;
        try
        {
            return new IdnMapping { AllowUnassigned = false }.GetAscii(text);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsName(string name)
    {
        if (name.Length > MaximumLength) return false;
        var labels = name.Split('.');
        if (!labels.All(IsLabel)) return false;
        // What ends in a number is read as an IPv4 address by browsers, in octal, hexadecimal or with fewer parts too (WHATWG URL, "ends in a number").
        var last = labels[labels.Length - 1];
        var endsInNumber = last.All(IsDigit) || (last.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && last.Skip(2).All(IsHexadecimal));
        return !endsInNumber || (labels.Length == 4 && labels.All(IsByte));
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaximumLabelLength && label[0] != '-' && label[label.Length - 1] != '-' && label.All(c => IsDigit(c) || c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '-' or '_');

    private static bool IsByte(string text) =>
        text.Length <= 3 && text.All(IsDigit) && (text.Length == 1 || text[0] != '0') && int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) <= 255;

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static bool IsHexadecimal(char c) => IsDigit(c) || c is (>= 'a' and <= 'f') or (>= 'A' and <= 'F');
}
