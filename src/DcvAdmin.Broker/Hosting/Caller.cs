using System.Net;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Broker.Hosting;

/// <summary>The address a request came from, in one form: a socket for both protocols shows IPv4 callers as IPv6.</summary>
internal static class Caller
{
    public static IPAddress Of(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
