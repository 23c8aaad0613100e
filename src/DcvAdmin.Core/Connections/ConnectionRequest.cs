using DcvAdmin.Tokens;

namespace DcvAdmin.Connections;

/// <summary>Where and to what someone wants to connect, as it was asked. Unchecked; <see cref="ConnectionTarget.Check"/> checks it.</summary>
public sealed record ConnectionRequest
{
    /// <summary>DNS name, IPv4 or IPv6 literal of the DCV server; not needed where <see cref="Gateway"/> is given.</summary>
    public string? HostName { get; init; }

    /// <summary>The DCV server's web port, 1 to 65535; 8443 where null. Not together with <see cref="Gateway"/>.</summary>
    public int? Port { get; init; }

    /// <summary>The DCV server's <c>web-url-path</c>, percent-encoded, at most 256 characters; <c>/</c> where null. Not together with <see cref="Gateway"/>.</summary>
    public string? WebUrlPath { get; init; }

    /// <summary>The session to open; null lets the client or the server choose.</summary>
    public string? SessionId { get; init; }

    /// <summary>The connection token; null where the user logs in otherwise. Needs a session id (DCV User Guide, "Connection file").</summary>
    public AuthToken? Token { get; init; }

    /// <summary>
    /// <c>host</c> or <c>host:port</c> of a Connection Gateway, to which clients then connect instead of the server. The gateway finds the server by the session, and
    /// lets nobody through without a token.
    /// </summary>
    public string? Gateway { get; init; }

    /// <summary>The server's or gateway's UDP port for QUIC, 1 to 65535; the client's default (8443) where null.</summary>
    public int? QuicPort { get; init; }

    /// <summary>What data goes over; the client's default (WebSocket) where null.</summary>
    public ConnectionTransport? Transport { get; init; }
}
