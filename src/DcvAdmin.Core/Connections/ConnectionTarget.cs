using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using DcvAdmin.Reporting;
using DcvAdmin.Tokens;

namespace DcvAdmin.Connections;

/// <summary>Where and to what a DCV client connects, checked: whatever is made of it, links and files, holds its parts and nothing else.</summary>
public sealed class ConnectionTarget
{
    private ConnectionTarget(ConnectionRequest request, ServerAddress address)
    {
        Address = address;
        WebUrlPath = request.WebUrlPath ?? Connections.WebUrlPath.Default;
        SessionId = request.SessionId;
        Token = request.Token;
        QuicPort = request.QuicPort;
        Transport = request.Transport;
    }

    /// <summary>What the client opens: the gateway where there is one, otherwise the server.</summary>
    public ServerAddress Address { get; }

    /// <summary>The path of the web client, starting with a slash, percent-encoded.</summary>
    public string WebUrlPath { get; }

    /// <summary>The session, where one is named.</summary>
    public string? SessionId { get; }

    /// <summary>The token, where there is one: then all that is made of this object is a secret.</summary>
    public AuthToken? Token { get; }

    /// <summary>UDP port for QUIC; null for the client's default.</summary>
    public int? QuicPort { get; }

    /// <summary>What data goes over; null for the client's default.</summary>
    public ConnectionTransport? Transport { get; }

    /// <summary>The sentences that say what is wrong with <paramref name="request"/>, never with its token's text in them; empty where it is legal.</summary>
    public static IReadOnlyList<string> Check(ConnectionRequest request)
    {
        if (request is null) throw new ArgumentNullException(nameof(request));
        var flaws = new List<string>();
        if (request.HostName is null && request.Gateway is null) flaws.Add("No host name is given, and no gateway.");
        if (request.HostName is not null && !ServerHost.TryParse(request.HostName, out _)) flaws.Add(HostFlaw(request.HostName));
        if (request.Port is { } port && !ServerAddress.IsPort(port)) flaws.Add($"The port {port} is outside 1 to 65535.");
        if (request.QuicPort is { } quicPort && !ServerAddress.IsPort(quicPort)) flaws.Add($"The QUIC port {quicPort} is outside 1 to 65535.");
        if (request.WebUrlPath is not null && Connections.WebUrlPath.Flaw(request.WebUrlPath) is { } pathFlaw) flaws.Add($"The web URL path {pathFlaw}.");
        if (request.SessionId is not null && NameText.Flaw(request.SessionId, TokenRequestRules.MaximumSessionIdLength) is { } sessionFlaw) flaws.Add($"The session id {sessionFlaw}.");
        if (request.Token is not null && NameText.Flaw(request.Token.Reveal(), AuthToken.MaximumLength) is { } tokenFlaw) flaws.Add($"The token {tokenFlaw}.");
        if (request.Token is not null && request.SessionId is null) flaws.Add("A token opens one session; no session id is given.");
        if (request.Transport is not (null or ConnectionTransport.WebSocket or ConnectionTransport.Quic)) flaws.Add($"The transport {(int)request.Transport} is none of WebSocket, Quic.");
        if (request.Gateway is not null) flaws.AddRange(GatewayFlaws(request));
        return flaws;
    }

    /// <summary>The target of a request that <see cref="Check"/> finds nothing wrong with.</summary>
    public static bool TryCreate(ConnectionRequest request, [NotNullWhen(true)] out ConnectionTarget? target)
    {
        target = null;
        if (Check(request).Count > 0) return false;
        if (request.Gateway is not null) target = ServerAddress.TryParse(request.Gateway, out var gateway) ? new ConnectionTarget(request, gateway) : null;
        else target = ServerHost.TryParse(request.HostName, out var host) ? new ConnectionTarget(request, new ServerAddress(host, request.Port ?? ServerAddress.DefaultPort)) : null;
        return target is not null;
    }

    /// <summary>As <see cref="TryCreate"/>, for a request that must be legal.</summary>
    /// <exception cref="ArgumentException">It is not; the message says why.</exception>
    public static ConnectionTarget Of(ConnectionRequest request) =>
        TryCreate(request, out var target) ? target : throw new ArgumentException(string.Join(" ", Check(request)), nameof(request));

    /// <summary>What is wrong with a host name that <see cref="ServerHost.TryParse"/> refuses, a sentence.</summary>
    public static string HostFlaw(string text) => $"'{text.Visible()}' is not the name or address of a host: write a DNS name, an IPv4 or an IPv6 address, without a port.";

    /// <summary>What is wrong with a gateway that <see cref="ServerAddress.TryParse"/> refuses, a sentence.</summary>
    public static string GatewayFlaw(string text) => $"'{text.Visible()}' is not the address of a gateway: write host or host:port.";

    /// <summary>Names the target without its token: session and address.</summary>
    public override string ToString() => SessionId is null ? Address.ToString() : $"{SessionId} on {Address}";

    // The gateway learns port and path of the server from the resolver's answer; a client that goes through it sees neither.
    private static IEnumerable<string> GatewayFlaws(ConnectionRequest request) => new[]
    {
        ServerAddress.TryParse(request.Gateway, out _) ? null : GatewayFlaw(request.Gateway!),
        request.Port is not null ? "A gateway has a port of its own: write it behind the gateway's name, as host:port." : null,
        request.WebUrlPath is not null ? "A gateway learns the server's web URL path from the session resolver; clients do not see it." : null,
        request.SessionId is null ? "A gateway needs the session id." : null,
        request.Token is null ? "A gateway lets nobody through without a token." : null,
    }.OfType<string>();
}
