using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace DcvAdmin.Connections;

/// <summary>
/// The connection file of the native client (DCV User Guide, "Using a connection file"): groups in brackets, then <c>name=value</c>, values without quotes. No way to
/// escape a character is documented, so a value that would need one is refused. It holds the token: treat it as a secret.
/// </summary>
public static class ConnectionFile
{
    /// <summary>How its name ends.</summary>
    public const string Extension = ".dcv";

    /// <summary>
    /// What keeps a target out of a file, one sentence each; empty where nothing does. A target's values never hold control characters, line ends or blanks at their ends;
    /// here a backslash is refused too: readers of such files take it for the beginning of an escape, and DCV does not document whether its own does.
    /// </summary>
    public static IReadOnlyList<string> Check(ConnectionTarget target)
    {
        if (target is null) throw new ArgumentNullException(nameof(target));
        var flaws = new List<string>();
        if (target.SessionId?.IndexOf('\\') >= 0) flaws.Add("The session id holds a backslash, which a connection file cannot.");
        if (target.Token?.Reveal().IndexOf('\\') >= 0) flaws.Add("The token holds a backslash, which a connection file cannot.");
        return flaws;
    }

    /// <summary>The content of the file. Lines end in LF.</summary>
    /// <exception cref="ArgumentException"><see cref="Check"/> finds something wrong with the target.</exception>
    public static string Write(ConnectionTarget target, CertificateValidationPolicy policy)
    {
        if (Check(target) is { Count: > 0 } flaws) throw new ArgumentException(string.Join(" ", flaws), nameof(target));
        var file = new StringBuilder("[version]\nformat=1.0\n\n[connect]\n");
        // No brackets about an IPv6 literal: the port has a line of its own.
        Add("host", target.Address.Host.Value);
        // Both, as Amazon's own writers do: which of the two a client reads depends on its version.
        Add("port", Number(target.Address.Port));
        Add("webport", Number(target.Address.Port));
        if (target.QuicPort is { } quicPort) Add("quicport", Number(quicPort));
        if (target.WebUrlPath != WebUrlPath.Default) Add("weburlpath", target.WebUrlPath);
        if (target.SessionId is not null) Add("sessionid", target.SessionId);
        if (target.Token is not null) Add("authtoken", target.Token.Reveal());
        if (target.Transport is { } transport) Add("transport", transport == ConnectionTransport.Quic ? "quic" : "websocket");
        Add("certificatevalidationpolicy", policy switch
        {
            CertificateValidationPolicy.Strict => "strict",
            CertificateValidationPolicy.AskUser => "ask-user",
            CertificateValidationPolicy.AcceptUntrusted => "accept-untrusted",
            _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "No such policy."),
        });
        return file.ToString();

        void Add(string name, string value) => file.Append(name).Append('=').Append(value).Append('\n');
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
