using System.Linq;
using DcvAdmin.Connections;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Tokens;
using FsCheck;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Connections;

/// <summary>Random requests for connections, legal and hostile.</summary>
internal static class AnyConnection
{
    public static Gen<string> Host { get; } = Gen.Elements("dcv.example", "DCV-01.example.com", "srv_1", "10.0.0.7", "2001:db8::1", "[::1]", "::ffff:10.0.0.7", "büro.example", "xn--bro-hoa.example");

    public static Gen<string> Path { get; } = Gen.Elements("/", "/lab/dcv", "/a%20b", "/x;y=1&z@,'!$()*+:~");

    private static Gen<string> HostilePath { get; } = Gen.OneOf(Path, Any.Text, Gen.Elements("/a?b", "/#", "/..", "/%2e%2E/x", "//evil.example", "/%4", "/a b", "/\\", string.Empty));

    private static Gen<string> HostileText { get; } = Gen.OneOf(Any.Text, Any.Name(), Gen.Elements("a\nhost=evil", "a\r\n[options]", " a", "a ", "[x]", "#a", "; a", "a=b", "a\\nb", "\u2028", "\0"));

    private static Gen<int?> MaybePort { get; } = Gen.OneOf(Gen.Constant((int?)null), Gen.Choose(1, 65535).Select(port => (int?)port));

    /// <summary>A legal request with a token and a session, through a server or a gateway.</summary>
    public static Gen<ConnectionRequest> Legal { get; } =
        from host in Host
        from port in MaybePort
        from path in Path
        from session in Any.Name()
        from token in Any.Name(maximumLength: AuthToken.MaximumLength)
        from gateway in Gen.OneOf(Gen.Constant((string?)null), Gen.Elements<string?>("gw.example", "gw.example:443", "[2001:db8::9]:8444"))
        from quicPort in MaybePort
        from transport in Gen.Elements<ConnectionTransport?>(null, ConnectionTransport.WebSocket, ConnectionTransport.Quic)
        select new ConnectionRequest
        {
            HostName = host, Port = gateway is null ? port : null, WebUrlPath = gateway is null ? path : null, SessionId = session, Token = AuthToken.FromText(token), Gateway = gateway,
            QuicPort = quicPort, Transport = transport,
        };

    /// <summary>A request of which any part may be anything.</summary>
    public static Gen<ConnectionRequest> Hostile { get; } =
        from host in Gen.OneOf(Host, HostileText)
        from port in Gen.OneOf(Gen.Constant((int?)null), Gen.Choose(-1, 65536).Select(port => (int?)port))
        from path in Gen.OneOf(Gen.Constant((string?)null), HostilePath.Select(path => (string?)path))
        from session in Gen.OneOf(HostileText, Any.Name())
        from token in Gen.OneOf(HostileText.Where(text => text.Length > 0), Any.Name())
        from gateway in Gen.Frequency((3, Gen.Constant((string?)null)), (1, HostileText.Select(text => (string?)text)))
        select new ConnectionRequest { HostName = host, Port = port, WebUrlPath = path, SessionId = session, Token = AuthToken.FromText(token), Gateway = gateway };
}
