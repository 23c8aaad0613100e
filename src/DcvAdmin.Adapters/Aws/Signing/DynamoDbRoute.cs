using System;
using System.Net;
using System.Net.Http;
using System.Threading;
using DcvAdmin.Http;

namespace DcvAdmin.Aws.Signing;

/// <summary>The way to DynamoDB: an address that can be signed and asked, and the connections to it.</summary>
internal sealed class DynamoDbRoute : IDisposable
{
    // Amazon DynamoDB Developer Guide: no item is longer than 400 KB; in JSON it is longer, binary values by a third.
    private const int LongestAnswer = 4 * 1024 * 1024;

    /// <param name="address">The address, as its owner wrote it.</param>
    /// <param name="proxy">The proxy for addresses of https; null for the one of the environment or the machine.</param>
    /// <exception cref="AwsException">It is not one to ask.</exception>
    public DynamoDbRoute(string address, IWebProxy? proxy)
    {
        if (!Uri.TryCreate(address.EndsWith("/", StringComparison.Ordinal) ? address : address + "/", UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp) || !IsPlain(uri))
        {
            throw new AwsException(AwsFault.InvalidConfiguration, $"{WithoutSecrets(uri)} is no address of DynamoDB.",
                "Give scheme, host and port, as in https://vpce-1.dynamodb.eu-west-1.vpce.amazonaws.com; a path of letters, digits, slashes and -._~ is taken. It comes from the store's endpoint, AWS_ENDPOINT_URL or the profile's endpoint_url.");
        }

        if (uri.Scheme != Uri.UriSchemeHttps && !uri.IsLoopback) throw EncryptionGuard.Refuse(uri);
        Address = uri;
        // As the framework writes the header of this name.
        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        Host = uri.IsDefaultPort ? host : $"{host}:{uri.Port}";
        // To this machine there is no proxy to go through: what is not encrypted would lie open there.
        var handler = CertificateTrust.CreateHandler(null, proxy, usesProxy: uri.Scheme == Uri.UriSchemeHttps);
        // Each attempt has a limit of its own.
        Http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LongestAnswer };
#if !NET
        // Addresses of the service change, and a connection that is kept for ever would not notice; what is sent is short, and should not wait for more.
        var point = ServicePointManager.FindServicePoint(uri);
        point.ConnectionLeaseTimeout = (int)TimeSpan.FromMinutes(5).TotalMilliseconds;
        point.UseNagleAlgorithm = false;
#endif
    }

    public Uri Address { get; }

    /// <summary>The value of the header Host.</summary>
    public string Host { get; }

    public HttpClient Http { get; }

    public void Dispose() => Http.Dispose();

    // A signature holds the path encoded once more, and the query in an order of its own; what none of this changes is signed as it is.
    private static bool IsPlain(Uri address)
    {
        if (address.Query.Length > 0 || address.Fragment.Length > 0 || address.UserInfo.Length > 0) return false;
        foreach (var c in address.AbsolutePath)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '/' or '-' or '.' or '_' or '~')) return false;
        }

        return address.AbsolutePath.IndexOf("//", StringComparison.Ordinal) < 0;
    }

    private static string WithoutSecrets(Uri? address) => address is null ? "What is configured" : address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
