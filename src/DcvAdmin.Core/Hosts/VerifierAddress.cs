using System;
using System.Globalization;
using System.Net;

namespace DcvAdmin.Hosts;

/// <summary>What can be the address of a verifier: a DCV server takes the text as it is, and says nothing until the first user is refused.</summary>
public static class VerifierAddress
{
    /// <summary>What is wrong with an address, one sentence; null where nothing is.</summary>
    public static string? FlawOf(string text)
    {
        if (text is null) throw new ArgumentNullException(nameof(text));
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)) return "It has to be an http or https address.";
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c) || c is '\\' or '"' or '<' or '>') return "An address holds no blanks, quotes or backslashes.";
            // The name in another form is another text, and which one the server would look up is not documented.
            if (c > '~') return $"An address has letters of ASCII alone. {InAscii(address)}".TrimEnd();
        }

        if (address.UserInfo.Length > 0 || text.IndexOf('@') is >= 0 and var at && at < EndOfAuthority(text)) return "A user name or password has no place in it.";
        if (text.IndexOf('#') >= 0) return "What stands behind # is never sent.";
        if (text.IndexOf('%') is >= 0 and var percent && percent < EndOfAuthority(text)) return "A host has no percent sign; an IPv6 address cannot have a zone here.";
        if (!IsEscaped(text)) return "A percent sign is followed by two digits of base sixteen.";
        if (address.Port == 0) return "Nobody listens on port 0.";
        if (address.Host.Length == 0) return "It names no host.";
        return IPAddress.TryParse(address.DnsSafeHost, out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
            ? "This address stands for every address of a machine; name the one of the verifier."
            : null;
    }

    /// <summary>Whether tokens travel to it unencrypted over a network.</summary>
    public static bool IsInsecure(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp && !(address.IsLoopback && !IsNamedLoopback(text));

    // System.Uri takes this name for that of this machine; a DCV server looks it up.
    private static bool IsNamedLoopback(string text)
    {
        var start = text.IndexOf("//", StringComparison.Ordinal) + 2;
        return text.Substring(start, EndOfAuthority(text) - start).Split(':')[0].Equals("loopback", StringComparison.OrdinalIgnoreCase);
    }

    private static string InAscii(Uri address)
    {
        try
        {
            var host = new IdnMapping().GetAscii(address.Host);
            return host == address.Host ? "Write other letters of the path with percent signs." : $"Write the host as {host}.";
        }
        catch (ArgumentException)
        {
            return string.Empty;
        }
    }

    private static int EndOfAuthority(string text)
    {
        var start = text.IndexOf("//", StringComparison.Ordinal) + 2;
        var end = text.IndexOfAny(['/', '?'], start);
        return end < 0 ? text.Length : end;
    }

    private static bool IsEscaped(string text)
    {
        for (var i = text.IndexOf('%'); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !Uri.IsHexDigit(text[i + 1]) || !Uri.IsHexDigit(text[i + 2])) return false;
        }

        return true;
    }
}
