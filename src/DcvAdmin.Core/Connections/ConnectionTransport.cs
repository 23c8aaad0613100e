namespace DcvAdmin.Connections;

/// <summary>What a DCV client sends its data over. It authenticates over the web port in either case.</summary>
public enum ConnectionTransport
{
    /// <summary>TCP, through the web port.</summary>
    WebSocket = 0,

    /// <summary>UDP; only where the DCV server has its QUIC frontend on.</summary>
    Quic = 1,
}
