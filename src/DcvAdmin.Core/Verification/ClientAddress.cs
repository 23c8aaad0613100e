using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;

namespace DcvAdmin.Verification;

/// <summary>
/// The client address of a verification in one normal form, so that the same client is recognised when it reconnects.
/// DCV documents neither port nor IPv6 syntax of the field, so a port (which changes with every connection), brackets, zone and
/// IPv4-in-IPv6 mapping are dropped; text that is no IP address is kept in lower case. Equality is by value. See docs/decisions/0003.
/// </summary>
public sealed record ClientAddress
{
    /// <summary>Most characters of a reported address.</summary>
    public const int MaximumLength = 255;

    private ClientAddress(string value) => Value = value;

    /// <summary>No address was reported. It counts as an address of its own.</summary>
    public static ClientAddress None { get; } = new(string.Empty);

    /// <summary>The normal form; empty for <see cref="None"/>.</summary>
    public string Value { get; }

    /// <summary>Reads what a DCV server reports; null and blank mean <see cref="None"/>.</summary>
    /// <returns>False where the text is longer than <see cref="MaximumLength"/> or holds control characters.</returns>
    public static bool TryParse(string? reported, out ClientAddress address)
    {
        address = None;
        var text = reported?.Trim();
        if (string.IsNullOrEmpty(text)) return true;
        if (text!.Length > MaximumLength) return false;
        foreach (var c in text)
        {
            if (char.IsControl(c) || char.IsSurrogate(c)) return false;
        }

        var bare = WithoutPort(text);
        address = new ClientAddress(NormaliseIp(text) ?? NormaliseIp(bare) ?? (text[0] != '[' && IsHostName(bare) ? bare : text).ToLowerInvariant());
        return true;
    }

    /// <summary>As <see cref="TryParse"/>, for text that must be an address.</summary>
    /// <exception cref="FormatException">The text cannot be a client address.</exception>
    public static ClientAddress Parse(string? reported) =>
        TryParse(reported, out var address) ? address : throw new FormatException($"A client address has at most {MaximumLength} characters and no control characters.");

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static string WithoutPort(string text)
    {
        if (text[0] == '[')
        {
            var close = text.IndexOf(']');
            return close > 0 && (close == text.Length - 1 || IsPort(text, close + 1)) ? text.Substring(1, close - 1) : text;
        }

        var colon = text.IndexOf(':');
        // More than one colon is an IPv6 address without brackets: its last group is not a port.
        return colon > 0 && colon == text.LastIndexOf(':') && IsPort(text, colon) ? text.Substring(0, colon) : text;
    }

    private static bool IsHostName(string text) => text.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.');

    private static bool IsPort(string text, int colon) =>
        text[colon] == ':' && ushort.TryParse(text.Substring(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static string? NormaliseIp(string text)
    {
        var zone = text.IndexOf('%');
        if (zone > 0) text = text.Substring(0, zone);
        if (!IPAddress.TryParse(text, out var ip)) return null;
        if (ip.AddressFamily == AddressFamily.InterNetworkV6) return (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).ToString();
        // IPAddress reads "1" and "010.1.1.1" as addresses too; only the four plain decimal numbers are one here.
        var canonical = ip.ToString();
        return string.Equals(canonical, text, StringComparison.Ordinal) ? canonical : null;
    }
}
