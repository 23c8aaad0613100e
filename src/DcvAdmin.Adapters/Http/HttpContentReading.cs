#if !NET
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Http;

/// <summary>.NET's overloads with a token, for .NET Framework: the client has read the whole content before it hands it out, so there is nothing to cancel.</summary>
internal static class HttpContentReading
{
    public static Task<string> ReadAsStringAsync(this HttpContent content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return content.ReadAsStringAsync();
    }

    public static Task<byte[]> ReadAsByteArrayAsync(this HttpContent content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return content.ReadAsByteArrayAsync();
    }
}
#endif
