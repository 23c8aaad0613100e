using System;
using System.Text;

namespace DcvAdmin.Connections;

/// <summary>
/// The address a DCV client opens (DCV User Guide, "Connecting to a session"). Session and token are percent-encoded down to the unreserved characters of RFC 3986, so
/// that no part ends another, and no quote, blank or backslash reaches the command line of a scheme handler (CVE-2021-38112). It holds the token: treat it as a secret.
/// </summary>
public static class ConnectionLink
{
    private const string Hexadecimal = "0123456789ABCDEF";

    /// <summary>
    /// <c>https://HOST:PORT{web-url-path}?authToken=TOKEN#SESSION</c> for a browser, the same without a scheme for the address box, with <c>dcv://</c> for the handler.
    /// What there is not, token or session, is left out with its mark. The port is always there: browsers and the native client have different defaults.
    /// </summary>
    public static string Of(ConnectionTarget target, ConnectionLinkForm form)
    {
        if (target is null) throw new ArgumentNullException(nameof(target));
        var link = new StringBuilder(form switch
        {
            ConnectionLinkForm.Browser => "https://",
            ConnectionLinkForm.Native => string.Empty,
            ConnectionLinkForm.Handler => "dcv://",
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, "No such form."),
        });
        link.Append(target.Address);
        // The address box knows HOST:PORT#SESSION without a slash (DCV User Guide), and HOST:PORT/?authToken= with one.
        if (form != ConnectionLinkForm.Native || target.Token is not null || target.WebUrlPath != WebUrlPath.Default) link.Append(target.WebUrlPath);
        if (target.Token is not null) Encode(link.Append("?authToken="), target.Token.Reveal());
        if (target.SessionId is not null) Encode(link.Append('#'), target.SessionId);
        return link.ToString();
    }

    // Not Uri.EscapeDataString: what it leaves as it is differs between the frameworks.
    private static void Encode(StringBuilder link, string text)
    {
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)octet;
            if (c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.' or '_' or '~') link.Append(c);
            else link.Append('%').Append(Hexadecimal[octet >> 4]).Append(Hexadecimal[octet & 15]);
        }
    }
}
