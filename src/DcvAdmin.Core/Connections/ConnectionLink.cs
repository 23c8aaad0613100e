using System;

namespace DcvAdmin.Connections;

/// <summary>The address a DCV client opens (DCV User Guide, "Connecting to a session"): every part is percent-encoded. It holds the token: treat it as a secret.</summary>
public static class ConnectionLink
{
    /// <summary>The link for a browser: <c>https://HOST:PORT{web-url-path}?authToken=TOKEN#SESSION</c>.</summary>
    /// <param name="server">The DCV server's web address with its <c>web-url-path</c>, https.</param>
    /// <param name="sessionId">The session to open.</param>
    /// <param name="token">The connection token.</param>
    public static string ForBrowser(Uri server, string sessionId, string token)
    {
        if (server is null) throw new ArgumentNullException(nameof(server));
        var builder = new UriBuilder(server)
        {
            Query = $"authToken={Uri.EscapeDataString(token)}",
            Fragment = Uri.EscapeDataString(sessionId),
        };
        // As text: Uri.ToString() takes some of the escaping away again.
        return builder.Uri.AbsoluteUri;
    }
}
