using System;
using System.Net.Http;
using System.Security.Authentication;
using System.Threading.Tasks;
using DcvAdmin.Stores;

namespace DcvAdmin.Http;

/// <summary>Turns what goes wrong below HTTP into a sentence an admin can act on.</summary>
internal static class HttpFaults
{
    public static StoreException ToStoreException(this Exception failure, Uri address, string role)
    {
        var host = address.WithoutUser(UriComponents.SchemeAndServer);
        if (failure is TaskCanceledException)
            return new StoreException(StoreFault.Unavailable, $"The {role} {host} did not answer in time.", "Check that it runs and that no firewall stands between.", failure);

        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
            {
                return new StoreException(StoreFault.Unavailable, $"The certificate of the {role} {host} is not trusted, or is for another name.",
                    "Pass its authority with -CaFile and use a host name that stands in the certificate.", failure);
            }
        }

        return new StoreException(StoreFault.Unavailable, $"The {role} {host} cannot be reached: {failure.GetBaseException().Message}", "Check its address and that it runs.", failure);
    }

    /// <summary>Parts of an address for a message: a user name and password in it are never shown.</summary>
    public static string WithoutUser(this Uri address, UriComponents parts) => address.GetComponents(parts, UriFormat.UriEscaped);

    public static bool IsConnectionFault(Exception failure, System.Threading.CancellationToken callers) =>
        failure is HttpRequestException or System.IO.IOException || (failure is TaskCanceledException && !callers.IsCancellationRequested);
}
